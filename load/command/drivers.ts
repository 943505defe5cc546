import { availableParallelism } from 'node:os';
import { UsageError } from '../../fixtures/targets/index.ts';
import { type Outcome, type RunWorkersOptions, requireArtillery, runWorkers } from '../driver/index.ts';
import { requireK6, runInK6, scenariosOfK6 } from '../k6/index.ts';
import type { DriverName } from './driver-names.ts';
import type { Prepared } from './prepare.ts';

/** What sends the load: one process for each worker, or one for all of them. */
interface Driver {
  /** Throws a `UsageError` where it is absent, or cannot do what is asked for. */
  require(prepared: Prepared): Promise<void>;
  run(options: RunWorkersOptions, prepared: Prepared): Promise<Outcome>;
  /** One process has the sockets of all workers. */
  sharesProcess: boolean;
  /** That a worker can have at once, with all others of its process. */
  cores: number;
  /** Resident memory that a socket takes; absent: as `limits` have it. */
  bytesPerSocket?: number;
}

export const drivers: Record<DriverName, Driver> = {
  artillery: {
    require: async () => void requireArtillery(),
    run: (options) => runWorkers(options),
    sharesProcess: false,
    cores: 1,
  },
  k6: {
    async require(prepared) {
      refuseBeyondK6(prepared);
      await requireK6();
    },
    run: ({ scenario: _, ...options }, { slos }) => runInK6({ ...options, slos }),
    sharesProcess: true,
    cores: availableParallelism(),
    // Measured with 2,000 of them.
    bytesPerSocket: 220_000,
  },
};

/** Throws a `UsageError` for what k6 cannot do; some of it depends on the system. */
export function refuseBeyondK6(
  { asked, scenario, config }: Pick<Prepared, 'asked' | 'scenario' | 'config'>,
  platform: NodeJS.Platform = process.platform,
): void {
  if (!(scenariosOfK6 as readonly string[]).includes(asked)) {
    throw new UsageError(
      `k6 runs ${scenariosOfK6.slice(0, -1).join(', ')} and ${scenariosOfK6.at(-1)}, and not ${asked}: leave out --driver k6, and Artillery runs it.`,
    );
  }
  if (scenario.knobs.pollingShare > 0) {
    throw new UsageError('k6 has no long-polling: set --polling-share to 0, or leave out --driver k6.');
  }
  if (config.connect.ca !== undefined && (platform === 'darwin' || platform === 'win32')) {
    throw new UsageError(
      `On ${platform === 'darwin' ? 'macOS' : 'Windows'} k6 trusts whom the system trusts, and takes no connect.ca: have the system trust that authority and leave connect.ca out, or leave out --driver k6.`,
    );
  }
  if (config.stimuli.kind === 'module') {
    throw new UsageError(
      'k6 cannot call a module for stimuli, which is for Node: configure a hook or REST routes, or leave out --driver k6.',
    );
  }
}
