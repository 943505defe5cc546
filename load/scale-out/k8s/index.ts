import { stringify } from 'yaml';
import { UsageError } from '../../../fixtures/targets/index.ts';
import { plannedMs, scenariosOfK6 } from '../../k6/index.ts';
import type { Draft } from '../draft.ts';
import { planText } from '../plan-file.ts';
import type { Engine, RunToWrite } from '../prepared-run.ts';
import { whyNoCluster } from './cluster.ts';
import { k8sCommands } from './commands.ts';
import { configMap } from './config-map.ts';
import { labels, namespace } from './names.ts';
import { scriptText } from './script-file.ts';
import { testRun } from './test-run.ts';

/** k6-operator on Kubernetes: each pod runs one virtual user of k6, and its log holds the record. */
export const k8s: Engine = {
  workersAre: 'pods of Kubernetes',
  driver: 'k6',
  numbers: 'counted',
  require({ asked, scenario }) {
    const able: readonly string[] = scenariosOfK6;
    if (!able.includes(asked)) {
      throw new UsageError(
        `k6 runs ${able.slice(0, -1).join(', ')} and ${able.at(-1)}, and not ${asked}. Artillery does: --distributed fargate.`,
      );
    }
    if (scenario.knobs.pollingShare > 0) {
      throw new UsageError(
        'k6 has no long-polling: set --polling-share to 0, or take --distributed fargate.',
      );
    }
  },
  drafts,
  whyNotHere: whyNoCluster,
};

const files = {
  namespace: 'k8s/namespace.yaml',
  files: 'k8s/files.yaml',
  testRun: 'k8s/test-run.yaml',
};

async function drafts({ runId, plans, secrets, places, hidden, command }: RunToWrite): Promise<Draft[]> {
  const [{ target }] = plans;
  const names = [...secrets.keys()];
  const texts = { script: await scriptText(), plans: planText(plans, places, hidden), ca: target.ca };
  const commands = k8sCommands({
    ...{ runId, command, files },
    workers: plans.length,
    secrets: names,
    longestMs: plannedMs(plans[0]),
  });
  return [
    { path: 'commands.sh', text: commands, executable: true },
    { path: files.namespace, text: yaml(namespaceOf(runId)) },
    { path: files.files, text: yaml(configMap({ runId, workers: plans.length, ...texts })) },
    { path: files.testRun, text: yaml(testRun({ runId, plans, secrets: names.length })) },
  ];
}

/** Pods that ask for more than the standard "restricted" allows are turned away there. */
function namespaceOf(runId: string): object {
  const { 'app.kubernetes.io/instance': _, ...all } = labels(runId);
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: { ...all, 'pod-security.kubernetes.io/enforce': 'restricted' },
    },
  };
}

/** Long lines stay whole: a script is not prose. */
function yaml(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
