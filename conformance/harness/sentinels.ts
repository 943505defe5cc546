import type { Participant } from './participant.ts';
import { patienceMs } from './patience.ts';
import { Probes } from './probes.ts';
import type { Conversation, Stage } from './stage.ts';
import { reachStep } from './standstill.ts';

/**
 * Sends message and typing to a conversation until both are with every watcher. Nothing promises that a join is
 * acknowledged, so what arrives is the only proof; a probe that came too early for a join is followed by another.
 * Where one of the two events never arrives, the other suffices: its absence is the finding of other clauses.
 * Throws `PrerequisiteFailure` when that does not happen within `boundMs`, or when a connection is lost meanwhile.
 */
export async function reach(
  stage: Stage,
  sender: Participant,
  conversation: Conversation,
  watchers: readonly Participant[],
  boundMs = stage.eventMs,
): Promise<void> {
  const { journal, standstill, tempo } = stage;
  const probes = new Probes(stage, sender, conversation, watchers);
  for (const watcher of watchers)
    stage.requireHope(reachStep(watcher), (actual) => probes.failureSaying([watcher], actual));
  const startedAtMs = patienceMs();
  const leftMs = () => startedAtMs + boundMs - patienceMs();
  // However slow deliveries are, a probe that came too early has to be followed by another in time.
  const firstPauseMs = Math.min(2 * tempo.quietMs, boundMs / 8);
  for (let pauseMs = firstPauseMs; leftMs() > 0 && !probes.someoneLost; pauseMs *= 2) {
    probes.send();
    await journal.until(
      () => probes.bothArrived || probes.someoneLost || undefined,
      Math.max(Math.min(pauseMs, leftMs()), 0),
    );
    if (probes.bothArrived || (leftMs() < boundMs * 0.7 && probes.oneArrived)) break;
  }
  const missing = watchers.filter((watcher) => !probes.sawOne(watcher));
  for (const watcher of watchers) {
    if (!missing.includes(watcher)) standstill.worked(reachStep(watcher));
    else if (!probes.someoneLost) standstill.waitedInVain(reachStep(watcher));
  }
  if (missing.length > 0) throw probes.failure(missing, boundMs - leftMs());
}

/** Lets participants join, and waits until what is sent there reaches each of them. */
export async function letIn(
  stage: Stage,
  participants: readonly Participant[],
  conversation: Conversation,
): Promise<void> {
  for (const participant of participants) participant.joins(conversation);
  await reach(stage, conversation.customer, conversation, participants);
  for (const participant of participants) participant.follows.add(conversation);
}

/**
 * Proves that whatever the target had sent to `watched` before is there now: a sentinel from `via` (or, in another
 * business or for want of one, from a connection on the same node) arrives behind it. A quiet window backs it up,
 * since order is not certain across nodes, transports and asynchronous handlers.
 */
export async function barrier(stage: Stage, watched: Participant, via?: Participant): Promise<void> {
  const sender = via?.connected && via.businessId === watched.businessId && via !== watched ? via : undefined;
  try {
    await sendSentinel(stage, watched, via, sender);
  } catch (error) {
    // A sender that the target has just thrown out sends no sentinel; somebody else does.
    if (!sender?.lost || watched.lost) throw error;
    await sendSentinel(stage, watched, via, undefined);
  }
  await quiet(stage);
}

async function sendSentinel(
  stage: Stage,
  watched: Participant,
  via: Participant | undefined,
  sender: Participant | undefined,
) {
  const shared = [...watched.follows].find((one) =>
    sender ? sender.follows.has(one) : one.customer !== watched,
  );
  if (shared && (sender ?? shared.customer).connected) {
    return reach(stage, sender ?? shared.customer, shared, [watched]);
  }
  const place = { stranger: watched.role.stranger ?? false, node: (via ?? watched).role.node ?? 0 };
  const conversation = await stage.openConversation(place);
  sender?.joins(conversation);
  watched.joins(conversation);
  return reach(stage, sender ?? conversation.customer, conversation, [watched]);
}

/**
 * As `barrier`, for one who has done what a target may fairly throw it out for: that is an answer too, and whoever is
 * gone gets nothing more.
 */
export async function barrierUnlessGone(
  stage: Stage,
  watched: Participant,
  via?: Participant,
): Promise<void> {
  try {
    if (!watched.lost) await barrier(stage, watched, via);
  } catch (error) {
    if (!watched.lost) throw error;
  }
}

/**
 * Judges where events must not arrive, provided that they arrive where they should. One that did not may have gone
 * elsewhere: that counts first.
 */
export async function provided(arrival: Promise<unknown>, judge: () => Promise<void>): Promise<void> {
  const [arrived] = await Promise.allSettled([arrival]);
  await judge();
  if (arrived.status === 'rejected') throw arrived.reason;
}

/** Barriers for several at once. */
export async function barriers(
  stage: Stage,
  watched: readonly Participant[],
  via?: Participant,
): Promise<void> {
  await Promise.all(watched.map((one) => barrier(stage, one, via)));
}

/** Lets as much time pass as a late delivery would need, by what was measured so far. */
export async function quiet(stage: Stage): Promise<void> {
  const { quiet: configured } = stage.settings.target.timeouts;
  await stage.journal.pass(configured === 'auto' ? stage.tempo.quietMs : configured);
}

/** What retries of a queue or a client need, in milliseconds; other checks go on meanwhile. */
const lateCopyMs = 1000;

/**
 * Listens on for copies of what has arrived already. A copy is sent anew, behind every sentinel, so nothing but time
 * shows that there is none.
 */
export async function awaitCopies(stage: Stage): Promise<void> {
  await quiet(stage);
  await stage.journal.pass(lateCopyMs);
}
