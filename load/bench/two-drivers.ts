import { openEstate } from '../../fixtures/targets/index.ts';
import { compare, heldAndFloor } from '../calibration/compare.ts';
import { delaysMs, type Extent, usualExtent } from '../calibration/extent.ts';
import { type MeasuredDelays, measureDelays } from '../calibration/measure-delays.ts';
import { startFanOutProcess } from '../calibration/server-process.ts';
import { Histogram, type WorkerRecord } from '../measure/index.ts';
import { compareLedgers, drives, type Name } from './both-drivers.ts';

/*
 * Two drivers, one truth: the same journeys, from the same seed, through Artillery and through k6 against the same server
 * process, which holds messages for known times: node load/bench/two-drivers.ts. What the ledgers expect has to be the
 * same, part by part and event by event; where the server holds messages for longer than anything else takes, p50 and p99
 * may differ by 5 % or 0.5 ms, whichever is more. Where they differ, how far each is from what the server says of itself
 * shows which one is wrong.
 */

const tolerance = { share: 0.05, ms: 0.5 } as const;
const percentiles = [50, 99] as const;
/** Held for so long, the server's time is most of it; what is held for less shows what the drivers themselves take. */
const judgedFromMs = 5;
const seed = 7;
/** A rate that neither driver feels: about 300 deliveries a second, of which a script in k6 can take some thousands. */
const extent: Extent = {
  ...usualExtent,
  delays: { ...usualExtent.delays, rate: 60 },
  part: { durationMs: 3_000, wanted: 20, most: 30 },
};

const estate = openEstate();
const measured: Partial<Record<Name, MeasuredDelays>> = {};
try {
  const server = await startFanOutProcess(estate, { delaysMs, seed });
  const signal = new AbortController().signal;
  // One after the other: at the same time they would wait for each other's work, and share the row of delays unevenly.
  for (const name of Object.keys(drives) as Name[]) {
    const one = await measureDelays({ server, extent, seed, run: drives[name], signal });
    measured[name] = one;
    const { parts, record } = one;
    console.log(
      `${name}: ${parts.measured} parts of the window, ${parts.quiet} of them quiet, ${parts.used === 'quiet' ? 'which count' : 'all count'}; ${record.sockets.peak} sockets, ${Math.round((record.generator.residentBytes ?? 0) / 1e6)} MB; ${ownDelays(record)}`,
    );
  }
} finally {
  await estate.close();
}
const sameLedgers = sayLedgers();
const sameLatencies = compareLatencies();
const quiet = Object.values(measured).every(({ parts }) => parts.used === 'quiet');
if (sameLedgers && sameLatencies) console.log('\nThey agree.');
else if (sameLedgers && !quiet) {
  console.log(
    '\nThe ledgers agree; of latencies nothing can be said, since this machine had other things to do.',
  );
  process.exitCode = 4;
} else {
  console.log('\nThey do NOT agree.');
  process.exitCode = 1;
}

/** What of a latency may be the driver's own. */
function ownDelays({ generator: { sendLag, frameWait } }: WorkerRecord): string {
  const p99 = (encoded: string) => `${Histogram.decode(encoded).percentile(99).toFixed(1)} ms`;
  const waited = frameWait === undefined ? '' : `, frames that were read waited ${p99(frameWait)}`;
  return `p99 of its own: sent ${p99(sendLag)} late${waited}`;
}

function of(name: Name): MeasuredDelays {
  const one = measured[name];
  if (one === undefined) throw new TypeError(`${name} was not measured`);
  return one;
}

function sayLedgers(): boolean {
  const [ours, others] = [of('Artillery').record.segments, of('k6').record.segments];
  const { parts, same, sent, expected, mishaps, differences } = compareLedgers(ours, others);
  for (const difference of differences) console.log(`  ${difference}`);
  console.log(
    `\nLedgers: the same in ${same} of ${parts} parts (${sent} sent, ${expected} expected); ${mishaps} lost, duplicated or leaked`,
  );
  return same === parts && parts > 0 && mishaps === 0;
}

function compareLatencies(): boolean {
  console.log('\nnew_message, in ms      Artillery        k6    apart   off the truth: Artillery, k6');
  let agreed = true;
  for (const [node, delayMs] of delaysMs.entries()) {
    for (const percentile of percentiles) {
      const [ours, others] = (['Artillery', 'k6'] as const).map(
        (name) => of(name).measured[node]?.percentile(percentile) ?? 0,
      );
      const apartMs = Math.abs((ours as number) - (others as number));
      const fits =
        apartMs <= Math.max(tolerance.ms, tolerance.share * Math.min(ours as number, others as number));
      const judged = delayMs >= judgedFromMs;
      if (judged) agreed &&= fits;
      const row = [ours, others].map((ms) => (ms as number).toFixed(2).padStart(10)).join('');
      console.log(
        `  held ${String(delayMs).padStart(3)} ms  p${percentile}  ${row}${apartMs.toFixed(2).padStart(9)}   ${offTruth(node, percentile)}${fits || !judged ? '' : '   TOO FAR'}`,
      );
    }
  }
  return agreed;
}

/** How far each is from what the server held, with that driver's own way there and back on top. */
function offTruth(node: number, percentile: number): string {
  if (node === 0) return '';
  return (['Artillery', 'k6'] as const)
    .map((name) => {
      const { measured: latencies, held } = of(name);
      const [floor] = latencies;
      const [own, truth] = [latencies[node], held[node]];
      if (!floor || !own || !truth) return '';
      const [row] = compare(own, [percentile], heldAndFloor(truth, floor));
      return `${row?.errorMs.toFixed(2)}`.padStart(8);
    })
    .join('');
}
