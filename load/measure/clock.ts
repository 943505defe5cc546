/*
 * `performance.now()` counts from the start of its own thread, `process.hrtime` from a point that all processes of a
 * host share. The first is several times cheaper, so it is read, and moved to the second's origin.
 */

const readings = 200;

/** Milliseconds to add to `performance.now()`. Of several readings the one that was interrupted least is taken. */
function findOffsetMs(): number {
  let best = { widthNs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let reading = 0; reading < readings; reading += 1) {
    const beforeNs = process.hrtime.bigint();
    const hereMs = performance.now();
    const widthNs = Number(process.hrtime.bigint() - beforeNs);
    if (widthNs < best.widthNs) {
      best = { widthNs, offsetMs: (Number(beforeNs) + widthNs / 2) / 1e6 - hereMs };
    }
  }
  return best.offsetMs;
}

const offsetMs = findOffsetMs();

/** Milliseconds of the system's monotonic clock, with fractions: the same in all threads and processes of a host. */
export function nowMs(): number {
  return performance.now() + offsetMs;
}
