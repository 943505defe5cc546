import type { WorkerEnd } from '../control/index.ts';
import { hostName, Recorder } from '../measure/index.ts';
import { Acts } from './acts.ts';
import { arrivalListeners, type Lookout } from './arrivals.ts';
import { Cast } from './cast.ts';
import { chance } from './chance.ts';
import { Connections } from './connections.ts';
import { Door } from './door.ts';
import { Joins } from './joins.ts';
import { Openings } from './openings.ts';
import { Orders } from './orders.ts';
import { Pacer } from './pacer.ts';
import { type Act, type Done, type Participant, presence, type Role } from './participant.ts';
import { type Rhythm, type Stretch, shareRate, type TurnKind } from './rhythm.ts';
import { Seating } from './seating.ts';
import { Service } from './service.ts';
import { Speech } from './speech.ts';
import { StatusChanges } from './status-changes.ts';
import { Stimuli } from './stimuli.ts';
import { planStorms } from './storms.ts';
import { Timeline } from './timeline.ts';
import type { TurnStepName } from './turn-steps.ts';
import { Turns } from './turns.ts';

/** Everything of one worker: who takes part, what is measured, and the course of the run. One per thread. */
export class Worker {
  /** What each step of a turn does. */
  readonly actsInTurn: Readonly<Record<TurnStepName, Act>>;
  readonly #statusChanges: StatusChanges;
  readonly #turnOf: Readonly<Record<Role, readonly Act[]>>;
  readonly turns: Turns;
  readonly #end: WorkerEnd;
  readonly #recorder: Recorder;
  readonly #pacer = new Pacer();
  readonly #random: () => number;
  readonly #cast: Cast;
  readonly #connections: Connections;
  readonly #joins: Joins;
  readonly #service: Service;
  readonly #seating: Seating;
  readonly #door: Door;
  readonly #stimuli: Stimuli;
  readonly #orders = new Orders();

  private constructor(end: WorkerEnd) {
    const { plan } = end;
    const { runId, worker, seed, stepMs, lateMs, breakdown, journey } = plan;
    const { ids, manner, stimuli } = plan.target;
    const recorder = new Recorder({ runId, worker, host: hostName(), ids, manner, lateMs, breakdown });
    const pacer = this.#pacer;
    const lookouts = new Map<number, Lookout>();
    this.#end = end;
    this.#recorder = recorder;
    this.#random = chance(seed + worker * 7919);
    this.turns = new Turns(pacer, recorder);
    this.#cast = new Cast(plan, recorder, (participant) => this.turns.take(participant));
    const speech = new Speech(recorder, plan);
    this.#stimuli = new Stimuli(recorder, stimuli, stepMs);
    const acts = new Acts({ plan, recorder, speech, stimuli: this.#stimuli });
    const statusChanges = new StatusChanges({ plan, recorder, stimuli: this.#stimuli, lookouts });
    this.#statusChanges = statusChanges;
    this.actsInTurn = {
      types: (participant) => acts.types(participant),
      says: (participant) => acts.says(participant),
      replies: (participant) => acts.replies(participant),
      reads: (participant) => acts.reads(participant),
      setsStatus: (participant) => statusChanges.change(participant),
    };
    const turnOf = (role: Role) => (plan.turns[role] ?? []).map((name) => this.actsInTurn[name]);
    this.#turnOf = { widget: turnOf('widget'), agent: turnOf('agent') };
    const messagesGoAnywhere = manner.newMessageToBusiness;
    const joins = new Joins({ recorder, pacer, speech, lookouts, messagesGoAnywhere, boundMs: stepMs });
    this.#joins = joins;
    const openings = new Openings({
      recorder,
      pacer,
      speech,
      lookouts,
      ids,
      boundMs: stepMs,
    });
    this.#service = new Service({ plan, recorder, cast: this.#cast, joins, openings });
    this.#seating = new Seating(this.#cast, recorder);
    this.#door = new Door(pacer, { rampMs: plan.rampMs, guests: this.#cast.size, patienceMs: stepMs });
    this.#connections = new Connections({
      plan,
      recorder,
      pacer,
      random: this.#random,
      listeners: arrivalListeners(recorder, lookouts, journey),
      onReturn: (participant) => this.#service.resume(participant),
      onGone: (participant) => this.#service.lose(participant),
    });
  }

  /** Begins the course of the run, once there is a plan. Rejects when there is none. */
  static async start(end: Promise<WorkerEnd>): Promise<Worker> {
    const worker = new Worker(await end);
    void worker.#run();
    return worker;
  }

  /** Gives a virtual user a seat and connects it. `done` gets nobody when there is no seat left, or no connection. */
  admit(role: Role, done: (participant?: Participant) => void): void {
    const participant = this.#cast.takeSeat(role);
    if (!participant) {
      done();
      return;
    }
    const turnedAway = (why: string) => {
      this.#seating.giveUp(participant, why);
      this.#service.lose(participant);
      done();
    };
    const go = () =>
      this.#connections.open(participant, (failure) => {
        this.#door.passed(failure);
        if (failure !== undefined) return turnedAway(failure);
        this.#service.came(participant);
        done(participant);
      });
    this.#door.enter({ go, turnedAway });
  }

