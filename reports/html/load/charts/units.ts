import { amount, bytes, duration, percent, perSecond } from '../../../wording/index.ts';

/** What an axis counts. */
export type Unit = 'ms' | 'rate' | 'count' | 'share' | 'bytes';
/** What lies along a chart: seconds since the window began, percentiles as 1 / (1 - p), or milliseconds. */
export type Along = 'time' | 'nines' | 'ms';

/** A moment of the run: `45 s`, `2:30`, `1:05:00`. */
export function atTime(atS: number): string {
  const whole = Math.abs(Math.round(atS));
  const sign = atS < 0 && whole > 0 ? '−' : '';
  if (whole < 60) return `${sign}${whole} s`;
  const two = (part: number) => String(Math.floor(part) % 60).padStart(2, '0');
  const minutes = whole < 3600 ? String(Math.floor(whole / 60)) : two(whole / 60);
  return `${sign}${whole < 3600 ? '' : `${Math.floor(whole / 3600)}:`}${minutes}:${two(whole)}`;
}

/** A percentile, given as one in so many: 1 is `0 %`, 10 is `90 %`, 1000 is `99.9 %`. */
export function atNines(oneIn: number): string {
  const digits = Math.max(0, Math.ceil(Math.log10(oneIn) - 1e-9) - 1);
  return `${Number((100 - 100 / oneIn).toFixed(Math.min(digits, 12)))} %`;
}

export const inWords: Record<Unit, (value: number) => string> = {
  ms: duration,
  rate: perSecond,
  count: amount,
  share: percent,
  bytes,
};

export const placeInWords: Record<Along, (value: number) => string> = {
  time: atTime,
  nines: atNines,
  ms: duration,
};

/** The same words for the page's script: the source of the functions above, none of which needs another file. */
export function wordsForBrowser(): string {
  const functions = [duration, amount, perSecond, percent, bytes, atTime, atNines];
  return `${functions.map((one) => one.toString()).join('\n')}
const inWords = { ms: duration, rate: perSecond, count: amount, share: percent, bytes };
const placeInWords = { time: atTime, nines: atNines, ms: duration };`;
}
