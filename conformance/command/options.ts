import { type Command, InvalidArgumentError, Option } from 'commander';
import { sections } from '../contract/index.ts';

/** The flags of `conformance` and `check`, as commander hands them over. */
export interface ConformanceFlags {
  url: string[];
  businessId: string[];
  hook?: string;
  target?: 'embedded' | 'containers';
  redis?: string;
  fault: string[];
  config?: string;
  expectedFailures?: string;
  clause: string[];
  section: string[];
  level?: 'must' | 'should';
  strict: boolean;
  slow: boolean;
  list: boolean;
  out: string;
  json: boolean;
  quiet: boolean;
}

/** A command with the flags that `conformance` and `check` share. */
export function withConformanceOptions(command: Command): Command {
  return command
    .optionsGroup('Server under test:')
    .option('--url <url>', 'address of a node; repeat for more nodes', collect, [])
    .option('--business-id <id>', 'a business to connect as; repeat for the second one', collect, [])
    .option('--hook <url>', 'stimulus hook of the server under test')
    .option('--config <file>', 'configuration, instead of pingback.config.{ts,js,json,yaml} here')
    .option('--expected-failures <file>', 'clauses that are known to fail, with reasons')
    .optionsGroup('Target of its own:')
    .addOption(new Option('--target <kind>', 'a server that comes along').choices(['embedded', 'containers']))
    .option('--redis <url>', 'Redis for the embedded target, instead of one of its own')
    .option('--fault <name>', 'be wrong in this way, --strict included; may be repeated', collect, [])
    .optionsGroup('What to check:')
    .option('--clause <id>', 'only this clause; may be repeated', collect, [])
    .option('--section <name>', `only this section; may be repeated: ${sections.join(', ')}`, collect, [])
    .addOption(new Option('--level <level>', 'only clauses of this level').choices(['must', 'should']))
    .option('--strict', 'let SHOULD clauses count', false)
    .option('--slow', 'include clauses that take a heartbeat, however long it is', false)
    .option('--list', 'print the clauses instead of checking them', false)
    .optionsGroup('Output:')
    .option('--out <dir>', 'where the result files go', 'reports/out')
    .option('--json', 'print the result as JSON on standard output', false)
    .option('--quiet', 'print failures and the summary only', false);
}

function collect(text: string, before: string[]): string[] {
  const values = text.split(',').map((value) => value.trim());
  if (values.some((value) => value === '')) throw new InvalidArgumentError('It is empty.');
  return [...before, ...values];
}
