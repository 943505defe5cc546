import { z } from 'zod';
import { ledgerCounts, stimulusCounts } from './counts.ts';
import { generatorHealth } from './generator.ts';
import { loadInterval } from './interval.ts';
import { breakdown, encodedHistogram, eventLatencies, latency } from './latency.ts';
import { machine, quotesServer, suite } from './origin.ts';

export const sloResult = z
  .object({
    slo: z.string().describe('As it was given, such as `new_message.p99<200ms`.'),
    met: z.boolean().describe('Whether it was held. Where nothing was measured, it was not.'),
    actual: z
      .number()
      .describe(
        'What was measured, in `unit`. Of a run in several steps: in the highest step that held, or in the first where none did; dropped connections, up to that step; and over the whole run what no load excuses (duplicated, leaked, altered) and what is about all connections. Means nothing where there is a `remark`.',
      ),
    unit: z
      .enum(['ms', 'count', 'ratio', 'per-second'])
      .describe(
        'What `actual` is in: `ms`, milliseconds; `count`, deliveries, connections or stimuli; `ratio`, a share of the deliveries that were expected, where 1 is all of them; `per-second`, messages per second.',
      ),
    remark: z
      .string()
      .optional()
      .describe('Why nothing could be said, such as `none was measured`. Absent where something could.'),
  })
  .describe('One service level objective (SLO) and what was measured.');
export type SloResult = z.infer<typeof sloResult>;

export const loadSegment = z
  .object({
    label: z.string().describe('Its name for people: `window`, or the rate of a step, such as `75/s`.'),
    fromS: z.number().describe('When it began, in seconds since the measured window did.'),
    toS: z.number().describe('When it ended, in seconds since the measured window began.'),
    intendedPerSecond: z
      .number()
      .describe('How many messages and other events per second the schedule asked for.'),
    achievedPerSecond: z.number().describe('How many of them were sent per second.'),
    latencyMs: latency.describe(
      'Of new_message, per delivery, from the intended sending; in a scenario without, of the event that was delivered most.',
    ),
    ledger: ledgerCounts.describe('Of the events that were due in it, all kinds together.'),
    sendLagMs: latency
      .optional()
      .describe(
        'How late messages and other events that were due in it were sent, against their schedule. Absent where nobody could tell, and in older results.',
      ),
    dropped: z
      .number()
      .int()
      .optional()
      .describe(
        'How many connections ended in it, or in the pause after it, without being asked to; in the first part, those of the warm-up are among them. Absent in older results.',
      ),
    met: z
      .boolean()
      .optional()
      .describe(
        'Whether it kept those SLOs that a part of a run can be held against: latencies of events, the ledger, stimuli, dropped connections. True where none of them apply. Of a step that was cut off: false where it broke what no cutting explains, else absent.',
      ),
    trusted: z
      .boolean()
      .describe('Whether what was measured in it was the server, and not the generator itself.'),
  })
  .describe('A part of the window that is judged by itself: a step of `capacity`, or else all of it.');
export type LoadSegment = z.infer<typeof loadSegment>;

export const loadVerdict = z
  .enum(['met', 'breached', 'untrusted'])
  .describe(
    '`met`: every SLO was held (exit code 0). `breached`: one was not (exit code 1). `untrusted`: the generator may be behind what was measured, so nothing is said of the server (exit code 4).',
  );

const target = z
  .object({
    kind: z
      .enum(['url', 'embedded', 'containers'])
      .describe(
        'What was measured: `url`, a server at a given address; `embedded`, the suite’s own server, as processes; `containers`, the same in containers.',
      ),
    nodes: z.array(z.string()).describe('Addresses of its nodes, in their order.'),
    choice: z.string().describe('One line: which target, and why this one.'),
    businesses: z.array(z.string()).describe('Ids of the businesses that were used.'),
    stimuli: z
      .string()
      .describe(
        'How it is made to do what no client event triggers: `hook`, `rest`, `module`, or `none` where it is not.',
      ),
    manner: z
      .object({
        echoesToSender: z.boolean().describe('Whether the sender of a new_message gets it, too.'),
        newMessageToBusiness: z
          .boolean()
          .describe('Whether new_message reaches connections of the business that did not join.'),
        creatorFollows: z.boolean().describe('Whether who opens a conversation is in it without joining.'),
      })
      .describe('What was found out before the run of what its contract leaves open.'),
  })
  .describe('The server under test.');

