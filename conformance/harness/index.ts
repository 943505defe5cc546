/** How a promise is checked: participants, journals, barriers, verdicts. */
export { Agent } from './agent.ts';
export { told, untold } from './audience.ts';
export { elsewhere, polling, stranger, websocket } from './cast.ts';
export { checkedClauses, clause, observation, Run, type Scene } from './clause.ts';
export { control } from './control.ts';
export { Handovers } from './handovers.ts';
export { getsAlike } from './likeness.ts';
export { type Act, isId, literally, matches, payloadOf, sameId, shown, wherever } from './matching.ts';
export type { Participant } from './participant.ts';
export { withinPatience } from './patience.ts';
export { eventPromises, keptPromises } from './promises.ts';
export {
  awaitCopies,
  barrier,
  barriers,
  barrierUnlessGone,
  letIn,
  provided,
  quiet,
  reach,
} from './sentinels.ts';
export type { RunSettings } from './settings.ts';
export type { Conversation, Stage } from './stage.ts';
export { floodSize } from './tempo.ts';
export { inTurns } from './turns.ts';
export {
  ClauseFailure,
  excusing,
  must,
  NotTestable,
  type Outcome,
  PrerequisiteFailure,
  type Violation,
  withoutPrerequisite,
} from './verdicts.ts';
export {
  blockUpgrades,
  httpProbe,
  malformedPackets,
  upgradeToWebSocket,
  type WireConnection,
  WireOpenError,
  type WirePacket,
} from './wire/index.ts';
