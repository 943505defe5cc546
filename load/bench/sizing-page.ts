import { runInNewContext } from 'node:vm';
import { refreshBlock } from '../../conformance/contract/generated-blocks.ts';
import { assumed, busySocketUs, type Costs, needsOf } from './sizing-sums.ts';

/** All that the page follows from. */
export interface Sizing {
  /** Where it was measured. */
  machine: string;
  artillery: Costs;
  /** Absent where k6 was not found. */
  k6?: Costs;
  server: Costs;
}

const sides = { artillery: 'Artillery', k6: 'k6', server: 'reference server' } as const;
type Side = keyof typeof sides;
const planned = [100_000, 1_000_000] as const;

/** Three digits, whole numbers where there are more: what a reader reckons with. */
function figure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded.toLocaleString('en', { maximumFractionDigits: 10 });
}

export const read = (text: string) => Number(text.replaceAll(',', ''));
const asShown = (value: number) => read(figure(value));

const rows: { what: string; name: keyof Costs; unit: string; times: number }[] = [
  { what: 'a process without sockets: processor', name: 'baseCores', unit: '% of a core', times: 100 },
  { what: 'an idle socket: processor time in a second', name: 'idleSocketUs', unit: 'µs', times: 1 },
  { what: 'a message that is sent: processor time', name: 'sentUs', unit: 'µs', times: 1 },
  { what: 'a delivery: processor time', name: 'deliveryUs', unit: 'µs', times: 1 },
  { what: 'a process without sockets: memory', name: 'baseBytes', unit: 'MB', times: 1e-6 },
  { what: 'a socket: memory', name: 'socketBytes', unit: 'kB', times: 1e-3 },
];

/** What was measured, as the page has it. */
export function sizingTable(sizing: Sizing): string {
  const shown = (Object.keys(sides) as Side[]).filter((side) => sizing[side]);
  const lines = rows.map(({ what, name, unit, times }) => {
    const cells = shown.map((side) => `${figure((sizing[side] as Costs)[name] * times)} ${unit}`);
    return `| ${[what, ...cells].join(' | ')} |`;
  });
  const derived = [
    ['deliveries a second that half a core takes, two for each message', deliveriesOf],
    ['sockets that fit into one GB', ({ baseBytes, socketBytes }: Costs) => (1e9 - baseBytes) / socketBytes],
  ] as const;
  const follow = derived.map(([what, of]) => {
    const cells = shown.map((side) => figure(of(roundedCosts(sizing[side] as Costs))));
    return `| ${[what, ...cells].join(' | ')} |`;
  });
  return [
    `| ${[sizing.machine, ...shown.map((side) => sides[side])].join(' | ')} |`,
    `|---|${shown.map(() => '---|').join('')}`,
    ...lines,
    ...follow,
  ].join('\n');
}

function deliveriesOf({ baseCores, sentUs, deliveryUs }: Costs): number {
  return ((assumed.coresOfWorker - baseCores) * 1e6) / (deliveryUs + sentUs / 2);
}

/** The figures that a reader has. */
function roundedCosts(costs: Costs): Costs {
  return Object.fromEntries(
    rows.map(({ name, times }) => [name, asShown(costs[name] * times) / times]),
  ) as unknown as Costs;
}

/** Reads back what `sizingTable` wrote. Throws an `Error` that names the row that is not as it writes them. */
export function readSizing(page: string): Sizing {
  const [machine = '', ...columns] = cellsOf(lineWith(page, sides.artillery, '| '));
  const sizing: Record<string, unknown> = { machine };
  for (const [side, title] of Object.entries(sides)) {
    const at = columns.indexOf(title);
    if (at < 0) continue;
    sizing[side] = Object.fromEntries(
      rows.map(({ what, name, unit, times }) => {
        const cell = cellsOf(lineWith(page, what, '| '))[at + 1] ?? '';
        if (!cell.endsWith(` ${unit}`))
          throw new Error(`${what}: expected a figure in ${unit}, got "${cell}".`);
        return [name, read(cell.slice(0, -unit.length - 1)) / times];
      }),
    );
  }
  return sizing as unknown as Sizing;
}

