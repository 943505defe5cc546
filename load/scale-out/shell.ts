/** A word of a line for a POSIX shell, whatever is in it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Text as comments of a script, one for each line. */
export function comments(text: string): string[] {
  return text.split('\n').map((line) => `# ${line}`.trimEnd());
}

/** What every script of commands begins with. Whatever fails before there is a result ends it with 4: nothing was measured. */
export function opening({ says, runId }: { says: string; runId: string }): string[] {
  return [
    '#!/bin/sh',
    ...comments(says),
    'set -eu',
    '',
    'here=$(cd "$(dirname "$0")" && pwd)',
    `results=$here/results-${runId}`,
    '',
    '# Exit codes are those of the suite: 2 for what is missing here, 4 when nothing was measured.',
    `missing() { printf '%s\\n' "$1" >&2; exit 2; }`,
    `unmeasured() { printf '%s\\n' "$1" >&2; exit 4; }`,
  ];
}

/** The secrets that workers need have to be in the environment of the script. */
export function requireSecrets(names: readonly string[]): string[] {
  return names.map(
    (name) => `[ -n "\${${name}:-}" ] || missing 'Set ${name} in the environment: the workers need it.'`,
  );
}
