/*
 * Counters that get lost on the way leave no gap: what is not there reads as 0. So each worker adds a sum over all that it
 * wrote, as a counter of its own. It is linear in the counts, so it stays right when somebody adds up those of several
 * workers: the sum of their sums is that over the added counters. Fractions belong to one worker and are never added to
 * anything: those go in as they are written.
 */

/** Prime. The sums of a million workers stay below what can be counted with. */
const modulus = 2_147_483_647n;

/** FNV-1a. */
function hashOf(text: string): bigint {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return BigInt(hash >>> 0);
}

/** From 1 to the modulus: a counter of 0 would not be written. Takes whole numbers and fractions, and nothing else. */
export function sumOf(counters: Iterable<readonly [name: string, value: number]>): number {
  let sum = 0n;
  for (const [name, value] of counters) {
    sum += Number.isInteger(value) ? hashOf(name) * BigInt(value) : hashOf(`${name}=${value}`);
    sum %= modulus;
  }
  return Number(((sum - 1n + modulus) % modulus) + 1n);
}

/** Whether the sums of several workers, added up, are that of their counters. */
export function isSumOf(added: number, counters: Iterable<readonly [name: string, value: number]>): boolean {
  if (!Number.isSafeInteger(added) || added <= 0) return false;
  return BigInt(added) % modulus === BigInt(sumOf(counters)) % modulus;
}