function lineWith(page: string, what: string, start: string): string {
  const line = page.split('\n').find((one) => one.startsWith(start) && one.includes(`| ${what} |`));
  if (line === undefined) throw new Error(`There is no row "${what}".`);
  return line;
}

const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

/** What so many sockets take, by side, as a table. */
export function needsTable(sizing: Sizing): string {
  const drivers = (['artillery', 'k6'] as const).filter((side) => sizing[side]);
  const columns = planned.flatMap((sockets) => drivers.map((side) => ({ sockets, side })));
  const needs = columns.map(({ sockets, side }) => needsOf(sockets, roundedCosts(sizing[side] as Costs)));
  const row = (what: string, of: (need: (typeof needs)[number]) => number, unit = '') =>
    `| ${[what, ...needs.map((need) => `${figure(of(need))}${unit}`)].join(' | ')} |`;
  return [
    `| | ${columns.map(({ sockets, side }) => `${figure(sockets)} with ${sides[side]}`).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    row('messages and other events sent a second', ({ sentPerS }) => sentPerS),
    row('deliveries a second', ({ deliveriesPerS }) => deliveriesPerS),
    row('workers for their processor', ({ byCores }) => byCores),
    row('workers for their memory', ({ byMemory }) => byMemory),
    row('workers for their open files', ({ byFiles }) => byFiles),
    row('workers for their ports', ({ byPorts }) => byPorts),
    row('**workers, each a task of 2 vCPU and 4 GB**', ({ workers }) => workers),
    row('processor, all together', ({ cores }) => cores, ' cores'),
    row('memory, all together', ({ bytes }) => bytes / 1e9, ' GB'),
    row('connections a second, in a ramp of ten minutes', ({ connectsPerS }) => connectsPerS),
    row('network towards the generators', ({ megabitsPerS }) => megabitsPerS, ' Mbit/s'),
  ].join('\n');
}

/** One line of the arithmetic: what is reckoned from figures that stand on the page, or in a line before. */
interface Step {
  what: string;
  expression: string;
  unit: string;
}

/** The value of an expression as the page writes it: `⌈100,000 × 0.3 / 0.49⌉`. */
export function evaluate(expression: string): number {
  const code = expression
    .replaceAll(/(\d),(?=\d{3})/g, '$1')
    .replaceAll('×', '*')
    .replaceAll('−', '-')
    .replaceAll('⌈', 'ceil(')
    .replaceAll('⌉', ')');
  return Number(runInNewContext(code, { ceil: Math.ceil, max: Math.max }));
}

/** The way from the measured table to the number of workers, line by line, each with figures as they are shown. */
export function stepsTo(sockets: number, side: 'artillery' | 'k6', sizing: Sizing): string {
  const costs = roundedCosts(sizing[side] as Costs);
  const { sentPerSocket, deliveriesPerSocket, coresOfWorker, files, filesShare, filesBesides, ports } =
    assumed;
  const shown = (name: keyof Costs) => {
    const row = rows.find((one) => one.name === name);
    return figure(costs[name] * (row?.times ?? 1));
  };
  const base = figure(costs.baseCores);
  const many = sockets.toLocaleString('en');
  const lines: string[] = [];
  const step = ({ what, expression, unit }: Step): string => {
    const value = figure(evaluate(expression));
    lines.push(`${what}: ${expression} = ${value}${unit && ` ${unit}`}`);
    return value;
  };
  const each = step({
    what: 'processor of a socket, each second',
    expression: `${shown('idleSocketUs')} + ${sentPerSocket} × ${shown('sentUs')} + ${deliveriesPerSocket} × ${shown('deliveryUs')}`,
    unit: 'µs',
  });
  const cores = step({ what: 'of all', expression: `${many} × ${each} / 1,000,000`, unit: 'cores' });
  const byCores = step({
    what: 'workers for it',
    expression: `⌈${cores} / (${coresOfWorker} − ${base})⌉`,
    unit: '',
  });
  const gigabytes = step({
    what: 'memory of all sockets',
    expression: `${many} × ${shown('socketBytes')} / 1,000,000`,
    unit: 'GB',
  });
  const byMemory = step({
    what: 'workers for it',
    expression: `⌈${gigabytes} / (4 × ${assumed.memoryShare} − ${shown('baseBytes')} / 1,000)⌉`,
    unit: '',
  });
  const byFiles = step({
    what: 'workers for open files',
    expression: `⌈${many} / (${files.toLocaleString('en')} × ${filesShare} − ${filesBesides})⌉`,
    unit: '',
  });
  const byPorts = step({
    what: 'workers for ports, each with an address of its own',
    expression: `⌈${many} / ${ports.toLocaleString('en')}⌉`,
    unit: '',
  });
  const workers = step({
    what: 'workers, the most of these',
    expression: `max(${[byCores, byMemory, byFiles, byPorts].map(read).join(', ')})`,
    unit: '',
  });
  step({
    what: 'memory of all',
    expression: `${gigabytes} + ${workers} × ${shown('baseBytes')} / 1,000`,
    unit: 'GB',
  });
  step({ what: 'connections in the ramp', expression: `${many} / ${assumed.rampS}`, unit: 'a second' });
  const deliveries = step({
    what: 'deliveries',
    expression: `${many} × ${deliveriesPerSocket}`,
    unit: 'a second',
  });
  step({
    what: 'network',
    expression: `${deliveries} × ${assumed.bytesPerDelivery} × 8 / 1,000,000`,
    unit: 'Mbit/s',
  });
  return lines.join('\n');
}

/** All steps, with a heading each. */
export function allSteps(sizing: Sizing): string {
  return planned
    .flatMap((sockets) =>
      (['artillery', 'k6'] as const)
        .filter((side) => sizing[side])
        .map(
          (side) =>
            `${figure(sockets)} sockets with ${sides[side]}:\n\n\`\`\`text\n${stepsTo(sockets, side, sizing)}\n\`\`\``,
        ),
    )
    .join('\n\n');
}

