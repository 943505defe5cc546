/** Engines that run workers on other hosts. Apart from what it takes to do so, which is loaded when it is needed. */
export const engineNames = ['fargate', 'k8s'] as const;
export type EngineName = (typeof engineNames)[number];
