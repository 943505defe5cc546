import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { type ConformanceFlags, withConformanceOptions } from './options.ts';
import { commandLine, rerunCommand } from './rerun.ts';

/** Flags as the command line hands them over. */
function parsed(...args: string[]): ConformanceFlags {
  let flags: ConformanceFlags | undefined;
  withConformanceOptions(new Command('conformance'))
    .exitOverride()
    .action((given: ConformanceFlags) => {
      flags = given;
    })
    .parse(args, { from: 'user' });
  return flags as ConformanceFlags;
}

/** The arguments that a real shell makes of a command line, without the command itself. */
function inShell(line: string): string[] {
  const [, rest = ''] = /^.*?conformance(?: --)? (.*)$/s.exec(line) ?? [];
  const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${rest}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

const hostile = [
  "it's",
  'a b',
  '$HOME `id` $(id)',
  '"double"',
  'back\\slash',
  '*',
  '~',
  '#',
  "'; rm -rf x; '",
  'ü\n€',
  '-x',
];

test('what a shell makes of the command to rerun a clause is what was typed', () => {
  const target = [
    ...['--url', 'http://[::1]:3000/?a=1&b=2', '--url', 'http://127.0.0.1:3001'],
    ...hostile.flatMap((id) => ['--business-id', id]),
    ...['--hook', 'http://127.0.0.1:9090/stimulus?token=a;b', '--redis', 'redis://127.0.0.1:6379'],
    ...['--target', 'embedded', '--config', './my config.yaml', '--fault', 'typing-twice'],
  ];
  const flags = parsed(...target, '--strict', '--section', 'typing', '--quiet');
  const again = parsed(...inShell(rerunCommand(flags)('ROM-4')));
  const { url, businessId, hook, redis, config, fault } = flags;
  expect(businessId).toEqual(hostile);
  expect(again).toMatchObject({ url, businessId, hook, redis, config, fault, target: 'embedded' });
  expect([again.clause, again.section, again.strict]).toEqual([['ROM-4'], [], false]);
});

test('the command of a run has its selection, too', () => {
  const flags = parsed('--section', 'typing', '--clause', 'TYP-5', '--level', 'should', '--strict', '--slow');
  expect(commandLine(flags)).toMatch(/ --clause TYP-5 --section typing --level should --strict --slow$/);
  expect(parsed(...inShell(commandLine(flags)))).toEqual(flags);
});

test('plain values stay without quotes', () => {
  expect(rerunCommand(parsed('--url', 'http://127.0.0.1:3000', '--business-id', 'acme'))('ROM-4')).toMatch(
    /^npm run conformance -- --clause ROM-4 --url http:\/\/127\.0\.0\.1:3000 --business-id acme$/,
  );
});

test('a run without any flag is repeated without any', () => {
  expect(commandLine(parsed())).toBe('npm run conformance');
});
