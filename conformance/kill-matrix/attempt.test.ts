import { describe, expect, test } from 'vitest';
import { attempt } from './attempt.ts';

/** One clause of each kind of proof, and a server that breaks it in a way that shows at once. */
const rows: [clause: string, fault: string][] = [
  ['TRN-9', 'malformed-packet-ends-all'],
  ['ROM-4', 'typing-to-business'],
  ['MSG-8', 'ids-restart-per-conversation'],
  ['MSG-10', 'messages-swapped'],
  ['CLM-7', 'wrong-types-coerced'],
  ['RCP-3', 'receipt-id-as-text'],
  ['AST-4', 'status-to-all-businesses'],
];

describe('the checks, in this process', () => {
  test('accuse no server that is right', async () => {
    const clauses = rows.map(([id]) => id);
    const results = await attempt({ clauses, backplane: 'memory' });
    expect(results.map(({ id, verdict, message }) => [id, verdict, message])).toEqual(
      clauses.map((id) => [id, 'pass', undefined]),
    );
  });

  test.each(rows)('%s notices %s', async (id, fault) => {
    const [result] = await attempt({ fault, clauses: [id], backplane: 'memory' });
    expect(result).toMatchObject({ id, verdict: 'fail' });
  });
});
