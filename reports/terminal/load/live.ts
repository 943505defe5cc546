import { createLogUpdate } from 'log-update';
import type { Colors } from 'picocolors/types.js';
import { visibleLine } from '../../visible/index.ts';
import { amount, bytes, duration, percent, perSecond } from '../../wording/index.ts';
import { bar, type Output } from '../output.ts';
import type { LoadView } from './progress.ts';

/** The block at the foot of a terminal; everything printed goes above it. */
export interface LiveLoad {
  show(view: LoadView): void;
  print(lines: string[]): void;
  stop(): void;
}

export function createLiveLoad(output: Output, colors: Colors): LiveLoad {
  const log = createLogUpdate(output, { showCursor: true });
  let last: LoadView | undefined;
  const render = () => {
    if (last) log(blockLines(last, colors).join('\n'));
  };
  return {
    show(view) {
      last = view;
      render();
    },
    print(lines) {
      log.persist(lines.join('\n'));
      render();
    },
    stop() {
      last = undefined;
      log.clear();
      log.done();
    },
  };
}

/** The view as a few lines with names on the left. */
function blockLines(view: LoadView, colors: Colors): string[] {
  const { generator, server } = view;
  const rows: [string, string][] = [
    ['events', `${perSecond(view.achievedPerSecond)} of ${perSecond(view.intendedPerSecond)}`],
    ['deliveries', `${perSecond(view.deliveriesPerSecond)}, ${amount(view.inFlight)} in flight`],
    ['latency', `p50 ${duration(view.p50Ms)}  p99 ${duration(view.p99Ms)}`],
    ['lost', view.lost > 0 ? colors.red(amount(view.lost)) : '0'],
    ...(generator ? [['generator', generatorWords(generator)] satisfies [string, string]] : []),
    ...(server ? [['server', serverWords(server)] satisfies [string, string]] : []),
  ];
  return [
    `${bar(view.share, colors)}  ${colors.bold(view.phase)}  ${leftWords(view)}  ${socketsWords(view)}`,
    ...rows.map(([name, words]) => `  ${colors.dim(name.padEnd(11))}${words}`),
  ];
}

/** The same in one line, for logs: `measuring  12 s left  1,000 sockets  500/s of 500/s  …`. */
export function viewLine(view: LoadView): string {
  const { generator, server } = view;
  const parts = [
    visibleLine(view.phase).padEnd(9),
    leftWords(view),
    socketsWords(view),
    ...(view.phase === 'measuring' || view.phase === 'warm-up'
      ? [
          `${perSecond(view.achievedPerSecond)} of ${perSecond(view.intendedPerSecond)}`,
          `p50 ${duration(view.p50Ms)}`,
          `p99 ${duration(view.p99Ms)}`,
          `lost ${amount(view.lost)}`,
        ]
      : []),
    ...(generator ? [`generator ${generatorWords(generator)}`] : []),
    ...(server ? [`server ${serverWords(server)}`] : []),
  ];
  return parts.join('  ');
}

function leftWords({ leftMs }: LoadView): string {
  return leftMs > 0 ? `${duration(Math.ceil(leftMs / 1000) * 1000)} left` : 'about to end';
}

function socketsWords({ sockets, seated, seats }: LoadView): string {
  const served = seated < seats ? `, ${amount(seated)} of ${amount(seats)} served` : '';
  return `${amount(sockets)} sockets${served}`;
}

function generatorWords({ cpuShare, eventLoopDelayMaxMs }: NonNullable<LoadView['generator']>): string {
  const cpu = cpuShare === undefined ? '' : `${percent(cpuShare)} of a core, `;
  return `${cpu}delay up to ${duration(eventLoopDelayMaxMs)}`;
}

function serverWords({ cpuShare, residentBytes }: NonNullable<LoadView['server']>): string {
  return `${percent(cpuShare)} of a core, ${bytes(residentBytes)}`;
}
