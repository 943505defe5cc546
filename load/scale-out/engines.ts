import type { EngineName } from './engine-names.ts';
import { fargate } from './fargate/index.ts';
import { k8s } from './k8s/index.ts';
import type { Engine } from './prepared-run.ts';

export const engines: Record<EngineName, Engine> = { fargate, k8s };
