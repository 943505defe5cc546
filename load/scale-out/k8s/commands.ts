import { makeResults, merging, opening, requireSecrets, requireSuite } from '../shell.ts';
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
    ...opening({ says: says(workers, command), clearUp: clearUp(name, runId, secrets) }),
    '',
    `pb_on() { kubectl --namespace ${namespace} "$@"; }`,
    'pb_apply() {',
    `  kubectl apply --server-side --filename "$1" >/dev/null || pb_unmeasured "The cluster did not take $1."`,
    '}',
    `command -v kubectl >/dev/null || pb_missing 'kubectl is not on the path.'`,
    'kubectl get crd testruns.k6.io >/dev/null ||',
    `  pb_missing 'The cluster has no k6-operator, or cannot be reached.'`,
    ...requireSuite,
    ...requireSecrets(secrets),
    '# It would be taken for this one.',
    `pb_earlier=$(pb_on get testrun ${name} --ignore-not-found --output name) ||`,
    `  pb_missing 'The cluster does not say whether there is an earlier run.'`,
    '[ -z "$pb_earlier" ] || pb_missing \'An earlier start is still in the cluster. Delete it first:',
    `  ${deleteAll(name)}'`,
    ...makeResults(runId),
    '',
    '# Start.',
    `pb_apply "$pb_here/${files.namespace}"`,
    'pb_started=1',
    ...storeSecrets(runId, secrets),
    `pb_apply "$pb_here/${files.files}"`,
    `pb_apply "$pb_here/${files.testRun}"`,
    '',
    '# Wait: the operator looks for the end every 15 s.',
    `pb_deadline=$(($(date +%s) + ${seconds}))`,
    'pb_stage=',
    'until [ "$pb_stage" = finished ] || [ "$pb_stage" = error ]; do',
    '  if [ "$(date +%s)" -gt "$pb_deadline" ]; then',
    `    pb_unmeasured 'The run did not end in ${seconds} s. See kubectl --namespace ${namespace} describe testrun/${name}, and delete it.'`,
    '  fi',
    `  pb_stage=$(pb_on get testrun ${name} --output 'jsonpath={.status.stage}') || pb_stage=`,
    '  case $pb_stage in finished | error) ;; *) sleep 5 ;; esac',
    'done',
    '',
    "# Collect: each pod's log has the record of its worker. One without is kept, and not merged: its worker is missing.",
    `pb_pods=$(pb_on get pods --selector k6_cr=${name},runner=true --output 'jsonpath={.items[*].metadata.name}') ||`,
    `  pb_unmeasured 'The cluster does not name the pods of the run. They stay: delete them with ${deleteAll(name)}'`,
    'pb_collected=0',
    'for pb_pod in $pb_pods; do',
    '  pb_fetched=1',
    '  pb_on logs "$pb_pod" >"$pb_results/$pb_pod.log" || pb_fetched=',
    '  if ! grep -q pingback-record "$pb_results/$pb_pod.log"; then',
    '    mv "$pb_results/$pb_pod.log" "$pb_results/$pb_pod.without-record.txt"',
    `    printf 'The log of %s has no record: see %s.\\n' "$pb_pod" "$pb_results/$pb_pod.without-record.txt" >&2`,
    '  elif [ -n "$pb_fetched" ]; then',
    '    pb_collected=$((pb_collected + 1))',
    '  fi',
    'done',
    '',
    '# Clear up, unless there is something to be looked into.',
    `if [ "$pb_collected" = ${workers} ]; then`,
    `  pb_on delete --ignore-not-found testrun/${name} configmap/${name} ||`,
    `    printf 'The run could not be deleted: do so with %s\\n' '${deleteAll(name)}' >&2`,
    'else',
    `  printf '%s of ${workers} workers handed over a record. The pods stay: delete them with\\n  %s\\n' "$pb_collected" \\`,
    `    '${deleteAll(name)}' >&2`,
    'fi',
    'set -- "$pb_results"/*.log',
    `[ -e "$1" ] || pb_unmeasured 'No pod handed over a record: nothing was measured.'`,
    '',
    '# The verdict on all pods together, with the exit code of a run.',
    ...merging('"$@"'),
  ].join('\n')}\n`;
}

function deleteAll(name: string): string {
  return `kubectl --namespace ${namespace} delete testrun/${name} configmap/${name}`;
}

function says(workers: number, command: string): string {
  return `Runs the load that
  ${command}
has prepared on ${workers} ${workers === 1 ? 'pod' : 'pods'} of Kubernetes, and merges what comes back.

Run it where you prepared it, in the folder of your project. It needs kubectl with a cluster in which k6-operator is
installed, and the right to make a namespace (${namespace}), ConfigMaps, Secrets and TestRuns. The namespace stays.`;
}

/** Secrets leave the cluster whatever happens; the run itself does when somebody interrupts it. */
function clearUp(name: string, runId: string, secrets: readonly string[]): string[] {
  const made = secrets.map((_, index) => `secret/${secretName(runId, index)}`).join(' ');
  return [
    `[ -n "\${pb_started:-}" ] || exit "$pb_code"`,
    ...(secrets.length === 0
      ? []
      : [
          `pb_on delete --ignore-not-found ${made} ||`,
          `  printf 'Secrets could not be deleted: do so with kubectl --namespace ${namespace} delete %s\\n' '${made}' >&2`,
        ]),
    `[ -z "$pb_signal" ] || pb_on delete --ignore-not-found testrun/${name} configmap/${name}`,
  ];
}

/** The values take the road from shell to kubectl through a pipe alone. */
function storeSecrets(runId: string, names: readonly string[]): string[] {
  return names.flatMap((name, index) => [
    'pb_held=1',
    `printf %s "$${name}" | (`,
    '  pb_quiet',
    `  pb_on create secret generic ${secretName(runId, index)} --from-file ${name}=/dev/stdin >/dev/null`,
    `) || pb_unmeasured 'The secret for ${name} could not be made.'`,
    'pb_go_on',
  ]);
}
