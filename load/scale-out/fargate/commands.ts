import { quoted } from '../../../fixtures/command-line/index.ts';
import { planVariable } from '../../control/index.ts';
import { makeResults, merging, opening, requireSecrets, requireSuite } from '../shell.ts';
import type { TaskSize } from './task-size.ts';

export interface FargateCommands {
  runId: string;
  workers: number;
  size: TaskSize;
  /** Names of the environment variables that the workers need. */
  secrets: readonly string[];
  /** The command line that prepared the run. */
  command: string;
  /** Names of files, beside the script. */
  files: { script: string; plan: string };
}

/** Where Artillery has ECS look for the secrets of its tasks. */
const parameters = '/artilleryio';

/** The script that starts the tasks, waits, collects, clears up and merges. */
export function fargateCommands({ runId, workers, size, secrets, command, files }: FargateCommands): string {
  return `${[
    ...opening({ says: says(workers, command), clearUp: secrets.length === 0 ? [] : forgetSecrets }),
    '',
    `pb_region=\${AWS_REGION:-us-east-1}`,
    `command -v aws >/dev/null || pb_missing 'The command line of AWS (aws) is not on the path.'`,
    `npx --no-install artillery --version >/dev/null 2>&1 ||`,
    `  pb_missing "Artillery does not answer in $PWD: npm install --save-dev artillery@2"`,
    ...requireSuite,
    ...requireSecrets(secrets),
    'pb_account=$(aws sts get-caller-identity --query Account --output text) ||',
    `  pb_missing "AWS does not know who asks: see 'aws configure'."`,
    ...makeResults(runId),
    '',
    '# Counters are longer than a message of SQS may be. They go by way of the bucket that Artillery makes, and it looks',
    '# for them only where this names it.',
    `export ARTILLERY_S3_BUCKET="\${ARTILLERY_S3_BUCKET:-artilleryio-test-data-$pb_account}"`,
    '# Nobody else is told of the run.',
    'export ARTILLERY_DISABLE_TELEMETRY=1',
    'unset ARTILLERY_CLOUD_API_KEY ARTILLERY_CLOUD_ENDPOINT || true',
    ...storeSecrets(secrets),
    '',
    '# Start, wait and collect: Artillery ends when all tasks have, and adds up what they counted.',
    `npx --no-install artillery run-fargate --quiet "$pb_here/${files.script}" \\`,
    ...options(workers, size, secrets, files.plan).map((option) => `  ${option} \\`),
    '  --region "$pb_region" --output "$pb_results/report.json" ||',
    `  printf 'Artillery ended with exit code %s.\\n' "$?" >&2`,
    `[ -s "$pb_results/report.json" ] || pb_unmeasured 'Artillery left no report: nothing was measured.'`,
    '',
    '# The verdict on all tasks together, with the exit code of a run.',
    ...merging('"$pb_results/report.json"'),
  ].join('\n')}\n`;
}

function says(workers: number, command: string): string {
  return `Runs the load that
  ${command}
has prepared on ${workers} ${workers === 1 ? 'task' : 'tasks'} of AWS Fargate, and merges what comes back.

Run it where you prepared it, in the folder of your project. It needs Artillery 2 there, the command line of AWS (aws),
and credentials that may do what Artillery's page on Fargate lists. AWS_REGION says where (us-east-1 otherwise). AWS bills
the tasks; nothing is left of them but logs, and the files in Artillery's bucket, which it deletes after days.`;
}

function options(workers: number, size: TaskSize, secrets: readonly string[], plan: string): string[] {
  const launch = {
    environment: [
      { name: planVariable, value: plan },
      { name: 'ARTILLERY_DISABLE_TELEMETRY', value: '1' },
    ],
    ulimits: [{ name: 'nofile', softLimit: size.files, hardLimit: size.files }],
  };
  return [
    `--count ${workers} --cpu ${size.vCpus} --memory ${size.memoryGb}`,
    `--launch-config ${quoted(JSON.stringify(launch))}`,
    ...secrets.map((name) => `--secret ${name}`),
  ];
}

/** Bounded: what cannot be interrupted has to end by itself. */
const bounded = '--region "$pb_region" --cli-connect-timeout 20 --cli-read-timeout 20';

/** Before there is one, the list is empty. */
const forgetSecrets = [
  `for pb_name in \${pb_stored:-}; do`,
  `  aws ssm delete-parameter ${bounded} --name "${parameters}/$pb_name" ||`,
  `    printf 'The parameter ${parameters}/%s could not be deleted: do so.\\n' "$pb_name" >&2`,
  'done',
];

/**
 * Tasks read secrets from the parameter store; the values take the road from shell to AWS through a pipe alone. Nothing
 * interrupts it between the storing of one and the note that it is there.
 */
function storeSecrets(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    '',
    `# Secrets go into the parameter store, as ${parameters}/NAME, and are deleted in the end.`,
    'pb_stored=',
    'pb_store() {',
    '  pb_held=1',
    '  printf %s "$2" | (',
    '    pb_quiet',
    `    exec aws ssm put-parameter ${bounded} --name "${parameters}/$1" \\`,
    '      --type SecureString --value file:///dev/stdin >/dev/null',
    '  ) && pb_stored="$pb_stored $1" ||',
    `    pb_unmeasured "${parameters}/$1 could not be stored. If it is there already, delete it, or rename the variable."`,
    '  pb_go_on',
    '}',
    ...names.map((name) => `pb_store ${name} "$${name}"`),
  ];
}
