import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type IntervalRecord, nowMs, type SegmentRecord, type WorkerRecord } from '../measure/index.ts';
import type { WorkerPlan } from '../plan.ts';
import { type FromWorker, fromWorker, type Tick, type ToWorker } from './messages.ts';

export interface CoordinatorOptions {
  /** One for each worker, in their order. */
  plans: readonly WorkerPlan[];
  /** A worker is there, in this process. */
  onHello?(worker: number, pid: number): void;
  onTick(worker: number, tick: Tick): void;
  /** A segment is over in all workers that are there. */
  onSegment(index: number, records: SegmentRecord[]): 'go-on' | 'stop';
  /** Something that spoils the run, or a part of it. */
  onProblem(text: string): void;
  /** Adds to a message what its worker cannot know of itself, before it is heard. */
  complete?(message: FromWorker): FromWorker;
}

export interface Coordinator {
  /** Where this worker reports; the address is its ticket. */
  url(worker: number): string;
  /** The worker is gone, and this is why. The others go on without it. Nothing happens when it was done. */
  lose(worker: number, why: string): void;
  /** Has all workers end their run now, and hand over what they have. */
  stop(): void;
  /** Resolves when every worker is done or lost. In the order of workers. */
  readonly records: Promise<WorkerRecord[]>;
  close(): Promise<void>;
}

/** Time for a message to reach every worker before what it orders begins. */
const leadMs = 250;
/** A process that dies closes its connections first; what it died of says more, and may take that long to be heard. */
const lastWordsMs = 3_000;
/** Workers report once a second; one that is silent for so long is lost. */
const silenceMs = 60_000;

interface Seat {
  socket?: WebSocket;
  heardAtMs: number;
  ready: boolean;
  segments: SegmentRecord[];
  /** Of its record, sent ahead. */
  seconds: IntervalRecord[];
  record?: WorkerRecord;
  lost: boolean;
}

/** Opens the control server on loopback. Rejects when no port can be had. */
export async function openCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { plans, onProblem } = options;
  const token = randomBytes(24).toString('base64url');
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: { url?: string } }) => workerIn(req.url) !== undefined,
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seats: Seat[] = plans.map(() => ({
    heardAtMs: nowMs(),
    ready: false,
    segments: [],
    seconds: [],
    lost: false,
  }));
  const finished = Promise.withResolvers<WorkerRecord[]>();
  const awaited = new Set<NodeJS.Timeout>();
  let stopping = false;
  let closing = false;
  let begun = false;
  let judged = 0;

  function workerIn(path = ''): number | undefined {
    const [, given, worker] = path.split('/');
    return given === token && plans[Number(worker)] ? Number(worker) : undefined;
  }

  const there = () => seats.filter(({ lost }) => !lost);
  const tell = (seat: Seat, message: ToWorker) => seat.socket?.send(JSON.stringify(message));
  const tellAll = (message: ToWorker) => {
    for (const seat of there()) if (!seat.record) tell(seat, message);
  };

  /** Whatever was waited for may be complete, with this message or with the loss of the last who was missing. */
  function advance(): void {
    if (there().every(({ record }) => record)) {
      clearInterval(watch);
      finished.resolve(seats.flatMap(({ record }) => record ?? []));
      return;
    }
    if (!begun && there().every(({ ready }) => ready)) {
      begun = true;
      tellAll({ kind: 'begin', atMs: nowMs() + leadMs });
    }
    judge();
  }

  function judge(): void {
    if (there().some(({ segments, record }) => segments.length <= judged && !record)) return;
    const records = there().flatMap(({ segments }) => segments[judged] ?? []);
    const answer = options.onSegment(judged, records);
    judged += 1;
    if (judged === plans[0]?.segments.length) return;
    const goOn = answer === 'go-on' && !stopping;
    tellAll(goOn ? { kind: 'go-on', atMs: nowMs() + leadMs } : { kind: 'stop', when: 'segment' });
  }

  function lose(worker: number, why: string): void {
    const seat = seats[worker] as Seat;
    if (seat.lost || seat.record) return;
    seat.lost = true;
    seat.socket?.terminate();
    onProblem(`Worker ${worker + 1} of ${plans.length} was lost: ${why}`);
    advance();
  }

  function hear(worker: number, said: FromWorker): void {
    const seat = seats[worker] as Seat;
    const message = options.complete?.(said) ?? said;
    seat.heardAtMs = nowMs();
    switch (message.kind) {
      case 'hello':
        options.onHello?.(worker, message.pid);
        tell(seat, { kind: 'plan', plan: plans[worker] as WorkerPlan });
        if (stopping) tell(seat, { kind: 'stop', when: 'now' });
        return;
      case 'tick':
        options.onTick(worker, message);
        return;
      case 'ready':
        for (const text of message.missing) onProblem(text);
        seat.ready = true;
        break;
      case 'segment':
        seat.segments[message.index] = message.record;
        break;
      case 'seconds':
        for (const second of message.intervals) seat.seconds.push(second);
        return;
      case 'done':
        seat.record = { ...message.record, intervals: [...seat.seconds, ...message.record.intervals] };
        break;
      case 'failed':
        lose(worker, message.message);
        return;
    }
    advance();
  }

  server.on('connection', (socket, request) => {
    const worker = workerIn(request.url) as number;
    const seat = seats[worker] as Seat;
    if (seat.socket || seat.lost) return socket.terminate();
    seat.socket = socket;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (closing) return;
      const late = setTimeout(() => {
        awaited.delete(late);
        lose(worker, 'its connection to this process ended.');
      }, lastWordsMs);
      awaited.add(late);
    });
    socket.on('message', (data) => {
      const message = fromWorker.safeParse(parsed(String(data)));
      if (message.success) hear(worker, message.data);
      else lose(worker, `it said what is not understood (${message.error.issues[0]?.message}).`);
    });
  });

  const watch = setInterval(() => {
    for (const [worker, { socket, heardAtMs }] of seats.entries()) {
      if (nowMs() - heardAtMs < silenceMs) continue;
      lose(worker, socket ? `it said nothing for ${silenceMs / 1000} s.` : 'it never reported.');
    }
  }, 1_000);

  return {
    url: (worker) => `ws://127.0.0.1:${port}/${token}/${worker}`,
    lose,
    stop() {
      stopping = true;
      tellAll({ kind: 'stop', when: 'now' });
    },
    records: finished.promise,
    close() {
      clearInterval(watch);
      closing = true;
      for (const late of awaited) clearTimeout(late);
      for (const client of server.clients) client.terminate();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
