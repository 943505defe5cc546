import type { Measured, MeasuredSegment } from './measured.ts';
import type { Doubt } from './trust.ts';

const again = 'Run it again. If it happens again, report it with the records of the workers.';

/** What was counted in two places, or by several workers, has to agree: otherwise something of it was lost. */
export function doubtsOfCounting(measured: Measured): Doubt[] {
  const { segments, segmentsDiffer, generator } = measured;
  const doubts: Doubt[] = [];
  if (segments.length === 0) {
    doubts.push({ reason: 'No worker measured anything: there is no segment.', advice: again });
  }
  if (segmentsDiffer) {
    doubts.push({
      reason: 'Workers have other segments than others: what was added up was not measured at the same time.',
      advice: again,
    });
  }
  // Of deliveries that could not be recorded another doubt tells.
  if (generator.droppedSamples > 0) return doubts;
  const wrong = segments.flatMap((segment) => mistakesIn(segment));
  return wrong.length === 0 ? doubts : [...doubts, { reason: wrong[0] as string, advice: again }];
}

function mistakesIn({ label, sent, ledger, ledgerByEvent, events }: MeasuredSegment): string[] {
  const where = `In ${label}`;
  const mistakes: string[] = [];
  if (ledger.sent !== sent) {
    mistakes.push(`${where}, ${sent} messages were sent, and the ledger holds ${ledger.sent}.`);
  }
  for (const event of new Set([...Object.keys(ledgerByEvent), ...Object.keys(events)])) {
    const { delivered = 0, lost = 0, expected = 0 } = ledgerByEvent[event] ?? {};
    const recorded = events[event]?.latencyMs.count ?? 0;
    const uncorrected = events[event]?.uncorrectedMs.count ?? 0;
    if (recorded !== delivered || uncorrected !== delivered) {
      mistakes.push(
        `${where}, ${delivered} deliveries of ${event} were counted, and the latencies of ${Math.min(recorded, uncorrected)} recorded.`,
      );
    }
    if (delivered + lost !== expected) {
      mistakes.push(
        `${where}, ${expected} deliveries of ${event} had to happen, and ${delivered} did and ${lost} did not.`,
      );
    }
  }
  return mistakes;
}
