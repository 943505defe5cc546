import type { Colors } from 'picocolors/types.js';
import type { LoadResult } from '../../results/index.ts';
import { visibleLine } from '../../visible/index.ts';
import {
  actualText,
  amount,
  breakdownWords,
  broken,
  bytes,
  duration,
  latencyFigures,
  latencyText,
  ledgerWords,
  loadSummaryAfterVerdict,
  loadVerdictNames,
  percent,
  perSecond,
} from '../../wording/index.ts';

/** The verdict and why, then what was measured. */
export function loadSummaryLines(result: LoadResult, colors: Colors): string[] {
  return [
    '',
    verdictLine(result, colors),
    ...reasonLines(result, colors),
    ...findingLines(result),
    '',
    ...latencyLines(result, colors),
    '',
    ...factLines(result, colors),
    '',
    ...sloLines(result, colors),
    ...result.notes.map((note) => colors.dim(`  ${visibleLine(note)}`)),
  ];
}

function verdictLine(result: LoadResult, colors: Colors): string {
  const paint = { met: colors.green, breached: colors.red, untrusted: colors.magenta }[result.verdict];
  const name = `${loadVerdictNames[result.verdict]}${result.partial ? ', interrupted' : ''}`;
  return `${colors.bold(paint(name))}  ${visibleLine(loadSummaryAfterVerdict(result))}`;
}

/** What the summary does not name already: the reasons after the first. */
function reasonLines({ trust }: LoadResult, colors: Colors): string[] {
  return trust.reasons
    .slice(1)
    .map(({ reason, advice }) => `  ${colors.magenta('also')}  ${visibleLine(`${reason} ${advice}`)}`);
}

/** The answer to the question of scenarios that have one of their own. */
function findingLines({ capacity, reconnect, segments }: LoadResult): string[] {
  const lines: string[] = [];
  if (capacity) {
    const { sustainedPerSecond: sustained, kneePerSecond: knee, ended } = capacity;
    lines.push(
      `  sustained ${sustained === undefined ? 'no step' : perSecond(sustained)}, knee at ${knee === undefined ? 'no step' : perSecond(knee)}; ended ${visibleLine(ended)}`,
    );
  }
  if (reconnect) {
    const { storms, participants, allServedMs } = reconnect;
    // Where nothing was broken on purpose there is no moment from which to count.
    const all =
      storms === 0
        ? `${amount(participants)} cut off by no plan of the run`
        : `all served again after ${allServedMs.map(duration).join(', ')}`;
    lines.push(
      `  ${all}; ${amount(reconnect.missedWhileAway)} deliveries went by meanwhile, ${amount(reconnect.neverServed)} participants never came back`,
    );
  }
  if (segments.length > 1) {
    for (const { label, achievedPerSecond, latencyMs, ledger, met, trusted } of segments) {
      const verdict = !trusted ? '  not trusted' : met === undefined ? '' : met ? '  met' : '  breached';
      lines.push(
        `  ${visibleLine(label).padEnd(10)} ${perSecond(achievedPerSecond).padStart(9)}  p99 ${latencyText(latencyMs, 'p99').padStart(8)}  lost ${amount(ledger.lost)}${verdict}`,
      );
    }
  }
  return lines;
}

/** A row per event, another for its last recipients. */
function latencyLines({ events, connectMs, breakdown }: LoadResult, colors: Colors): string[] {
  const figures = Object.keys(latencyFigures) as (keyof typeof latencyFigures)[];
  const row = (name: string, latency: LoadResult['connectMs']) =>
    `  ${name.padEnd(24)}${figures.map((figure) => latencyText(latency, figure).padStart(10)).join('')}`;
  const head = `  ${'latency'.padEnd(24)}${Object.values(latencyFigures)
    .map((name) => name.padStart(10))
    .join('')}`;
  return [
    colors.dim(head),
    ...Object.entries(events).flatMap(([event, { latencyMs, lastRecipientMs }]) => [
      row(visibleLine(event), latencyMs),
      ...(lastRecipientMs.count > 0 ? [colors.dim(row('  last recipient', lastRecipientMs))] : []),
    ]),
    row('connecting', connectMs),
    ...(breakdown?.rows ?? []).map(({ label, latencyMs }) =>
      row(`${breakdownWords[breakdown?.by ?? 'nodes']} ${visibleLine(label)}`, latencyMs),
    ),
  ];
}

function factLines({ ledger, generator, sockets, stimuli, intervals }: LoadResult, colors: Colors): string[] {
  const wrong = (name: keyof typeof ledgerWords) => {
    const words = `${amount(ledger[name])} ${ledgerWords[name]}`;
    return ledger[name] > 0 && (broken as readonly string[]).includes(name) ? colors.red(words) : words;
  };
  const shown = ['delivered', 'lost', 'duplicated', 'leaked', 'altered', 'outOfOrder', 'late'] as const;
  const counts = shown.map(wrong);
  const { eventLoopDelayMs: delay } = generator;
  const server = intervals.flatMap((interval) => (interval.atS >= 0 && interval.server) || []);
  const unserved = sockets.unserved ? `, ${amount(sockets.unserved)} not served` : '';
  const rows: [string, string][] = [
    ['ledger', `${amount(ledger.sent)} sent, ${amount(ledger.expected)} expected: ${counts.join(', ')}`],
    [
      'generator',
      `${amount(generator.achieved)} of ${amount(generator.intended)} events sent, ${generator.cpuShare === undefined ? '–' : percent(generator.cpuShare)} of a core, event loop p99 ${duration(delay.p99)} max ${duration(delay.max)}, ${generator.residentBytes === undefined ? '– memory' : bytes(generator.residentBytes)}`,
    ],
    [
      'sockets',
      `${amount(sockets.peak)} at once (${amount(sockets.widgets)} widgets, ${amount(sockets.agents)} agents${unserved}), ${amount(sockets.refused)} refused, ${amount(sockets.dropped)} dropped`,
    ],
  ];
  if (stimuli) {
    const { asked, refused, unanswered, queued, unsent } = stimuli;
    rows.push([
      'stimuli',
      `${amount(asked)} asked for: ${amount(refused)} refused, ${amount(unanswered)} unanswered, ${amount(queued)} queued, ${amount(unsent)} unsent`,
    ]);
  }
  if (server.length > 0) {
    const cpu = server.reduce((sum, { cpuShare }) => sum + cpuShare, 0) / server.length;
    const memory = server.reduce((most, { residentBytes }) => Math.max(most, residentBytes), 0);
    rows.push(['server', `${percent(cpu)} of a core on average, up to ${bytes(memory)}`]);
  }
  return rows.map(([name, words]) => `  ${colors.dim(name.padEnd(11))}${words}`);
}

function sloLines({ slo, trust }: LoadResult, colors: Colors): string[] {
  return slo.map((one) => {
    const verdict = !trust.trusted
      ? colors.magenta('not judged')
      : one.met
        ? colors.green('met       ')
        : colors.red('breached  ');
    return `  ${verdict}  ${visibleLine(one.slo).padEnd(30)}  ${visibleLine(actualText(one))}`;
  });
}
