import type { ChildProcess } from 'node:child_process';
import { type Estate, scriptBeside, TargetError } from '../../fixtures/targets/index.ts';
import { tailOf } from '../../fixtures/targets/log-tail.ts';
import { unlessAborted, within } from '../../fixtures/targets/waiting.ts';
import { Histogram } from '../measure/index.ts';
import type { Window } from './held-book.ts';
import type { FanOutSettings, FromServer, ToServer } from './server-messages.ts';

/** Generous, since a start may share a busy machine with everything else. */
const boundMs = 30_000;

/** The fan-out server in a process of its own. Every method throws a `TargetError` when it is gone. */
export interface FanOutProcess {
  /** Addresses, in the order of the delays. */
  nodes: string[];
  pid: number;
  /** When its event loop stood still, through no order of ours. It grows. */
  standstills: readonly Window[];
  /** For each node, how long it held the deliveries of what was intended in this window. */
  heldIn(window: Window): Promise<Histogram[]>;
  /** Has it stand still, and tells when it really did. */
  stall(forMs: number): Promise<Window>;
}

/** Starts it, and waits until it serves. It ends with the estate. Throws a `TargetError` that quotes its last words. */
export async function startFanOutProcess(
  estate: Estate,
  settings: FanOutSettings,
  signal?: AbortSignal,
): Promise<FanOutProcess> {
  const script = scriptBeside('server-main', import.meta.url);
  const { child } = estate.spawn(process.execPath, [script, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastLines = tailOf(child.stdout, child.stderr);
  const standstills: Window[] = [];
  child.on('message', (message: FromServer) => {
    if ('late' in message) standstills.push(message.late);
  });
  const next = <Key extends string>(key: Key, ask?: ToServer) =>
    unlessAborted(signal, answer(child, key, lastLines, ask));
  const { ready } = await next('ready');
  return {
    nodes: ready,
    pid: child.pid as number,
    standstills,
    async heldIn(window) {
      return (await next('held', { do: 'report', window })).held.map(Histogram.decode);
    },
    stall: async (forMs) => (await next('stalled', { do: 'stall', forMs })).stalled,
  };
}

/** The next thing of that kind that the server says, after it was asked. */
function answer<Key extends string>(
  child: ChildProcess,
  key: Key,
  lastLines: () => string,
  ask?: ToServer,
): Promise<Extract<FromServer, Record<Key, unknown>>> {
  type Answer = Extract<FromServer, Record<Key, unknown>>;
  const listening = new AbortController();
  const heard = new Promise<Answer>((resolve, reject) => {
    const fail = (how: string) => reject(new TargetError(`The calibration server ${how}: ${lastLines()}`));
    const hear = (message: FromServer) => {
      if (key in message) resolve(message as Answer);
    };
    const gone = () => fail(`ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
    const failed = (error: Error) => fail(`did not start (${error.message})`);
    child.on('message', hear).once('close', gone).once('error', failed);
    listening.signal.addEventListener('abort', () => {
      child.off('message', hear).off('close', gone).off('error', failed);
    });
    if (child.exitCode !== null || child.signalCode !== null) gone();
    else if (ask) child.send(ask, (error) => error && fail(`could not be reached (${error.message})`));
  });
  const late = () =>
    new TargetError(`The calibration server said nothing within ${boundMs / 1000} s: ${lastLines()}`);
  return within(boundMs, heard, late).finally(() => listening.abort());
}
