import type { LoadView } from '../../reports/terminal/index.ts';
import type { Tick } from '../control/index.ts';
import type { ServerSample } from '../resources/index.ts';
import type { Knobs } from '../scenarios/index.ts';

/** In this order; a run is in the phase of its last worker. */
const phases = ['arriving', 'waiting', 'warm-up', 'measuring', 'draining'] as const satisfies Tick['phase'][];

interface Heard {
  tick: Tick;
  atMs: number;
  intendedPerSecond: number;
  sentPerSecond: number;
  deliveriesPerSecond: number;
}

/** What the workers say once a second, put together. */
export class View {
  readonly #knobs: Knobs;
  readonly #startedAtMs: number;
  readonly #heard = new Map<number, Heard>();
  #phase: Tick['phase'] = 'arriving';
  #phaseAtMs: number;
  #step = 0;

  constructor(knobs: Knobs, nowMs: number) {
    this.#knobs = knobs;
    this.#startedAtMs = nowMs;
    this.#phaseAtMs = nowMs;
  }

  /** A step of several is over. */
  stepped(nowMs: number): void {
    this.#step += 1;
    this.#phaseAtMs = nowMs;
  }

  heard(worker: number, tick: Tick, nowMs: number): void {
    const before = this.#heard.get(worker);
    const seconds = before ? Math.max((nowMs - before.atMs) / 1000, 0.001) : 1;
    const perSecond = (count: number, last: number | undefined) =>
      before ? Math.max(0, count - (last ?? 0)) / seconds : 0;
    this.#heard.set(worker, {
      tick,
      atMs: nowMs,
      intendedPerSecond: perSecond(tick.intended, before?.tick.intended),
      sentPerSecond: perSecond(tick.sent, before?.tick.sent),
      deliveriesPerSecond: perSecond(tick.deliveries, before?.tick.deliveries),
    });
    const all = [...this.#heard.values()].map((one) => phases.indexOf(one.tick.phase));
    const phase = phases[Math.min(...all)] ?? 'arriving';
    if (phase === this.#phase) return;
    // Between two steps there is a short drain, which is no new phase for the reader's clock.
    if (phases.indexOf(phase) > phases.indexOf(this.#phase)) this.#phaseAtMs = nowMs;
    this.#phase = phase;
  }

  now(nowMs: number, server: ServerSample | undefined): LoadView {
    const heard = [...this.#heard.values()];
    const ticks = heard.map(({ tick }) => tick);
    const sum = (read: (one: Heard) => number) => heard.reduce((total, one) => total + read(one), 0);
    const worst = (read: (tick: Tick) => number) => Math.max(0, ...ticks.map(read));
    const { widgets, agents } = this.#knobs;
    return {
      phase: this.#phase,
      ...this.#clock(nowMs),
      sockets: sum(({ tick }) => tick.sockets),
      seated: sum(({ tick }) => tick.seated),
      seats: widgets + agents,
      intendedPerSecond: sum(({ intendedPerSecond }) => intendedPerSecond),
      achievedPerSecond: sum(({ sentPerSecond }) => sentPerSecond),
      deliveriesPerSecond: sum(({ deliveriesPerSecond }) => deliveriesPerSecond),
      p50Ms: worst(({ p50Ms }) => p50Ms),
      p99Ms: worst(({ p99Ms }) => p99Ms),
      inFlight: sum(({ tick }) => tick.inFlight),
      lost: sum(({ tick }) => tick.lost),
      ...(heard.length > 0 && {
        generator: {
          eventLoopDelayMaxMs: worst(({ eventLoopDelayMaxMs }) => eventLoopDelayMaxMs),
          cpuShare: ticks.some(({ cpuShare }) => cpuShare === undefined)
            ? undefined
            : worst(({ cpuShare = 0 }) => cpuShare),
        },
      }),
      ...(server && { server: { cpuShare: server.cpuShare, residentBytes: server.residentBytes } }),
    };
  }

  /** Everybody's arrival may take longer than planned: until then the clock stands at the end of the ramp. */
  #clock(nowMs: number): { share: number; leftMs: number } {
    const { ramp, warmUp, duration, steps } = this.#knobs;
    const totalMs = ramp + warmUp + duration * steps;
    const inPhaseMs = nowMs - this.#phaseAtMs;
    const before = ramp + warmUp + duration * this.#step;
    const doneMs = {
      arriving: Math.min(nowMs - this.#startedAtMs, ramp),
      waiting: ramp,
      'warm-up': ramp + Math.min(inPhaseMs, warmUp),
      measuring: before + Math.min(inPhaseMs, duration),
      draining: Math.min(before + duration, totalMs),
    }[this.#phase];
    return { share: totalMs > 0 ? doneMs / totalMs : 0, leftMs: Math.max(0, totalMs - doneMs) };
  }
}
