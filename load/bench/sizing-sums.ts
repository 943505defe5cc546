/** What one side used in a part of a run. */
export interface Observation {
  sockets: number;
  sentPerS: number;
  deliveriesPerS: number;
  cores: number;
  /** At the end of the part. */
  residentBytes: number;
}

/** What things cost one side. */
export interface Costs {
  /** Processor of a process with all that it does without sockets, as a share of a core. */
  baseCores: number;
  /** Processor time that an idle socket takes in a second, in microseconds: heartbeats. */
  idleSocketUs: number;
  /** Processor time of a message that is sent, in microseconds, and of each delivery. */
  sentUs: number;
  deliveryUs: number;
  /** Resident memory without sockets, and of each. */
  baseBytes: number;
  socketBytes: number;
}

/** Idle, and busy. */
export type Parts = readonly [idle: Observation, busy: Observation];

/** The same work with few sockets and with many; and with many other work, in which a message goes to more people. */
export interface Runs {
  few: Parts;
  pairs: Parts;
  crowds: Parts;
}

/**
 * Between `pairs` and `crowds` only the number of deliveries for each message differs, so what busy takes above idle tells
 * sending from delivering. Between `few` and `pairs` it is the number of sockets. Throws a `RangeError` when sending or
 * delivering would cost nothing: then something else took the processor.
 */
export function costsFrom({ few, pairs, crowds }: Runs): Costs {
  const [two, ten] = [difference(pairs), difference(crowds)];
  const determinant = two.sentPerS * ten.deliveriesPerS - ten.sentPerS * two.deliveriesPerS;
  const sent = (two.cores * ten.deliveriesPerS - ten.cores * two.deliveriesPerS) / determinant;
  const delivery = (two.sentPerS * ten.cores - ten.sentPerS * two.cores) / determinant;
  if (!(sent > 0 && delivery > 0))
    throw new RangeError('Sending or delivering seems to cost nothing: something else took the processor.');
  const quiet = ({ cores, sentPerS, deliveriesPerS }: Observation) =>
    cores - sent * sentPerS - delivery * deliveriesPerS;
  const [[idleFew, busyFew], [idleMany, busyMany]] = [few, pairs];
  const moreSockets = busyMany.sockets - busyFew.sockets;
  const idle = Math.max((quiet(idleMany) - quiet(idleFew)) / moreSockets, 0);
  const socketBytes = (busyMany.residentBytes - busyFew.residentBytes) / moreSockets;
  return {
    baseCores: Math.max(quiet(idleFew) - idle * idleFew.sockets, 0),
    idleSocketUs: idle * 1e6,
    sentUs: sent * 1e6,
    deliveryUs: delivery * 1e6,
    baseBytes: busyFew.residentBytes - socketBytes * busyFew.sockets,
    socketBytes,
  };
}

function difference([other, one]: Parts) {
  return {
    cores: one.cores - other.cores,
    sentPerS: one.sentPerS - other.sentPerS,
    deliveriesPerS: one.deliveriesPerS - other.deliveriesPerS,
  };
}

/** What a load is taken to be, and what a task has. Nothing of it is measured; change what is otherwise with you. */
export const assumed = {
  /** By each socket, in a second: the day of `steady`. */
  sentPerSocket: 0.077,
  deliveriesPerSocket: 0.129,
  /** At half a core a worker's own delays begin to show in p99. */
  coresOfWorker: 0.5,
  /** vCPUs and memory of a task or pod, and how much of its memory may be used. */
  taskCores: 2,
  taskBytes: 4e9,
  memoryShare: 0.8,
  /** Files that a process may have open, of which each socket is one, and those it needs besides. */
  files: 20_000,
  filesShare: 0.95,
  filesBesides: 256,
  /** From one address to one address and port: 32768 to 60999, as Linux has it. */
  ports: 28_232,
  rampS: 600,
  /** Of a delivery on the wire: payload, framing, TCP and IP, its share of acknowledgements. */
  bytesPerDelivery: 350,
} as const;

/** What so many sockets need of one side. */
export interface Needs {
  cores: number;
  bytes: number;
  /** Workers that each of these asks for; the most of them counts. */
  byCores: number;
  byMemory: number;
  byFiles: number;
  byPorts: number;
  workers: number;
  connectsPerS: number;
  sentPerS: number;
  deliveriesPerS: number;
  megabitsPerS: number;
}

/** Processor time of a socket that lives as it is assumed to, in a second, in microseconds. */
export function busySocketUs({ idleSocketUs, sentUs, deliveryUs }: Costs): number {
  return idleSocketUs + assumed.sentPerSocket * sentUs + assumed.deliveriesPerSocket * deliveryUs;
}

export function needsOf(sockets: number, costs: Costs): Needs {
  const { baseCores, baseBytes, socketBytes } = costs;
  const socketCores = busySocketUs(costs) / 1e6;
  const usable = assumed.taskBytes * assumed.memoryShare;
  const byCores = Math.ceil((sockets * socketCores) / (assumed.coresOfWorker - baseCores));
  const byMemory = Math.ceil((sockets * socketBytes) / (usable - baseBytes));
  const byFiles = Math.ceil(sockets / (assumed.files * assumed.filesShare - assumed.filesBesides));
  const byPorts = Math.ceil(sockets / assumed.ports);
  const workers = Math.max(byCores, byMemory, byFiles, byPorts);
  const deliveriesPerS = sockets * assumed.deliveriesPerSocket;
  return {
    cores: workers * baseCores + sockets * socketCores,
    bytes: workers * baseBytes + sockets * socketBytes,
    ...{ byCores, byMemory, byFiles, byPorts, workers, deliveriesPerS },
    connectsPerS: sockets / assumed.rampS,
    sentPerS: sockets * assumed.sentPerSocket,
    megabitsPerS: (deliveriesPerS * assumed.bytesPerDelivery * 8) / 1e6,
  };
}
