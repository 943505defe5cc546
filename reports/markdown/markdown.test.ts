import { expect, test } from 'vitest';
import {
  breachedLoad,
  conformantResult,
  hostileLoad,
  hostileResult,
  hostileTexts,
  manifoldLoad,
  sampleResult,
  untrustedLoad,
} from '../samples/index.ts';
import { conformanceMarkdown, loadMarkdown, markdown } from './index.ts';

/** The lines of a text outside of its code blocks. */
function prose(text: string): string[] {
  let fence: string | undefined;
  return text.split('\n').filter((line) => {
    const found = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined && found) {
      fence = found;
      return false;
    }
    if (fence !== undefined && line === fence) {
      fence = undefined;
      return false;
    }
    return fence === undefined;
  });
}

test('what failed stands there with its evidence, what could not be tested with its reason', () => {
  const text = conformanceMarkdown(sampleResult());
  expect(text).toMatch(/^## PingBack conformance: Not conformant\n/);
  expect(text).toMatch(/\| pass \| \d+ \|/);
  expect(prose(text).filter((line) => line.startsWith('### '))).toHaveLength(7);
  expect(text).toContain('stranger received typing');
  expect(text).toMatch(/^- RCP\\-1 MUST\\: The hook answered 501/m);
});

test('a result without failures is short', () => {
  expect(prose(conformanceMarkdown(conformantResult())).filter((line) => /^#/.test(line))).toHaveLength(1);
});

test('a load result: verdict, figures, ledger and SLOs, judged where they can be', () => {
  const breached = loadMarkdown(breachedLoad());
  expect(breached).toMatch(/^## PingBack load steady: Breached\n/);
  expect(breached).toMatch(/new\\_message\\\.p99\\<200ms \| 340 ms \| breached/);
  expect(loadMarkdown(untrustedLoad())).toContain('| not judged |');
  expect(loadMarkdown(manifoldLoad())).toMatch(/^## .*: Met, interrupted\n/);
});

test.each([
  ['conformance', conformanceMarkdown(hostileResult())],
  ['load', loadMarkdown(hostileLoad())],
])('hostile text of a %s result can neither leave its place nor mean anything', (_name, text) => {
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  const bare = prose(text).map((line) => line.replaceAll(/\\[!-/:-@[-`{-~]/g, ''));
  for (const line of bare) {
    expect(line, 'no tag, link, image, code, mention or command').not.toMatch(/[<>[\]`@$]|::/);
    expect(line).not.toMatch(/^#(?!#{1,2} )/);
  }
});

test('every punctuation mark loses its meaning', () => {
  for (const text of hostileTexts) {
    expect(markdown(text).replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~]/);
  }
});
