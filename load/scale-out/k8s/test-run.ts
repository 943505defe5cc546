import { planVariable } from '../../control/index.ts';
import { optionsOf } from '../../k6/index.ts';
import type { WorkerPlan } from '../../plan.ts';
import { fileNames, image, labels, mountedAt, namespace, runName, secretName } from './names.ts';

export interface TestRunOptions {
  runId: string;
  plans: readonly [WorkerPlan, ...WorkerPlan[]];
  /** How many secrets the workers get. */
  secrets: number;
}

/**
 * The TestRun of k6-operator. It has to do with older versions of the operator as well, so `arguments` stands for `args`.
 * Without `cleanup`: pods stay until their logs have been read.
 */
export function testRun({ runId, plans, secrets }: TestRunOptions): object {
  const variables = environment(plans);
  return {
    apiVersion: 'k6.io/v1alpha1',
    kind: 'TestRun',
    metadata: { name: runName(runId), namespace, labels: labels(runId) },
    spec: {
      parallelism: plans.length,
      script: { configMap: { name: runName(runId), file: fileNames.script } },
      // The operator says --quiet and --paused, and which share of the test each pod has.
      arguments: '--no-usage-report --no-color --log-format raw',
      // It looks at the script without running it, so it gets no secrets.
      initializer: {
        ...pod(runId),
        image,
        env: variables,
        resources: resources({ cpu: '250m', memory: '512Mi' }),
      },
      starter: pod(runId),
      runner: {
        ...pod(runId),
        image,
        env: variables,
        // Not as env: of that the operator makes arguments, which anybody on the node can see.
        ...(secrets === 0 ? {} : { envFrom: secretsOf(runId, secrets) }),
        resources: resources(sizeOf(plans)),
      },
    },
  };
}

/** What the namespace's standard "restricted" asks for. The number is the user of the image, which it has by name too. */
function pod(runId: string): object {
  return {
    metadata: { labels: labels(runId) },
    automountServiceAccountToken: 'false',
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 12_345,
      runAsGroup: 12_345,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
  };
}

function environment(plans: TestRunOptions['plans']): { name: string; value: string }[] {
  const [{ target }] = plans;
  const variables = {
    [planVariable]: `${mountedAt}/${fileNames.plans}`,
    // A pod sees its own share of the run, by which no SLO can be judged: thresholds stay out.
    PINGBACK_K6_OPTIONS: JSON.stringify(optionsOf(plans, {})),
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
    // Only the target's authority, as in a run of one machine.
    ...(target.ca === undefined
      ? {}
      : { SSL_CERT_FILE: `${mountedAt}/${fileNames.authority}`, SSL_CERT_DIR: `${mountedAt}/none` }),
  };
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}

function secretsOf(runId: string, count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({ secretRef: { name: secretName(runId, index) } }));
}

/** With room to spare: k6 takes 220 kB for a socket, with all its traffic. */
const bytesPerSocket = 330_000;
const bytesBesides = 500e6;

/** A worker is one busy thread; k6 reads and writes the network on others. A limit of processors would make it stand still. */
function sizeOf(plans: TestRunOptions['plans']): { cpu: string; memory: string } {
  const sockets = Math.max(...plans.map(({ seats }) => seats.widgets + seats.agents));
  const mebibytes = Math.ceil((bytesBesides + sockets * bytesPerSocket) / 2 ** 20 / 64) * 64;
  return { cpu: '1500m', memory: `${mebibytes}Mi` };
}

function resources({ cpu, memory }: { cpu: string; memory: string }): object {
  return { requests: { cpu, memory }, limits: { memory } };
}
