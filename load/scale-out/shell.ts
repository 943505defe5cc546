import { program } from '../../fixtures/command-line/index.ts';
import { UsageError } from '../../fixtures/targets/index.ts';

/*
 * What all scripts of commands have in common. Their own variables begin with `pb_`: those of the environment are handed
 * to the workers under the names that they have.
 */

/** Text as comments of a script, one for each line. */
export function comments(text: string): string[] {
  return text.split('\n').map((line) => `# ${line}`.trimEnd());
}

/** In a checkout it is a script of npm; npx must not fetch another suite than the one that is installed. */
const report = program('report').replace(/^npx /, 'npx --no-install ');

export interface Opening {
  says: string;
  /** Lines that take back what was started; run once, however the script ends. `$pb_code`: what it ends with. */
  clearUp: readonly string[];
}

/**
 * What every script of commands begins with. It ends with a code of the suite: whatever fails before there is a result
 * is 4, since nothing was measured. Who interrupts it has it clear up first, which nothing interrupts.
 */
export function opening({ says, clearUp }: Opening): string[] {
  return [
    '#!/bin/sh',
    ...comments(says),
    'set -eu',
    '',
    '# Exit codes are those of the suite: 2 for what is missing here, 4 when nothing was measured, 130 after Ctrl-C.',
    'pb_code=4',
    `pb_quiet() { trap '' INT TERM HUP; }`,
    'pb_end() { pb_quiet; pb_code=$1; exit "$1"; }',
    `pb_missing() { printf '%s\\n' "$1" >&2; pb_end 2; }`,
    `pb_unmeasured() { printf '%s\\n' "$1" >&2; pb_end 4; }`,
    '# While pb_held is set, an interruption waits.',
    'pb_held=',
    'pb_signal=',
    'pb_interrupted() { pb_signal=$1; [ -n "$pb_held" ] || pb_end "$1"; }',
    'pb_go_on() { pb_held=; [ -z "$pb_signal" ] || pb_end "$pb_signal"; }',
    'pb_clear_up() {',
    '  pb_quiet',
    ...['  set +e', ...clearUp.map((line) => `  ${line}`)],
    '  exit "$pb_code"',
    '}',
    'trap pb_clear_up EXIT',
    `trap 'pb_interrupted 129' HUP`,
    `trap 'pb_interrupted 130' INT`,
    `trap 'pb_interrupted 143' TERM`,
    '',
    'pb_here=$(cd "$(dirname "$0")" && pwd)',
  ];
}

/** Nobody should find out when all is over that the results cannot be merged. */
export const requireSuite = [
  `${report} --help >/dev/null 2>&1 ||`,
  `  pb_missing "The suite does not answer in $PWD: run this in the folder of your project, where it is installed."`,
];

/** The folder for what comes back. Before anything is started: where it cannot be made, nothing may be. */
export function makeResults(runId: string): string[] {
  return [
    '# Of this start alone: what came back from another one says nothing about it.',
    `pb_results=$pb_here/results-${runId}-$(date -u +%Y%m%dT%H%M%SZ)-$$`,
    'mkdir "$pb_results" || pb_unmeasured "The folder $pb_results could not be made: nothing was started."',
  ];
}

/** The verdict on all workers together, of these files; the script ends with its exit code. */
export function merging(files: string): string[] {
  return [
    `if ${report} --merge "$pb_here/run.json" ${files} --out "$pb_here/.."; then pb_end 0; else pb_merged=$?; fi`,
    'case $pb_merged in',
    '  1 | 2 | 4) pb_end "$pb_merged" ;;',
    '  *) pb_unmeasured "The results could not be merged (exit code $pb_merged). They are in $pb_results." ;;',
    'esac',
  ];
}

/** The secrets that workers need have to be in the environment of the script. */
export function requireSecrets(names: readonly string[]): string[] {
  return names.map(
    (name) => `[ -n "\${${name}:-}" ] || pb_missing 'Set ${name} in the environment: the workers need it.'`,
  );
}

/** Names that shells, their tools, the platforms, the drivers or the suite give a meaning of their own. */
const ownNames = [
  /^(?:_|CDPATH|ENV|EUID|FPATH|HISTFILE|HOME|HOSTNAME|IFS|LANG|LINENO|LOGNAME|MAIL|OLDPWD|OPT(?:ARG|ERR|IND)|PATH)$/,
  /^(?:PPID|PS\d|PWD|RANDOM|SECONDS|SHELL|SHELLOPTS|SHLVL|TERM|TMPDIR|TZ|UID|USER|WORKER_ID)$/,
  /^(?:ARTILLERY|AWS|BASH|DYLD|ECS|K6|KUBE|KUBERNETES|LC|LD|NODE|OPENSSL|SSL)_|^(?:BASH|KUBECONFIG)/,
  /^PINGBACK_(?:CONTROL|DAY|DEBUG|K6|LOAD)(?:_|$)|^(?:npm|pb)_/,
  /^(?:https?|no|all)_proxy$/i,
];

/** Throws a `UsageError` for a variable that cannot be handed to workers, because it means something else there. */
export function refuseOwnNames(names: readonly string[]): void {
  const taken = names.find((name) => ownNames.some((own) => own.test(name)));
  if (taken === undefined) return;
  throw new UsageError(
    `The configuration takes something from the environment variable ${taken}, which has a meaning of its own for the shell, the platform or the suite: workers cannot get it by this name. Put it into a variable of another name, such as TARGET_${taken.toUpperCase()}.`,
  );
}