const sockets = z
  .object({
    widgets: z
      .number()
      .int()
      .describe(
        'How many widgets were served at once, at most; of several workers, the sum of what each had.',
      ),
    agents: z
      .number()
      .int()
      .describe(
        'How many agents were served at once, at most; of several workers, the sum of what each had.',
      ),
    peak: z
      .number()
      .int()
      .describe('How many connections were open at once, at most; of several workers, by the second.'),
    unserved: z
      .number()
      .int()
      .optional()
      .describe(
        'How many were connected and never came to be served: they are neither among the widgets nor among the agents. Absent in older results.',
      ),
    refused: z
      .number()
      .int()
      .describe(
        'How many attempts to connect were refused or came to nothing; who tries again counts again.',
      ),
    dropped: z.number().int().describe('How many connections ended without being asked to.'),
  })
  .describe('Connections, over the whole run: arrival, warm-up, window and drain.');

const reconnect = z
  .object({
    storms: z.number().int().describe('How many times everybody was dropped.'),
    participants: z.number().int().describe('How many participants were away at least once.'),
    servedAgainMs: latency.describe(
      'Per participant and absence: from the drop until it is served again everywhere, without what the driver itself lost.',
    ),
    allServedMs: z
      .array(z.number())
      .describe(
        'Per storm, in their order: from the first drop until the last of those who are back was served again, in milliseconds, without what the driver itself lost.',
      ),
    neverServed: z.number().int().describe('How many were not served again before the run ended.'),
    missedWhileAway: z
      .number()
      .int()
      .describe('How many deliveries went by while participants were away. They are not among the expected.'),
  })
  .describe('How those whose connections ended came back, over the whole run.');

const capacity = z
  .object({
    sustainedPerSecond: z
      .number()
      .optional()
      .describe(
        'How many messages (new_message) per second were sent in the highest step before the first that broke an SLO or cannot be trusted. Absent when the first did.',
      ),
    kneePerSecond: z
      .number()
      .optional()
      .describe(
        'The rate that was asked for, in messages per second, from which p99 leaves the line that the steps before it make, and stays off it. Absent when it never does.',
      ),
    ended: z.string().describe('Why the steps ended, such as `after all 12 steps (--steps)`.'),
  })
  .describe('What the steps found.');

const slopes = z
  .object({
    serverBytesPerHour: z
      .number()
      .optional()
      .describe(
        'By how much the server’s resident memory grew, in bytes per hour; below 0 where it shrank. Absent where it could not be read in two seconds at least.',
      ),
    generatorBytesPerHour: z
      .number()
      .optional()
      .describe(
        'By how much the resident memory of all workers grew, in bytes per hour. Absent where nobody could tell.',
      ),
    p99MsPerHour: z
      .number()
      .optional()
      .describe(
        'By how much the p99 of new_message, second by second, grew, in milliseconds per hour. Absent where none came.',
      ),
  })
  .describe('Least-squares slopes over the measured window.');

const trust = z
  .object({
    trusted: z.boolean().describe('Whether what was measured was the server, and not the generator itself.'),
    reasons: z
      .array(
        z.object({
          reason: z.string().describe('What speaks against the measurement, in a sentence.'),
          advice: z.string().describe('What to do about it.'),
        }),
      )
      .describe('What spoke against the measurement; empty when it is trusted.'),
  })
  .describe(
    'Whether the figures may be believed; of a run in several steps, those of the highest step that held, or of the first where none did.',
  );

const phasesMs = z
  .object({
    ramp: z.number().describe('Until the warm-up began, while people connected, in milliseconds.'),
    warmUp: z.number().describe('At full rate before the window, in milliseconds.'),
    measured: z.number().describe('The measured window, all its parts together, in milliseconds.'),
    drain: z.number().describe('After the window, until no more was waited for, in milliseconds.'),
  })
  .describe('How long each part of the run took; of several workers, the longest of each.');

