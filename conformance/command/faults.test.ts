import { expect, test } from 'vitest';
import { faultByName } from '../../fixtures/faults/index.ts';
import { clauseById, sections } from '../contract/index.ts';
import { flagsFor, serving } from './testing/servers.ts';
import { conformance, type Ended, resultOf } from './testing/suite.ts';

/** A fault of each section, and a clause that must notice it. */
const rows = [
  ['admits-everybody', 'CON-2'],
  ['handshake-without-limit', 'TRN-5'],
  ['typing-to-business', 'ROM-4'],
  ['customer-called-agent', 'MSG-3'],
  ['empty-message-broadcast', 'CLM-5'],
  ['invalid-typing-broadcast', 'TYP-6'],
  ['receipts-to-all-businesses', 'RCP-6'],
  ['assignment-to-all-businesses', 'ASG-3'],
  ['unknown-event-ends-connection', 'ROB-1'],
  ['doubled-across-nodes', 'BKP-2'],
] as const;

/** A target that is wrong in this way, checked for one clause. */
function checking(fault: string, clause: string, ...more: string[]): Promise<Ended> {
  expect(faultByName(fault).noticedBy).toContain(clause);
  return conformance(['--target', 'embedded', '--fault', fault, '--clause', clause, ...more], {
    withoutRedis: true,
  });
}

test('the rows cover every section that can fail', () => {
  const covered = rows.map(([, clause]) => clauseById(clause).section);
  expect(covered.toSorted()).toEqual(sections.filter((section) => section !== 'observations').toSorted());
});

test.concurrent.each(rows)('%s is noticed by %s', async (fault, id) => {
  const ended = await checking(fault, id);
  const { level } = clauseById(id);
  const { verdict, strict, clauses } = await resultOf(ended);
  const [clause] = clauses;
  expect([clause?.id, clause?.verdict], ended.output).toEqual([id, 'fail']);
  expect([ended.code, verdict, strict]).toEqual([1, 'nonconformant', true]);
  expect(ended.stderr).toContain('--fault implies --strict: a SHOULD counts as a MUST does.');
  expect(ended.stdout).toMatch(new RegExp(`^fail +${id} +${level} `, 'm'));
  expect(ended.stdout).toMatch(/^ +Expected +\S.*\n +Actual +\S/m);
  expect(clause?.expected).toMatch(/\S.*\.$/s);
  expect(clause?.actual).toMatch(/\S.*\.$/s);
  expect(clause?.evidence.length).toBeGreaterThan(0);
  expect(clause?.rerun).toBe(`npm run conformance -- --clause ${id} --target embedded --fault ${fault}`);
  expect(ended.stdout).toContain(clause?.rerun);
});

test.concurrent.each([
  ['is a warning', [], 0, 'conformant', 'warn'],
  ['counts under --strict', ['--strict'], 1, 'nonconformant', 'fail'],
] as const)('a SHOULD that fails on somebody’s own server %s', async (_name, flags, code, verdict, word) => {
  const server = await serving({ fault: ['typing-twice'] });
  const ended = await conformance([...flagsFor(server), '--clause', 'TYP-5', ...flags]);
  expect(ended.code, ended.output).toBe(code);
  expect(await resultOf(ended)).toMatchObject({ verdict, strict: flags.length > 0 });
  expect(ended.stdout).toMatch(new RegExp(`^${word} +TYP-5 +SHOULD `, 'm'));
  expect(ended.stderr).toBe('');
});

test.concurrent('what came close is shown, with the reason why it is not the one', async () => {
  const ended = await checking('content-trimmed', 'MSG-2');
  const { clauses } = await resultOf(ended);
  const [miss] = clauses[0]?.nearMisses ?? [];
  expect(miss?.reasons, ended.output).toEqual([
    expect.stringMatching(/^content: expected " {2}.*, got "[^ ]/),
  ]);
  expect(ended.stdout).toMatch(/^ +Near miss.*\n.*content: expected " {2}/m);
});

test.concurrent('hostile payloads are reported without harm', async () => {
  const ended = await checking('hostile-payloads', 'MSG-1');
  expect(ended.code, ended.output).toBe(1);
  const { clauses } = await resultOf(ended);
  expect(clauses[0]).toMatchObject({ verdict: 'fail', actual: expect.stringContaining('sender_type') });
  expect(ended.output).toContain('alert(1)');
  // No control character but the line break, no change of direction, no half of a character.
  expect(ended.output.isWellFormed()).toBe(true);
  expect(ended.output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});