/** What one task holds, and what binds. */
export function taskTable(sizing: Sizing): string {
  const drivers = (['artillery', 'k6'] as const).filter((side) => sizing[side]);
  const held = drivers.map((side) => {
    const costs = roundedCosts(sizing[side] as Costs);
    const { coresOfWorker, taskBytes, memoryShare, files, filesShare, filesBesides, ports } = assumed;
    const by = {
      'its processor, (0.5 − base) / socket': ((coresOfWorker - costs.baseCores) * 1e6) / busySocketUs(costs),
      'its memory, (4 GB × 0.8 − base) / socket':
        (taskBytes * memoryShare - costs.baseBytes) / costs.socketBytes,
      'its open files, 20,000 × 0.95 − 256': files * filesShare - filesBesides,
      'its ports': ports,
    };
    return { ...by, '**all of them**': Math.min(...Object.values(by)) };
  });
  const names = Object.keys(held[0] ?? {}) as (keyof (typeof held)[number])[];
  return [
    `| sockets in a task of 2 vCPU and 4 GB, by | ${drivers.map((side) => sides[side]).join(' | ')} |`,
    `|---|${drivers.map(() => '---|').join('')}`,
    ...names.map((name) => `| ${[name, ...held.map((one) => figure(one[name]))].join(' | ')} |`),
  ].join('\n');
}

/** What the server needs, in a sentence. */
export function serverSentence({ server }: Sizing): string {
  const costs = roundedCosts(server);
  const of = planned.map(
    (sockets) =>
      `${figure(sockets)} sockets ${figure((sockets * busySocketUs(costs)) / 1e6)} cores and ${figure((sockets * costs.socketBytes) / 1e9)} GB`,
  );
  return `The reference server would take for ${of.join(',\nfor ')}.`;
}

/** The page with all that follows from the measured table. */
export function pageWith(page: string, sizing: Sizing): string {
  const blocks = {
    measured: sizingTable(sizing),
    task: taskTable(sizing),
    needs: needsTable(sizing),
    steps: allSteps(sizing),
    server: serverSentence(sizing),
  };
  return Object.entries(blocks).reduce((text, [name, content]) => refreshBlock(text, name, content), page);
}
