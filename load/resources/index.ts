/** What the server under test takes of its machine while load is on it, once a second. */
export { usageOfProcess } from './proc.ts';
export { type ServerSample, type ServerSampler, sampleServer } from './sampler.ts';
export { metricsSource, partSource, processSource, type Source } from './sources.ts';
