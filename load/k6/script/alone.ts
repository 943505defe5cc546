import encoding from 'k6/encoding';
import type { WorkerEnd } from '../../control/index.ts';
import type { ToWorker } from '../../control/messages.ts';
import type { WorkerRecord } from '../../measure/index.ts';
import type { WorkerPlan } from '../../plan.ts';
import { ownPlan, plansIn } from '../../scale-out/plans-in.ts';
import { withoutSecrets } from '../../scale-out/secret-places.ts';
import { nowMs } from './clock.ts';
import { recordLines } from './record-lines.ts';

/**
 * A virtual user that no coordinator reaches, as in a cluster: its plan is in a file, it begins by itself, goes through
 * all segments, and hands over its record as lines of the log. Throws an `Error` when there is no plan for it.
 */
export function aloneWith(planFile: string, worker: number): WorkerEnd {
  const { plans, secrets } = plansIn(planFile, __ENV);
  const plan = ownPlan(plans as WorkerPlan[], { worker: String(worker) });
  const missing: string[] = [];
  const problemsOf = ({ problems }: WorkerRecord) =>
    [...missing, ...problems].map((text) => withoutSecrets(text, secrets));
  let hear: (message: ToWorker) => void = () => {};
  return {
    plan,
    say(message) {
      switch (message.kind) {
        case 'ready':
          missing.push(...message.missing);
          hear({ kind: 'begin', atMs: nowMs() });
          break;
        case 'segment':
          hear({ kind: 'go-on', atMs: nowMs() });
          break;
        case 'failed':
          console.error(`Worker ${worker + 1}: ${withoutSecrets(message.message, secrets)}`);
          break;
        case 'done':
          handOver({ ...message.record, problems: problemsOf(message.record) });
      }
    },
    listen(heard) {
      hear = (message) => setTimeout(heard, 0, message);
    },
    close: async () => {},
  };
}

function handOver(record: WorkerRecord): void {
  const json = JSON.stringify(withoutUsage(record));
  for (const line of recordLines(record, json, (text) => encoding.b64encode(text, 'rawurl'))) {
    console.log(line);
  }
}

/** No script knows of its process, and here nobody looks in from outside. */
function withoutUsage({ generator, segments, intervals, ...record }: WorkerRecord): WorkerRecord {
  const { cpuShare: _, residentBytes: __, ...known } = generator;
  return {
    ...record,
    generator: known,
    segments: segments.map((segment) => {
      if (!segment.generator) return segment;
      const { cpuShare: _, ...known } = segment.generator;
      return { ...segment, generator: known };
    }),
    intervals: intervals.map(({ cpuShare: _, residentBytes: __, ...second }) => second),
  };
}
