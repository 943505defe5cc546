import { loadHtml } from './html/index.ts';
import { type Extent, measuredLoad } from './samples/index.ts';

/*
 * How long the page of a large run takes to write, and how large it is: node reports/bench.ts. What is measured is a run
 * of ten million deliveries, each of them recorded; exit code 1 when a bound is missed.
 */

const bounds = { renderMs: 2000, bytes: 1_500_000 } as const;
const deliveries = 10_000_000;
const rounds = 3;
let missed = 0;

function judge(what: string, figure: string, met: boolean, bound: string): void {
  if (!met) missed += 1;
  console.log(`  ${what.padEnd(38)}${figure.padStart(12)}  at most ${bound}: ${met ? 'met' : 'NOT MET'}`);
}

function measure(name: string, extent: Extent): void {
  const result = measuredLoad(extent);
  const tookMs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    bytes = Buffer.byteLength(loadHtml(result));
    tookMs.push(performance.now() - startedMs);
  }
  // The first is what a command takes, which renders one page.
  const [first = 0] = tookMs;
  console.log(`\n${name}, ${deliveries.toLocaleString('en')} deliveries`);
  judge('rendered in', `${first.toFixed(0)} ms`, first < bounds.renderMs, `${bounds.renderMs} ms`);
  console.log(`  ${'again, when warm'.padEnd(38)}${`${Math.min(...tookMs).toFixed(0)} ms`.padStart(12)}`);
  const size = `${(bytes / 1000).toFixed(0)} kB`;
  judge('the page is', size, bytes < bounds.bytes, `${bounds.bytes / 1000} kB`);
}

console.log('The page of a load run');
for (const minutes of [10, 60]) {
  const seconds = minutes * 60;
  measure(`${minutes} minutes`, { seconds, deliveriesPerSecond: Math.ceil(deliveries / seconds) });
}
if (missed > 0) process.exitCode = 1;
