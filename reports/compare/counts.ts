import type { LedgerCounts, LoadResult, MetricComparison } from '../results/index.ts';
import { broken } from '../wording/index.ts';
import { changeOf } from './judge.ts';
import type { Pair } from './side.ts';

/*
 * Counts are exact, so no interval is needed to say that something is lost that was not lost before: the first one is
 * worse. Where both runs have some, it is asked whether the same share could have given both counts.
 */

type Mishap = (typeof broken)[number] | 'outOfOrder' | 'late';
const mishaps: readonly Mishap[] = [...broken, 'outOfOrder', 'late'];

/** What no load excuses, whenever it happens: around the measured window, too. */
const always: ReadonlySet<Mishap> = new Set(['duplicated', 'leaked', 'altered']);
/** What is no promise: the first of them proves nothing yet. */
const tolerable: ReadonlySet<Mishap> = new Set(['outOfOrder', 'late']);

/** Shares of the deliveries that went wrong. */
export function ledgerMetrics(pair: Pair): MetricComparison[] {
  const { share } = pair.tolerances.ledger;
  return mishaps.flatMap((name) => {
    const [base, next] = [shareOf(pair.base.result, name), shareOf(pair.new.result, name)];
    // Of nothing that had to arrive, nothing can be said.
    if (base.of + next.of + base.count + next.count === 0) return [];
    const difference = next.share - base.share;
    return {
      id: `ledger.${name}`,
      unit: 'ratio',
      ...{ base: base.share, new: next.share, difference, ...changeOf(base.share, difference) },
      verdict: verdictOf(base, next, share, tolerable.has(name)),
      ...(base.count + next.count > 0 && {
        remark: `${inWords(base)} in the base, ${inWords(next)} in the new run.`,
      }),
    } satisfies MetricComparison;
  });
}

interface Count {
  count: number;
  of: number;
  share: number;
}

function shareOf({ ledger, outside }: LoadResult, name: Mishap): Count {
  const sum = (field: keyof LedgerCounts) => ledger[field] + (always.has(name) ? outside[field] : 0);
  const [count, of] = [sum(name), sum('expected')];
  return { count, of, share: of > 0 ? count / of : count > 0 ? 1 : 0 };
}

function inWords({ count, of }: Count): string {
  return `${count.toLocaleString('en')} of ${of.toLocaleString('en')}`;
}

function verdictOf(
  base: Count,
  next: Count,
  tolerated: number,
  mayHappen: boolean,
): MetricComparison['verdict'] {
  if (base.count === 0 && next.count === 0) return 'same';
  if (!mayHappen && base.count === 0) return 'worse';
  if (!mayHappen && next.count === 0) return 'better';
  const [fewer, more] = base.share <= next.share ? [base, next] : [next, base];
  const within = more.share <= fewer.share * (1 + tolerated);
  if (within) return 'same';
  if (chanceOfAtLeast(more, fewer) > 0.001) return 'unclear';
  return more === next ? 'worse' : 'better';
}

/**
 * How likely chance alone puts so many of all there are into this run, if the share is the same in both: the conditional
 * test of Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series" (Biometrika 31, 1940).
 */
function chanceOfAtLeast(more: Count, fewer: Count): number {
  const total = more.count + fewer.count;
  const share = more.of / (more.of + fewer.of);
  let [sum, logTerm] = [0, total * Math.log(1 - share)];
  // From none to all of them; the binomial coefficients grow along.
  for (let count = 0; count <= total; count += 1) {
    if (count >= more.count) sum += Math.exp(logTerm);
    logTerm += Math.log((total - count) / (count + 1)) + Math.log(share / (1 - share));
  }
  return Math.min(1, sum);
}

/** What went wrong with connections and stimuli: the first of each is worse, as the first lost delivery is. */
export function setbackMetrics({ base, new: next }: Pair): MetricComparison[] {
  return setbacks.flatMap(({ id, read }) => {
    const [before, after] = [read(base.result), read(next.result)];
    if (before === undefined || after === undefined) return [];
    const difference = after - before;
    const verdict =
      before === 0 && after > 0
        ? 'worse'
        : before > 0 && after === 0
          ? 'better'
          : difference === 0
            ? 'same'
            : 'unclear';
    return [
      { id, unit: 'count', base: before, new: after, difference, ...changeOf(before, difference), verdict },
    ];
  });
}

const setbacks: { id: string; read: (result: LoadResult) => number | undefined }[] = [
  { id: 'sockets.dropped', read: ({ sockets }) => sockets.dropped },
  { id: 'sockets.refused', read: ({ sockets }) => sockets.refused },
  {
    id: 'sockets.neverServed',
    read: ({ sockets, reconnect }) => (sockets.unserved ?? 0) + (reconnect?.neverServed ?? 0),
  },
  { id: 'stimuli.refused', read: ({ stimuli }) => stimuli?.refused },
  { id: 'stimuli.unanswered', read: ({ stimuli }) => stimuli?.unanswered },
];
