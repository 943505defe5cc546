import type { Frame } from './conformance.ts';

/** A shorter payload, such as `{}` or `1`, may be in a sentence by chance. */
const shortestQuote = 8;

/** Whether a verdict's words quote this frame and name the participant who got it. */
export function isToldIn(words: string, { direction, who, payload }: Frame): boolean {
  if (direction !== 'got' || payload === undefined || payload.length < shortestQuote) return false;
  return words.includes(payload) && words.includes(who);
}
