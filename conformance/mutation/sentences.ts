/** What Stryker shows of a piece of code; a node of Babel's syntax tree. */
interface Path {
  node: { type: string; value?: unknown; quasis?: readonly { value: { raw: string } }[] };
}

/**
 * Why a piece of code is not mutated, if it is a text made of words. Such a text is for people: tests quote some, and no
 * verdict hangs on any. What programs compare (names of events, fields, verdicts, packets) has no space in it.
 */
export function reasonToIgnore({ node }: Path): string | undefined {
  return /\S \S|^ | $/.test(textOf(node)) ? 'A text for people.' : undefined;
}

function textOf({ type, value, quasis = [] }: Path['node']): string {
  if (type === 'StringLiteral') return String(value);
  return type === 'TemplateLiteral' ? quasis.map((part) => part.value.raw).join('') : '';
}

/** As Stryker loads it: https://stryker-mutator.io/docs/stryker-js/guides/create-a-plugin */
export const strykerPlugins = [
  { kind: 'Ignore', name: 'sentences', value: { shouldIgnore: reasonToIgnore } },
];
