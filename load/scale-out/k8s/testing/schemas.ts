import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/*
 * The schemas that manifests are held against. Those of Kubernetes are its own; the one of a TestRun says of the fields
 * that the suite writes what the CRD of k6-operator (v1.0 to v1.6) says of them, and knows no others.
 */

type Schema = Record<string, unknown>;

/** A part of Kubernetes' own API. */
const core = (name: string): Schema => ({ $ref: `#/$defs/io.k8s.api.core.v1.${name}` });
const text: Schema = { type: 'string' };
const texts: Schema = { type: 'object', additionalProperties: text };

/** kubeconform takes a list of nothing required for a broken schema. */
function strict(properties: Record<string, Schema>, required: readonly string[] = []): Schema {
  const needed = required.length === 0 ? {} : { required };
  return { type: 'object', properties, additionalProperties: false, ...needed };
}

const pod = strict({
  metadata: strict({ labels: texts }),
  automountServiceAccountToken: { enum: ['true', 'false'] },
  securityContext: core('PodSecurityContext'),
  containerSecurityContext: core('SecurityContext'),
  image: text,
  env: { type: 'array', items: core('EnvVar') },
  envFrom: { type: 'array', items: core('EnvFromSource') },
  resources: core('ResourceRequirements'),
});

const testRun = strict(
  {
    apiVersion: { enum: ['k6.io/v1alpha1'] },
    kind: { enum: ['TestRun'] },
    metadata: { $ref: '#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
    spec: strict(
      {
        parallelism: { type: 'integer', minimum: 1 },
        script: strict({ configMap: strict({ name: text, file: text }, ['name', 'file']) }, ['configMap']),
        arguments: text,
        ...{ initializer: pod, starter: pod, runner: pod },
      },
      ['parallelism', 'script'],
    ),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
);

/** Under the names that kubeconform looks for. */
const schemas: Record<string, Schema> = {
  'configmap-v1': core('ConfigMap'),
  'namespace-v1': core('Namespace'),
  'testrun-k6-v1alpha1': testRun,
};

/** Writes them into a folder, from the definitions of Kubernetes in another. Returns where kubeconform finds them. */
export async function writeSchemas(definitions: string, into: string): Promise<string> {
  const all = await readFile(join(definitions, '_definitions.json'), 'utf8');
  const { $defs } = JSON.parse(all.replaceAll('"/api/_definitions.json#/', '"#/'));
  for (const [name, schema] of Object.entries(schemas)) {
    await writeFile(join(into, `${name}.json`), JSON.stringify({ ...schema, $defs }));
  }
  return join(into, '{{.ResourceKind}}{{.KindSuffix}}.json');
}
