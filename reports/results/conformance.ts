import { z } from 'zod';
import { quotesServer, suite } from './origin.ts';

export const clauseVerdict = z
  .enum(['pass', 'fail', 'expected-failure', 'stale-expectation', 'not-testable', 'excluded'])
  .describe(
    'Verdict of one clause. `pass`: the promise was kept. `fail`: it was not. `expected-failure`: it was not, or it rests on one that was not, as the list of expected failures says. `stale-expectation`: it is on that list, and was kept. `not-testable`: it could not be put to the test. `excluded`: the configuration declares absent what it needs, or it takes what this run was not given.',
  );
export type ClauseVerdict = z.infer<typeof clauseVerdict>;

export const frame = z
  .object({
    atMs: z.number().describe('When, in milliseconds since the check of the clause began.'),
    who: z.string().describe('The participant’s name in the check, such as `alice`.'),
    direction: z
      .enum(['sent', 'got', 'note'])
      .describe(
        '`sent`: by the participant. `got`: from the server. `note`: what happened besides, such as connects, disconnects and stimuli.',
      ),
    event: z.string().describe(`Event name, or what the note is about; shortened. ${quotesServer}`),
    payload: z
      .string()
      .optional()
      .describe(
        `The payload as JSON text, shortened in the middle. Absent where there was none. ${quotesServer}`,
      ),
  })
  .describe('One frame of a journal: what a participant sent or got, and when.');
export type Frame = z.infer<typeof frame>;

export const nearMiss = z
  .object({
    frame: frame.describe('The frame that came close.'),
    reasons: z.array(z.string()).describe(`The first reasons why it did not match. ${quotesServer}`),
  })
  .describe('A frame that came close to the one that was waited for, and why it was not that.');
export type NearMiss = z.infer<typeof nearMiss>;

export const clauseResult = z
  .object({
    id: z.string().describe('The clause, such as `ROM-4`. Ids are stable from version to version.'),
    level: z
      .enum(['MUST', 'SHOULD'])
      .describe(
        'How much it binds, in the words of RFC 2119: `MUST`, or `SHOULD`, which counts in strict runs alone.',
      ),
    section: z.string().describe('The part of the contract that it belongs to, such as `rooms`.'),
    title: z.string().describe('The promise in words.'),
    source: z.string().describe('Where the promise comes from.'),
    verdict: clauseVerdict,
    durationMs: z
      .number()
      .describe('How long its check took, in milliseconds, every hearing of it; 0 where there was none.'),
    message: z
      .string()
      .optional()
      .describe(
        `Why the verdict is not \`pass\`, in a sentence or two; notes on a pass, and absent where there are none. ${quotesServer}`,
      ),
    expected: z
      .string()
      .optional()
      .describe(
        `For failures, expected ones too: what should have happened. Absent otherwise. ${quotesServer}`,
      ),
    actual: z
      .string()
      .optional()
      .describe(`For failures, expected ones too: what did happen. Absent otherwise. ${quotesServer}`),
    evidence: z
      .array(frame)
      .describe(
        'The journals of all participants, merged and in order of time, around the failure: the last frames, and those before them that its words quote. Frames of other checks where those broke the promise. Empty where there is nothing to show.',
      ),
    nearMisses: z
      .array(nearMiss)
      .describe('Frames that came close to what was waited for; empty where there are none.'),
    rerun: z
      .string()
      .optional()
      .describe('The command that checks this clause alone. Absent where no command does.'),
  })
  .describe('What was found of one clause of the contract.');
export type ClauseResult = z.infer<typeof clauseResult>;

export const observation = z
  .object({
    id: z.string().describe('The question, such as `OBS-1`. Ids are stable from version to version.'),
    question: z.string().describe('What the contract leaves open.'),
    answer: z
      .string()
      .describe(`What this server was seen to do, or why that is not known, in a sentence. ${quotesServer}`),
  })
  .describe('A question that the contract leaves open, and the answer of this server. It judges nobody.');
export type Observation = z.infer<typeof observation>;

export const conformanceVerdict = z
  .enum(['conformant', 'nonconformant', 'incomplete', 'observed'])
  .describe(
    '`conformant`: nothing that counts failed (exit code 0). `nonconformant`: something that counts failed, or passed that is listed as an expected failure. `incomplete`: nothing that counts failed, but something that counts could not be tested, or nothing was. `observed`: only questions were asked, which judge nobody (exit code 0).',
  );

export const targetSummary = z
  .object({
    kind: z
      .enum(['url', 'embedded', 'containers'])
      .describe(
        'What was tested: `url`, a server at a given address; `embedded`, the suite’s own server, as processes; `containers`, the same in containers.',
      ),
    nodes: z.array(z.string()).describe('Addresses of its nodes, in their order.'),
    businesses: z.array(z.string()).describe('Ids of the businesses that were used.'),
    choice: z.string().describe('One line: which target, and why this one.'),
    ids: z.string().describe('The form that its ids have to have: `number`, `uuid`, or `any`.'),
    stimuli: z
      .string()
      .describe(
        'How it is made to do what no client event triggers: `hook`, `rest`, `module`, or `none` where it is not.',
      ),
    heartbeat: z
      .object({
        pingIntervalMs: z.number().describe('From one ping to the next, in milliseconds.'),
        pingTimeoutMs: z.number().describe('How long the answer to a ping may take, in milliseconds.'),
      })
      .optional()
      .describe('What the handshake announced. Absent where it is not known.'),
  })
  .describe('What was tested, as far as it may be shown: no secret is in here.');
export type TargetSummary = z.infer<typeof targetSummary>;

/** `conformance.json`. */
export const conformanceResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this form. A reader refuses those that it does not know.'),
  kind: z.literal('conformance').describe('Tells this file from other results.'),
  suite: z
    .object({
      ...suite.shape,
      platform: suite.shape.platform
        .optional()
        .describe('Operating system and processor, such as `linux x64`. Absent in older results.'),
    })
    .describe('What wrote the file, and on what.'),
  verdict: conformanceVerdict,
  summary: z.string().describe('The verdict in a sentence or two.'),
  target: targetSummary,
  startedAt: z.string().describe('When the run began, ISO 8601, UTC.'),
  durationMs: z.number().describe('How long the run took, in milliseconds.'),
  strict: z.boolean().describe('Whether SHOULD clauses count (`--strict`).'),
  selection: z.string().optional().describe('Which clauses were asked for, in words. Absent when all were.'),
  command: z
    .string()
    .optional()
    .describe('The command that repeats the whole run. Absent where no command started it.'),
  clauses: z
    .array(clauseResult)
    .describe('Every clause that was asked for, in the order of the contract; questions are not among them.'),
  observations: z.array(observation).describe('Every question that was asked, in the order of the contract.'),
  notes: z
    .array(z.string())
    .describe(
      `What the suite noticed and nobody has to mend, such as frames of other traffic that broke a schema. ${quotesServer}`,
    ),
});
export type ConformanceResult = z.infer<typeof conformanceResult>;
