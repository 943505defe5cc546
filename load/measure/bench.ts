import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nowMs } from './clock.ts';
import { Histogram } from './histogram.ts';
import { Recorder } from './recorder.ts';

/*
 * What measuring costs: node load/measure/bench.ts. Times alone say more of the machine than of the code, so each
 * stands beside a yardstick of the same minute. Best of several rounds, since other work only ever adds.
 */

const rounds = 12;
const pulses = 6;
const deliveriesPerRound = 20_000;
const perConversation = 3;
const conversations = 3000;

/** The least time that a round took, in ns per step. */
function nsPer<Given>(steps: number, round: (given: Given) => void, prepare: () => Given): number {
  let bestNs = Number.POSITIVE_INFINITY;
  for (let count = 0; count < rounds; count += 1) {
    const given = prepare();
    const startedMs = performance.now();
    round(given);
    bestNs = Math.min(bestNs, ((performance.now() - startedMs) * 1e6) / steps);
  }
  return bestNs;
}

const latenciesMs = Float64Array.from({ length: deliveriesPerRound }, () => Math.exp(Math.random() * 5 - 1));

function histogramNs(): number {
  const bare = new Histogram();
  const round = () => {
    for (let index = 0; index < deliveriesPerRound; index += 1) bare.record(latenciesMs[index] as number);
  };
  return nsPer(deliveriesPerRound, round, () => {});
}

function clockNs(): number {
  let latestMs = 0;
  const round = () => {
    for (let index = 0; index < deliveriesPerRound; index += 1) latestMs = Math.max(latestMs, nowMs());
  };
  const ns = nsPer(deliveriesPerRound, round, () => {});
  if (latestMs > nowMs()) throw new Error('The clock went back.');
  return ns;
}

interface Arrival {
  participant: number;
  content: string;
  atMs: number;
}

/** A recorder with thousands of conversations, in a window that runs. */
class Stage {
  readonly recorder = new Recorder({
    runId: 'bench',
    worker: 0,
    host: 'here',
    ids: 'number',
    lateMs: 1000,
    manner: {
      echoesToSender: false,
      newMessageToBusiness: false,
      creatorFollows: true,
      typingToSender: false,
    },
  });
  readonly #rooms: { room: number; members: number[] }[] = [];
  readonly windowMs = nowMs();

  constructor() {
    const traits = { role: 'widget', business: 0, node: 0, transport: 'websocket' } as const;
    const { recorder } = this;
    for (let count = 0; count < conversations; count += 1) {
      const room = recorder.addConversation(0);
      const members = Array.from({ length: perConversation + 1 }, () => recorder.addParticipant(traits));
      for (const member of members) recorder.joined(room, member, nowMs());
      this.#rooms.push({ room, members });
    }
    recorder.beginWindow(this.windowMs, 0);
    recorder.beginSegment('all', this.windowMs, this.windowMs + 3_600_000);
  }

  /** A second's worth of messages, and the arrivals that follow. */
  send(): Arrival[] {
    const arrivals: Arrival[] = [];
    const intendedMs = nowMs();
    for (let index = 0; index < deliveriesPerRound / perConversation; index += 1) {
      const { room, members } = this.#rooms[index % conversations] as { room: number; members: number[] };
      const [sender, ...others] = members;
      const send = { conversation: room, sender, via: 'socket', intendedMs, lengthChars: 100 } as const;
      const { content } = this.recorder.message(send);
      for (const participant of others) {
        arrivals.push({ participant, content, atMs: intendedMs + (latenciesMs[arrivals.length] ?? 1) });
      }
    }
    return arrivals;
  }

  receive(arrivals: readonly Arrival[]): void {
    for (const { participant, content, atMs } of arrivals) {
      this.recorder.messageArrived(participant, content, atMs);
    }
  }

  /** How long the loop is held up once a second: a second's histogram is encoded, and the generator looked at. */
  async pulsesMs(): Promise<number[]> {
    const took: number[] = [];
    for (let count = 0; count < pulses; count += 1) {
      const arrivals = this.send();
      this.receive(arrivals.map((arrival) => ({ ...arrival, atMs: nowMs() })));
      await setTimeout(1001 - ((nowMs() - this.windowMs) % 1000));
      const startedMs = performance.now();
      this.recorder.pulse();
      took.push(performance.now() - startedMs);
    }
    return took.sort((one, other) => one - other);
  }
}

function heapBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function main() {
  const yardstickNs = histogramNs();
  const beforeBytes = heapBytes();
  const stage = new Stage();
  const bytesEach = (heapBytes() - beforeBytes) / (conversations * (perConversation + 1));
  const deliveryNs = nsPer(
    deliveriesPerRound,
    (arrivals: Arrival[]) => stage.receive(arrivals),
    () => stage.send(),
  );
  const sendNs = nsPer(
    deliveriesPerRound / perConversation,
    () => stage.send(),
    () => {},
  );
  const pulsesMs = await stage.pulsesMs();
  const startedMs = performance.now();
  stage.recorder.record();
  const recordMs = performance.now() - startedMs;

  const line = (what: string, ns: number) =>
    `  ${what.padEnd(46)}${ns.toFixed(0).padStart(6)} ns${(ns / yardstickNs).toFixed(1).padStart(7)} x`;
  const share = (deliveryNs * deliveriesPerRound) / 1e9;
  console.log(`Per call, the best of ${rounds} rounds, beside one record in a bare histogram
${line('record in a bare histogram (yardstick)', yardstickNs)}
${line('read the clock', clockNs())}
${line('a delivery: stamp, ledger, three histograms', deliveryNs)}
${line('a message sent: ledger, stamp', sendNs)}
Measuring ${deliveriesPerRound} deliveries in a second
  ${(share * 100).toFixed(1)} % of a core; once a second it holds the loop up for ${pulsesMs[0]?.toFixed(2)} ms at best, ${pulsesMs.at(-1)?.toFixed(2)} ms at worst
  the record at the end, after the drain: ${recordMs.toFixed(0)} ms
Memory
  ${bytesEach.toFixed(0)} bytes per participant, in conversations of ${perConversation + 1}`);
}

if (globalThis.gc !== undefined) await main();
// Memory is told truly only where garbage can be collected at will.
else execFileSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url)], { stdio: 'inherit' });
