/** How the coordinator and its workers talk: JSON over a WebSocket on loopback, behind a token. */
export { type Coordinator, type CoordinatorOptions, openCoordinator } from './coordinator.ts';
export type { FromWorker, Tick, ToWorker } from './messages.ts';
export {
  controlVariable,
  openWorkerEnd,
  planVariable,
  recordVariable,
  type WorkerEnd,
  workerVariable,
} from './worker-end.ts';