  /** A widget gets its conversation, and who serves it. */
  enter(participant: Participant, done: Done): void {
    this.#service.enter(participant, (failure) => this.#settle(participant, done, failure));
  }

  /** An agent takes over the conversations that wait for it, and all that come. */
  serve(participant: Participant, done: Done): void {
    this.#service.serve(participant, (failure) => this.#settle(participant, done, failure));
  }

  /** Somebody takes all his turns; `done` is called when all is over. */
  takeTurns(participant: Participant, done: Done): void {
    participant.turn = this.#turnOf[participant.role];
    this.turns.wait(participant, done);
  }

  leave(participant: Participant): void {
    this.turns.leave(participant);
    // At the end the record is closed already.
    if (!this.turns.over) this.#recorder.depart(participant.handle);
    this.#connections.leave(participant);
  }

  #settle(participant: Participant, done: Done, failure?: string): void {
    if (failure === undefined) this.#seating.seat(participant);
    else this.#seating.giveUp(participant, failure);
    done();
  }

  async #run(): Promise<void> {
    const end = this.#end;
    const timeline = new Timeline({
      end,
      recorder: this.#recorder,
      pacer: this.#pacer,
      turns: this.turns,
      orders: this.#orders,
      beginStretch: (stretch, rate) => this.#beginStretch(stretch, rate),
      stimuli: this.#stimuli,
      beginWindow: (fromMs) => this.#planStorms(fromMs),
      everybodyThere: () => this.#connections.absent + this.#joins.underWay === 0,
      census: () => ({ conversations: this.#service.conversations, seated: this.#seating.seated }),
    });
    try {
      end.listen((message) => this.#orders.take(message));
      timeline.tick();
      const missing = await this.#everybodySeated();
      end.say({ kind: 'ready', missing });
      await timeline.run();
    } catch (error) {
      end.say({ kind: 'failed', message: (error as Error).message });
    }
    timeline.end();
    this.#connections.close();
    this.turns.end();
    this.#pacer.end();
    await end.close();
  }

  /** Waits until nobody is on his way any more. Returns who is missing, and throws when nobody came. */
  async #everybodySeated(): Promise<string[]> {
    const { rampMs, stepMs } = this.#end.plan;
    const { stop } = this.#orders;
    // One may need three attempts to connect, and then has a conversation to open and one to join.
    await this.#seating.complete(rampMs + 6 * stepMs, stop);
    const missing = this.#seating.missing();
    if (this.#seating.seated === 0 && !stop.aborted)
      throw new Error(`nobody took part. ${missing.join(' ')}`);
    await this.#statusChanges.settle(this.#cast.agents);
    return missing;
  }

  /** Who takes no part leaves a share unsaid: nobody else says more for it. */
  #beginStretch(stretch: Stretch, rate: number): void {
    const { replyShare, typingRate, statusRate } = this.#end.plan.journey;
    const { widgets, agents, neededAgents } = this.#cast;
    const takesPart = (one: Participant) =>
      this.#seating.isSeated(one) && one.presence !== presence.gone && one.conversations.length > 0;
    const share = (
      kind: TurnKind,
      perSecond: number,
      { asked, able }: { asked: readonly Participant[]; able: readonly Participant[] },
    ) => {
      const senders = able.filter(takesPart);
      const present = Math.min(1, senders.length / asked.length);
      return shareRate(kind, perSecond * present, senders, stretch, this.#random);
    };
    const needed = [...neededAgents];
    const hasVoice = ({ voice }: Participant) => voice !== undefined;
    const shares = [
      share('message', rate * (1 - replyShare), { asked: widgets, able: widgets }),
      share('message', rate * replyShare, { asked: needed, able: agents }),
      share('typing', typingRate, { asked: [...widgets, ...needed], able: [...widgets, ...agents] }),
      share('status', statusRate, { asked: needed.filter(hasVoice), able: agents.filter(hasVoice) }),
    ];
    const rhythms = new Map<Participant, Rhythm[]>();
    for (const ofKind of shares) {
      for (const [participant, rhythm] of ofKind) {
        rhythms.set(participant, [...(rhythms.get(participant) ?? []), rhythm]);
      }
    }
    this.turns.begin(rhythms);
  }

  #planStorms(fromMs: number): () => void {
    return planStorms(fromMs, {
      recorder: this.#recorder,
      pacer: this.#pacer,
      connections: this.#connections,
      participants: this.#cast.all,
      random: this.#random,
      journey: this.#end.plan.journey,
    });
  }
}
