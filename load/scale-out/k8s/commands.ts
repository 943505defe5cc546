import { commandLine } from '../../../fixtures/command-line/index.ts';
import { opening, requireSecrets } from '../shell.ts';
import { namespace, runName, secretName } from './names.ts';

export interface K8sCommands {
  runId: string;
  workers: number;
  /** Names of the environment variables that the workers need. */
  secrets: readonly string[];
  /** The command line that prepared the run. */
  command: string;
  /** How long the run takes at most, once it has begun. */
  longestMs: number;
  /** Paths of the manifests, beside the script. */
  files: { namespace: string; files: string; testRun: string };
}

/** For the cluster to find room for the pods, and to fetch their image. */
const settlingS = 900;

/** The script that starts the pods, waits, collects, clears up and merges. */
export function k8sCommands(options: K8sCommands): string {
  const { runId, workers, secrets, command, longestMs, files } = options;
  const name = runName(runId);
  const seconds = Math.ceil(longestMs / 1000) + settlingS;
  return `${[
    ...opening({ runId, says: says(workers, command) }),
    '',
    `on() { kubectl --namespace ${namespace} "$@"; }`,
    'apply() {',
    `  kubectl apply --server-side --filename "$1" >/dev/null || unmeasured "The cluster did not take $1."`,
    '}',
    `command -v kubectl >/dev/null || missing 'kubectl is not on the path.'`,
    `kubectl get crd testruns.k6.io >/dev/null || missing 'The cluster has no k6-operator, or cannot be reached.'`,
    ...requireSecrets(secrets),
    '',
    `trap 'interrupted 130' INT`,
    `trap 'interrupted 143' TERM`,
    'interrupted() {',
    `  on delete --ignore-not-found testrun/${name} configmap/${name} || true`,
    '  exit "$1"',
    '}',
    '',
    '# Start.',
    `apply "$here/${files.namespace}"`,
    ...storeSecrets(runId, secrets),
    `apply "$here/${files.files}"`,
    `apply "$here/${files.testRun}"`,
    '',
    '# Wait: the operator looks for the end every 15 s.',
    `deadline=$(($(date +%s) + ${seconds}))`,
    'stage=',
    'until [ "$stage" = finished ] || [ "$stage" = error ]; do',
    '  if [ "$(date +%s)" -gt "$deadline" ]; then',
    `    unmeasured 'The run did not end in ${seconds} s. See kubectl --namespace ${namespace} describe testrun/${name}, and delete it.'`,
    '  fi',
    '  sleep 5',
    `  stage=$(on get testrun ${name} --output 'jsonpath={.status.stage}') || stage=`,
    'done',
    '',
    "# Collect: each pod's log has the record of its worker.",
    'mkdir -p "$results"',
    'collected=0',
    `for pod in $(on get pods --selector k6_cr=${name},runner=true --output 'jsonpath={.items[*].metadata.name}'); do`,
    '  if on logs "$pod" >"$results/$pod.log" && grep -q pingback-record "$results/$pod.log"; then',
    '    collected=$((collected + 1))',
    '  else',
    `    printf 'The log of %s has no record.\\n' "$pod" >&2`,
    '  fi',
    'done',
    '',
    '# Clear up, unless there is something to be looked into.',
    `if [ "$collected" = ${workers} ]; then`,
    `  on delete --ignore-not-found testrun/${name} configmap/${name} || true`,
    'else',
    `  printf '%s of ${workers} workers handed over a record. The pods stay: delete them with\\n  %s\\n' "$collected" \\`,
    `    'kubectl --namespace ${namespace} delete testrun/${name} configmap/${name}' >&2`,
    'fi',
    `[ "$collected" -gt 0 ] || unmeasured 'No pod handed over a record: nothing was measured.'`,
    '',
    '# The verdict on all pods together, with the exit code of a run.',
    `${commandLine('report', [['--merge']])} "$here/run.json" "$results"/*.log --out "$here/.."`,
  ].join('\n')}\n`;
}

function says(workers: number, command: string): string {
  return `Runs the load that
  ${command}
has prepared on ${workers} ${workers === 1 ? 'pod' : 'pods'} of Kubernetes, and merges what comes back.

Run it where you prepared it, in the folder of your project. It needs kubectl with a cluster in which k6-operator is
installed, and the right to make a namespace (${namespace}), ConfigMaps, Secrets and TestRuns. The namespace stays.`;
}

/** The values take the road from shell to kubectl through a pipe alone, and leave the cluster whatever happens. */
function storeSecrets(runId: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const made = names.map((_, index) => `secret/${secretName(runId, index)}`).join(' ');
  return [
    'forget() {',
    '  status=$?',
    `  on delete --ignore-not-found ${made} || true`,
    '  exit "$status"',
    '}',
    'trap forget EXIT',
    ...names.flatMap((name, index) => [
      `printf %s "$${name}" |`,
      `  on create secret generic ${secretName(runId, index)} --from-file ${name}=/dev/stdin >/dev/null ||`,
      `  unmeasured 'The secret for ${name} could not be made.'`,
    ]),
  ];
}
