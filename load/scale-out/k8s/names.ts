/** What the objects of a run are called, and where its pods find what. */
export const namespace = 'pingback-load';
/** The operator mounts the ConfigMap of the script here. */
export const mountedAt = '/test';
export const fileNames = { script: 'journeys.js', plans: 'plans.json', authority: 'ca.pem' } as const;
/** The k6 that the journeys were tried with. */
export const image = 'grafana/k6:2.2.0';

/** The test run, and the ConfigMap of its files. */
export function runName(runId: string): string {
  return `pingback-load-${runId}`;
}

/** One Secret for each variable, whose name may be no name of an object. */
export function secretName(runId: string, index: number): string {
  return `${runName(runId)}-secret-${index + 1}`;
}

export function labels(runId: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'pingback-load',
    'app.kubernetes.io/instance': runName(runId),
    'app.kubernetes.io/managed-by': 'pingback-suite',
  };
}
