import { UsageError } from '../../../fixtures/targets/index.ts';

/** What a task on Fargate is given. */
export interface TaskSize {
  vCpus: number;
  memoryGb: number;
  files: number;
}

/** As many as Fargate lets a container open. Each socket is one. */
const files = 65_535;
const filesBesides = 500;
/** With room to spare: 865 MB were taken by 10,000 sockets with all their traffic. */
const bytesPerSocket = 130_000;
const bytesBesides = 1e9;
/** Of two processors; less is not to be had with them, and neither is more. */
const memoryGb = { least: 4, most: 16 };

/**
 * A worker is one busy thread; the second processor is for Artillery's own process and the collector of garbage. Throws a
 * `UsageError` where one task cannot hold that many sockets.
 */
export function taskSize(sockets: number): TaskSize {
  if (sockets > files - filesBesides) {
    throw new UsageError(
      `A task on Fargate opens ${files} files at most, and each worker would have ${sockets} sockets. Give more --workers.`,
    );
  }
  const needed = Math.ceil((bytesBesides + sockets * bytesPerSocket) / 2 ** 30);
  return { vCpus: 2, memoryGb: Math.min(Math.max(needed, memoryGb.least), memoryGb.most), files };
}
