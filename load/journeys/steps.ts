import type { Done, JourneySocket, Participant, Role } from './participant.ts';
import type { StepName } from './step-names.ts';
import type { TurnStepName, takesAllTurns } from './turn-steps.ts';
import type { Worker } from './worker.ts';

/** Artillery's context of a virtual user, as far as steps use it. */
export interface VirtualUser {
  participant?: Participant;
  /** The engine's: what its own `emit` steps use, and what it closes at the end. By namespace. */
  sockets: Record<string, JourneySocket | typeof noSocket>;
}

/** Artillery's metrics: `counter`, a name and a number. */
export interface Events {
  emit(metric: string, name: string, value: number): void;
}

/** What somebody without a seat emits goes nowhere. Without it the engine would open a connection of its own. */
const noSocket = { emit() {}, disconnect() {} };

/** `done` has to be called; a step that is `async` would stall the virtual user. */
type Step = (user: VirtualUser, events: Events, done: Done) => void;
type Condition = (user: VirtualUser, goesOn: (answer: boolean) => void) => void;

/**
 * What scenarios can call. `start` is asked for the worker when the first virtual user is there: Artillery loads
 * processors in threads that get none, too. Who finds no seat goes through all steps doing nothing.
 */
export function stepsFor(start: (events: Events) => Promise<Worker>) {
  let starting: Promise<Worker> | undefined;
  let worker: Worker | undefined;

  const connects =
    (role: Role): Step =>
    (user, events, done) => {
      user.sockets[''] = noSocket;
      const admit = (to: Worker) =>
        to.admit(role, (participant) => {
          user.participant = participant;
          if (participant?.socket) user.sockets[''] = participant.socket;
          done();
        });
      if (worker) return void admit(worker);
      starting ??= start(events).then((started) => {
        worker = started;
        return started;
      });
      void starting.then(admit, done);
    };

  /** A step of somebody who is seated. */
  const step =
    (act: (worker: Worker, participant: Participant, done: Done) => void): Step =>
    ({ participant }, _events, done) => {
      if (worker && participant) act(worker, participant, done);
      else done();
    };

  /**
   * A step that is over at once. It goes on in a microtask: for a `done` that is called before the step returns, the
   * engine lets the whole event loop go round before the next step, and a turn would be late by as much.
   */
  const quickStep = (act: (worker: Worker, participant: Participant) => void): Step =>
    step((at, participant, done) => {
      act(at, participant);
      queueMicrotask(done);
    });

  const turnStep = (name: TurnStepName) => quickStep((at, participant) => at.actsInTurn[name](participant));

  const staysOpen: Condition = ({ participant }, goesOn) => {
    goesOn(participant !== undefined && worker !== undefined && !worker.turns.over);
  };

  return {
    widgetConnects: connects('widget'),
    agentConnects: connects('agent'),
    entersConversation: step((at, participant, done) => at.enter(participant, done)),
    servesConversations: step((at, participant, done) => at.serve(participant, done)),
    waitsForItsTurn: step((at, participant, done) => at.turns.wait(participant, done)),
    takesAllTurns: step((at, participant, done) => at.takeTurns(participant, done)),
    types: turnStep('types'),
    says: turnStep('says'),
    replies: turnStep('replies'),
    reads: turnStep('reads'),
    setsStatus: turnStep('setsStatus'),
    leaves: quickStep((at, participant) => at.leave(participant)),
    staysOpen,
  } satisfies Record<StepName | typeof takesAllTurns, Step | Condition>;
}