/** `load.json`. */
export const loadResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this form. A reader refuses those that it does not know.'),
  kind: z.literal('load').describe('Tells this file from other results.'),
  suite,
  driver: z
    .enum(['artillery', 'k6'])
    .describe('The program that carried the load: `artillery` (Artillery), or `k6` (Grafana k6).'),
  scenario: z.string().describe('Name of the scenario, such as `steady`.'),
  question: z.string().describe('The question that the scenario answers.'),
  knobs: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe(
      'Every knob by name, as the run had it, and written as on the command line: durations `20s` or `250ms`, rates `25/s`, shares `20%`, lists `20,60,140`, counts `400`.',
    ),
  verdict: loadVerdict,
  summary: z.string().describe('The verdict in a sentence.'),
  partial: z
    .boolean()
    .describe('The run was ended before its time: what it holds is true, and less than was asked for.'),
  startedAt: z
    .string()
    .describe(
      'When the measured window began (of several workers, that of the first), ISO 8601, UTC; of a run that never came so far, when it ended.',
    ),
  durationMs: z
    .number()
    .describe('How long the measured window took, in milliseconds; the same as `phasesMs.measured`.'),
  phasesMs,
  windowFromMs: z
    .number()
    .optional()
    .describe(
      'When the measured window began, in milliseconds of the monotonic clock that the stamps in messages are of: so what others say of single messages can be held against the counts. Absent where workers were on several hosts, or the run never came so far.',
    ),
  command: z
    .string()
    .optional()
    .describe('The command that repeats this run. Absent where no command started it.'),
  seed: z.number().int().describe('What everything is derived from that is left to chance.'),
  target,
  machine: machine
    .optional()
    .describe('The machine of the generator. Absent where workers were on hosts of their own.'),
  sockets,
  connectMs: latency.describe(
    'Per connection that came about in the whole run, those of who came back included: from the beginning of the attempt until it stood, without what the driver itself lost.',
  ),
  connectHistogram: encodedHistogram.describe('The values behind `connectMs`.'),
  events: z
    .record(z.string(), eventLatencies)
    .describe(
      'Latencies by name of the server’s event, such as `new_message`, over the measured window; of a run in several steps, of all of them together.',
    ),
  breakdown: breakdown
    .optional()
    .describe(
      'Latencies of new_message over the measured window, by what the scenario tells deliveries apart by. Absent where it does not.',
    ),
  ledger: ledgerCounts.describe('Of the events that were due in the measured window, all kinds together.'),
  ledgerByEvent: z
    .record(z.string(), ledgerCounts)
    .describe('The same by name of the server’s event. Events of which there was nothing are left out.'),
  outside: ledgerCounts.describe(
    'Of the events that were due outside the measured window: during arrival, warm-up and drain.',
  ),
  segments: z
    .array(loadSegment)
    .describe('The parts of the measured window, in the order of time: one, or one for each step.'),
  stimuli: stimulusCounts
    .optional()
    .describe(
      'What became of the requests to the target’s stimulus endpoint that were due in the measured window. Absent where there were none.',
    ),
  reconnect: reconnect
    .optional()
    .describe(
      'How those whose connections ended came back. Absent where there was no storm, and nobody was ever away.',
    ),
  capacity: capacity.optional().describe('What the steps found. Absent where the run had a single one.'),
  slopes: slopes
    .optional()
    .describe(
      'What creeps up: least-squares slopes over the measured window. Absent where it took less than 5 minutes, and where the run had several steps.',
    ),
  intervals: z
    .array(loadInterval)
    .describe('The run second by second, from the beginning of the warm-up, in the order of time.'),
  generator: generatorHealth,
  trust,
  slo: z
    .array(sloResult)
    .describe('Every SLO of the run: those given, and the defaults that none of them replaces.'),
  notes: z
    .array(z.string())
    .describe(`What the suite and its workers noticed on the way, a sentence each. ${quotesServer}`),
});
export type LoadResult = z.infer<typeof loadResult>;

/** What a command that measured ends with. */
export const loadExitCodes: Readonly<Record<LoadResult['verdict'], number>> = {
  met: 0,
  breached: 1,
  untrusted: 4,
};
