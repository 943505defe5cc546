import { UsageError } from '../../../fixtures/targets/index.ts';
import { fileNames, labels, namespace, runName } from './names.ts';

/** As much as the API server takes in one ConfigMap. */
const mostBytes = 2 ** 20;

export interface PodFiles {
  runId: string;
  workers: number;
  script: string;
  plans: string;
  /** The certificate authority of the target, as PEM text. */
  ca?: string;
}

/** Everything that the pods read. Throws a `UsageError` where that is more than a ConfigMap takes. */
export function configMap({ runId, workers, script, plans, ca }: PodFiles): object {
  const data = {
    [fileNames.plans]: plans,
    ...(ca === undefined ? {} : { [fileNames.authority]: ca }),
    [fileNames.script]: script,
  };
  const bytes = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > mostBytes) throw tooMuch(bytes, workers, Buffer.byteLength(plans));
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: runName(runId), namespace, labels: labels(runId) },
    // A run is what was prepared.
    immutable: true,
    data,
  };
}

function tooMuch(bytes: number, workers: number, planBytes: number): UsageError {
  const fitting = Math.floor(((mostBytes - (bytes - planBytes)) * workers) / planBytes);
  return new UsageError(
    `The script and the plans of ${workers} workers are ${bytes} bytes, and a ConfigMap takes ${mostBytes}. Give fewer --workers with more sockets each: about ${fitting} fit.`,
  );
}
