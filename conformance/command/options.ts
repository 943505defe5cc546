import { type Command, Option } from 'commander';
import {
  collect,
  type OutputFlags,
  type TargetFlags,
  withOutputOptions,
  withTargetOptions,
} from '../../fixtures/command-line/index.ts';
import { sections } from '../contract/index.ts';

/** How the clauses are judged. */
interface JudgingFlags {
  expectedFailures?: string;
  strict: boolean;
  slow: boolean;
}

/** Which clauses are checked. */
interface SelectionFlags {
  clause: string[];
  section: string[];
  level?: 'must' | 'should';
  list: boolean;
}

/** The flags of `check`, as commander hands them over. */
export interface CheckFlags extends TargetFlags, JudgingFlags, OutputFlags {}

/** The flags of `conformance`. */
export interface ConformanceFlags extends CheckFlags, SelectionFlags {}

/** A command with the flags of `check`: all clauses, and how they are judged. */
export function withCheckOptions(command: Command): Command {
  return withOutputOptions(withJudgingOptions(withTargetOptions(command)));
}

/** A command with the flags of `conformance`, which can select clauses, too. */
export function withConformanceOptions(command: Command): Command {
  return withOutputOptions(withJudgingOptions(withSelectionOptions(withTargetOptions(command))));
}

function withSelectionOptions(command: Command): Command {
  return command
    .optionsGroup('What to check:')
    .option('--clause <id>', 'only this clause; may be repeated', collect, [])
    .option('--section <name>', `only this section; may be repeated: ${sections.join(', ')}`, collect, [])
    .addOption(new Option('--level <level>', 'only clauses of this level').choices(['must', 'should']))
    .option('--list', 'print the clauses instead of checking them', false);
}

function withJudgingOptions(command: Command): Command {
  return command
    .optionsGroup('What to check:')
    .option('--strict', 'let SHOULD clauses count', false)
    .option('--slow', 'include clauses that take a heartbeat, however long it is', false)
    .option('--expected-failures <file>', 'clauses that are known to fail, with reasons');
}
