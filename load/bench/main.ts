import { openEstate } from '../../fixtures/targets/index.ts';
import { calibrate } from '../calibration/index.ts';
import { startFanOutProcess } from '../calibration/server-process.ts';
import { calibrationLines } from '../command/calibrate-lines.ts';
import { compareCost, microsecondsEach } from './cost.ts';
import { compareLoopDelay } from './loop-delay.ts';
import { bytesPerSocket } from './memory.ts';
import { workloads } from './workload.ts';

/*
 * What measuring load costs and how exact it is, beside plain socket.io-client in the same minutes:
 * node load/bench/main.ts. Figures alone say more of the machine than of the suite; ratios can be compared.
 */

const bounds = { costRatio: 1.25, loopDelayMs: 5, memoryRatio: 1.2 } as const;
const idleSockets = 10_000;
/** How a heap comes to lie in pages differs by a tenth from process to process. */
const memoryRounds = 3;
let missed = 0;

function judge(what: string, figures: string, is: string, met: boolean, bound: string): void {
  if (!met) missed += 1;
  say(what, figures, is, `${bound}: ${met ? 'met' : 'NOT MET'}`);
}

function say(what: string, figures: string, is: string, remark: string): void {
  console.log(`  ${what.padEnd(38)}${figures.padEnd(46)}${is.padStart(8)}  ${remark}`);
}

async function compareCosts(url: string, estate: ReturnType<typeof openEstate>): Promise<void> {
  console.log('\nCost per delivery: all threads of the generator, in the measured window');
  for (const workload of workloads) {
    const { ours, plain } = await compareCost(estate, url, workload);
    const [own, others] = [microsecondsEach(ours), microsecondsEach(plain)];
    const ratio = own / others;
    const figures = `${own.toFixed(1)} µs, plain socket.io-client ${others.toFixed(1)} µs`;
    const is = `${ratio.toFixed(2)} x`;
    // For one delivery of each message, scheduling it and entering it weigh more than the delivery.
    if (!workload.judged) say(workload.name, figures, is, 'for comparison');
    else judge(workload.name, figures, is, ratio <= bounds.costRatio, `at most ${bounds.costRatio}`);
  }
}

function median(figures: readonly number[]): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] as number;
}

async function compareMemory(url: string): Promise<void> {
  console.log(`\nResident memory of an idle socket, medians of ${memoryRounds} rounds`);
  const rounds: { plain: number; ours: number }[] = [];
  while (rounds.length < memoryRounds) {
    const plain = await bytesPerSocket('plain', url, idleSockets);
    rounds.push({ plain, ours: await bytesPerSocket('ours', url, idleSockets) });
  }
  const [plain, ours] = [
    median(rounds.map((round) => round.plain)),
    median(rounds.map((round) => round.ours)),
  ];
  const ratio = ours / plain;
  const figures = `${(ours / 1000).toFixed(1)} kB, plain socket.io-client ${(plain / 1000).toFixed(1)} kB`;
  const bound = `at most ${bounds.memoryRatio}`;
  judge(`${idleSockets} sockets`, figures, `${ratio.toFixed(2)} x`, ratio <= bounds.memoryRatio, bound);
}

async function compareLoops(): Promise<void> {
  console.log('\nWorst delay of the event loop at 20,000 deliveries/s, of the calmest round');
  const { measuringMs, countingMs } = await compareLoopDelay();
  const figures = `${measuringMs.toFixed(1)} ms, without measuring ${countingMs.toFixed(1)} ms`;
  const causedMs = measuringMs - countingMs;
  const bound = `at most ${bounds.loopDelayMs} ms`;
  judge('by measuring', figures, `${causedMs.toFixed(1)} ms`, causedMs <= bounds.loopDelayMs, bound);
}

async function showAccuracy(): Promise<void> {
  const signal = new AbortController().signal;
  const command = 'npm run load -- calibrate --seed 1';
  const result = await calibrate({ seed: 1, command, onProgress: () => {}, signal });
  for (const line of calibrationLines(result, { quiet: false })) console.log(line);
  if (result.verdict !== 'recovered') missed += 1;
}

const estate = openEstate();
try {
  const server = await startFanOutProcess(estate, { delaysMs: [0], seed: 1 });
  const [url = ''] = server.nodes;
  await compareLoops();
  await compareCosts(url, estate);
  await compareMemory(url);
} finally {
  await estate.close();
}
console.log('\nAccuracy');
await showAccuracy();
if (missed > 0) process.exitCode = 1;
