import { expect, test } from 'vitest';
import { whyUnreadable } from './frame-limits.ts';

const nested = (depth: number) => `42["x",${'['.repeat(depth)}${']'.repeat(depth)},"${'.'.repeat(5_000)}"]`;

test.each([
  ['a short one', '42["typing",{}]', undefined],
  ['a long one', `42["new_message","${'x'.repeat(3_999_000)}"]`, undefined],
  ['one that is too long', `42["new_message","${'x'.repeat(4_000_000)}"]`, /more than 4 million characters/],
  ['one as deep as is taken', nested(499), undefined],
  ['one that is deeper', nested(500), /nested deeper than 500/],
  ['nothing but brackets', `42${'['.repeat(3_000_000)}`, /nested deeper than 500/],
  ['nothing but braces', `42${'{"a":'.repeat(3_000)}`, /nested deeper than 500/],
  ['brackets within a text', `42["new_message","${'[\\"{'.repeat(3_000)}"]`, undefined],
  ['many side by side', `42["conversation_history",[${'{"a":[]},'.repeat(3_000)}{}]]`, undefined],
])('%s', (_what, frame, why) => {
  const said = whyUnreadable(frame);
  if (why === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(why);
});
