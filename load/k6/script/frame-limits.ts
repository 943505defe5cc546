/*
 * k6 reads JSON by recursion in Go, whose stack has an end: a frame of millions of brackets ends the whole process, and no
 * script can catch that. So frames are looked at before they are read.
 */

/** More than any event of the contract: Socket.IO's own servers take a quarter of it. */
const mostCharacters = 4_000_000;
const deepest = 500;
/** In a frame so short there is no room for a depth that hurts. */
const harmless = 4_096;

/** Why a frame is not to be read; nothing where it can be. Short ones cost a comparison. */
export function whyUnreadable(frame: string): string | undefined {
  if (frame.length <= harmless) return undefined;
  if (frame.length > mostCharacters) return `a frame of more than ${mostCharacters / 1e6} million characters`;
  return isDeep(frame) ? `a frame nested deeper than ${deepest}` : undefined;
}

function isDeep(frame: string): boolean {
  // Most have too few brackets to be deep, which k6 tells faster than a loop in its JavaScript.
  if (frame.split('[').length + frame.split('{').length <= deepest) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < frame.length; at += 1) {
    const code = frame.charCodeAt(at);
    if (quoted) {
      if (code === backslash) at += 1;
      else if (code === quote) quoted = false;
    } else if (code === quote) quoted = true;
    else if (code === openList || code === openObject) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === closeList || code === closeObject) depth -= 1;
  }
  return false;
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
