import { matchesGlob } from 'node:path';
import { UsageError } from '../../fixtures/targets/target.ts';

/** Sources to mutate, and the tests that have to notice. All are globs from the root of the package. */
export interface Part {
  name: string;
  mutate: readonly string[];
  tests: readonly string[];
}

/** What judges frames and texts, and needs no server to be tested. */
const judging =
  '{evidence,flood,identities,inspection,journal,matching,naming,opening,patience,promises,standstill,team,tempo,tenancy,turns,verdicts}';

/**
 * What is mutated, in parts whose tests lie beside them: a mutant of a module's constants has to face every test of its
 * part. The specs are in none: the kill matrix holds them against servers that are wrong, which is the stricter test.
 */
export const parts: readonly Part[] = [
  {
    name: 'contract',
    mutate: [
      'conformance/contract/*.ts',
      // These write documents, which judge nobody.
      '!conformance/contract/{asyncapi,asyncapi-bindings,generate,generated-blocks}.ts',
    ],
    tests: ['conformance/contract/!(asyncapi|generated-blocks).test.ts', 'fixtures/payloads/*.test.ts'],
  },
  {
    name: 'runner',
    mutate: ['conformance/runner/{assembly,plan}.ts'],
    tests: ['conformance/runner/!(control-server).test.ts'],
  },
  {
    name: 'judging',
    mutate: [`conformance/harness/${judging}.ts`],
    tests: [`conformance/harness/${judging}.test.ts`],
  },
  {
    name: 'playing',
    mutate: ['conformance/harness/*.ts', `!conformance/harness/${judging}.ts`],
    tests: [
      `conformance/harness/!(${judging.slice(1, -1).replaceAll(',', '|')}).test.ts`,
      // Whole checks, against a server that is right and against some that are wrong.
      'conformance/kill-matrix/attempt.test.ts',
    ],
  },
  {
    name: 'wire',
    mutate: ['conformance/harness/wire/*.ts'],
    tests: ['conformance/harness/wire/*.test.ts'],
  },
].map((part) => ({
  ...part,
  mutate: [...part.mutate, '!**/*.test.ts', '!**/test-servers.ts', '!**/index.ts'],
}));

/** The variable that tells the workers which part they test. */
export const partVariable = 'PINGBACK_MUTATION_PART';

/** What of a part is mutated: all of it, or some of its files. */
export interface Task {
  part: Part;
  mutate: readonly string[];
}

/**
 * What to mutate, by names of parts and of files; everything without a name.
 * Throws a `UsageError` for a name that is neither.
 */
export function tasksFor(names: readonly string[]): Task[] {
  if (names.length === 0) return parts.map((part) => ({ part, mutate: part.mutate }));
  const unknown = names.find((name) => !parts.some((part) => globsFor(part, name).length > 0));
  if (unknown !== undefined) {
    const known = parts.map(({ name }) => name).join(', ');
    throw new UsageError(`Expected ${known} or a file that one of them mutates, got ${unknown}.`);
  }
  return parts
    .map((part) => ({ part, mutate: names.flatMap((name) => globsFor(part, name)) }))
    .filter(({ mutate }) => mutate.length > 0);
}

/** What a name stands for in a part: everything, one file, or nothing. */
function globsFor(part: Part, name: string): readonly string[] {
  if (name === part.name) return part.mutate;
  const isMeant = (glob: string) =>
    glob.startsWith('!') ? !matchesGlob(name, glob.slice(1)) : matchesGlob(name, glob);
  const [wanted, unwanted] = [part.mutate.filter(isWanted), part.mutate.filter((glob) => !isWanted(glob))];
  return wanted.some(isMeant) && unwanted.every(isMeant) ? [name] : [];
}

function isWanted(glob: string): boolean {
  return !glob.startsWith('!');
}
