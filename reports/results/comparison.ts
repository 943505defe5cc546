import { z } from 'zod';
import { loadResult, sloResult } from './load.ts';

export const metricVerdict = z
  .enum(['better', 'same', 'worse', 'unclear', 'not-judged'])
  .describe(
    'How the new run stands to the base. `better`, `worse`: by more than the tolerance, and more than chance explains. `same`: the difference is within the tolerance, and one of more than twice that would have shown. `unclear`: the runs were too short or too restless to say, or only one of them has the figure. Of what has to be 0, the first one is `worse`. `not-judged`: shown for what it explains.',
  );
export type MetricVerdict = z.infer<typeof metricVerdict>;

export const metricUnit = z
  .enum(['ms', 'count', 'ratio', 'per-second', 'cores', 'bytes'])
  .describe(
    'What the figures are in: `ms`, milliseconds; `count`, connections or stimuli; `ratio`, a share of the deliveries that were expected, where 1 is all of them; `per-second`, messages per second; `cores`, of a processor, 1.5 is one and a half; `bytes`.',
  );
export type MetricUnit = z.infer<typeof metricUnit>;

export const metricComparison = z
  .object({
    id: z
      .string()
      .describe(
        'Which figure, as in SLOs where there is one: `new_message.p99`, `last.new_message.p99`, `connect.p99`, `ledger.lost`, `rate`.',
      ),
    unit: metricUnit,
    base: z.number().optional().describe('The figure of the base, in `unit`. Absent where it has none.'),
    new: z.number().optional().describe('The figure of the new run, in `unit`. Absent where it has none.'),
    difference: z
      .number()
      .optional()
      .describe('New less base, in `unit`. Absent where one of the runs has no figure.'),
    change: z
      .number()
      .optional()
      .describe(
        'The difference as a share of the base: 0.1 is a tenth more. Absent where there is no difference to tell, or the base is 0.',
      ),
    interval: z
      .object({
        low: z.number().describe('Its lower end, in `unit`.'),
        high: z.number().describe('Its upper end, in `unit`.'),
      })
      .optional()
      .describe(
        'Between these the difference lies, as surely as `method.confidence` says. Absent where nothing can be said of chance.',
      ),
    tolerance: z
      .number()
      .optional()
      .describe(
        'A difference up to so much is none, in `unit`. Absent for the ledger, connections and stimuli, which are counted, for the generator, which is not judged, and where one of the runs has no figure.',
      ),
    verdict: metricVerdict,
    remark: z.string().optional().describe('How it was judged, where that needs words. Absent elsewhere.'),
  })
  .describe('One figure of both runs.');
export type MetricComparison = z.infer<typeof metricComparison>;

export const comparedRun = z
  .object({
    file: z.string().describe('The name of its file, with that of its folder: `1.0/load.json`.'),
    ...loadResult.pick({
      suite: true,
      driver: true,
      scenario: true,
      knobs: true,
      verdict: true,
      summary: true,
      partial: true,
      startedAt: true,
      command: true,
      seed: true,
      machine: true,
    }).shape,
    measuredMs: z.number().describe('The length of the measured window, in milliseconds.'),
    target: loadResult.shape.target
      .pick({ kind: true, nodes: true, choice: true })
      .describe('The server under test.'),
    sockets: z.number().int().describe('How many connections were open at once, at most.'),
    spectrum: z
      .array(
        z.object({
          percentile: z.number().describe('So many percent of the deliveries, 0 to 100.'),
          valueMs: z.number().describe('They took at most so long, in milliseconds.'),
        }),
      )
      .describe(
        'The distribution of the latency of new_message, per delivery, from the intended sending; of runs in steps, at the step that is compared: points that lie the closer, the nearer they are to 100 %. Empty where none came, or the file holds no histogram.',
      ),
    seconds: z
      .array(
        z.object({
          atS: z
            .number()
            .describe(
              'When it began, in seconds since the measured window, or the step that is compared, did.',
            ),
          p50Ms: z
            .number()
            .describe(
              'The median of its deliveries, in milliseconds; of several seconds, the mean of theirs.',
            ),
          p99Ms: z
            .number()
            .describe('The p99 of its deliveries, in milliseconds; of several seconds, the highest.'),
        }),
      )
      .describe(
        'The same latency by time, second by second from the beginning of the window on; where they are many, several adjacent ones are one. Seconds without a delivery are left out.',
      ),
  })
  .describe('What is known of a run that is compared.');
export type ComparedRun = z.infer<typeof comparedRun>;

export const comparisonVerdict = z
  .enum(['better', 'same', 'worse', 'unclear', 'untrusted', 'not-comparable'])
  .describe(
    '`worse`: at least one metric is. `better`: none is worse, and what the run is about is better: how far runs in steps got; else the median or the p99 of new_message; else, where nothing there is unclear, any other. `unclear`: none is worse, what the run is about is not better, and of that the median, or how far it got, cannot be told, or the p99 looks like another one and may be chance. `same`: all that can be told is; `summary` names what cannot. `untrusted`: one of the runs cannot be trusted, so nothing is said. `not-comparable`: they are of different scenarios, so nothing is said.',
  );
export type ComparisonVerdict = z.infer<typeof comparisonVerdict>;

/** `compare.json`. */
export const comparisonResult = z.object({
  schemaVersion: z.literal(1).describe('Version of this form. A reader refuses those that it does not know.'),
  kind: z.literal('comparison').describe('Tells this file from other results.'),
  verdict: comparisonVerdict,
  summary: z.string().describe('The verdict in a sentence or two.'),
  gate: z
    .object({
      passed: z.boolean().describe('Whether it may pass.'),
      exitCode: z
        .number()
        .int()
        .describe(
          'The exit code of `report --compare`: 0 passed, 1 something is worse or an SLO was not held, 2 of different scenarios, 4 one of the runs cannot be trusted.',
        ),
      reasons: z.array(z.string()).describe('What keeps it from passing; empty when it may.'),
    })
    .describe('Whether the new run may pass: nothing is worse, and its SLOs were held.'),
  base: comparedRun.describe('The run that is compared with.'),
  new: comparedRun.describe('The run in question.'),
  warnings: z
    .array(
      z.object({
        kind: z
          .enum(['warning', 'note'])
          .describe('`warning`: it speaks against the comparison. `note`: it only has to be known.'),
        text: z.string().describe('What it is, and what it means, for people.'),
      }),
    )
    .describe('Why the figures may differ though the server does not; warnings first.'),
  metrics: z
    .array(metricComparison)
    .describe(
      'Every figure that can be laid side by side. Latencies are there where one of the runs has them, what went wrong with connections and stimuli and how the generators fared where both have it. Of runs in steps it is said in `warnings` which step they are of, and what was left out.',
    ),
  slo: z.array(sloResult).describe('The SLOs of the new run.'),
  method: z
    .object({
      confidence: z.number().describe('How sure the intervals are that are shown, 0 to 1.'),
      sureAt: z.number().describe('How sure those are that an accusation takes, 0 to 1.'),
      resamples: z.number().int().describe('How many times each run was drawn anew.'),
      seed: z
        .number()
        .int()
        .describe('What the draws are derived from: the same seed gives the same intervals.'),
    })
    .describe('How intervals were made.'),
});
export type ComparisonResult = z.infer<typeof comparisonResult>;
