import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const boundMs = 30_000;
const howToInstall = 'https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/';

/** Why the commands cannot be run here; nothing when there is a cluster with k6-operator. */
export async function whyNoCluster(): Promise<string | undefined> {
  const ask = ['get', 'crd', 'testruns.k6.io', '--output', 'name', '--request-timeout', '10s'];
  try {
    await promisify(execFile)('kubectl', ask, { timeout: boundMs });
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') return 'kubectl is not on the path: install it, and log in to a cluster.';
    if (/\bNotFound\b/.test(stderr))
      return `The cluster has no k6-operator. How to install it: ${howToInstall}`;
    return 'kubectl reaches no cluster: see what `kubectl cluster-info` says.';
  }
}
