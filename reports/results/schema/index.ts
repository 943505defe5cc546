import { z } from 'zod';
import { calibrationResult, recovery } from '../calibration.ts';
import { comparedRun, comparisonResult, metricComparison } from '../comparison.ts';
import {
  clauseResult,
  clauseVerdict,
  conformanceResult,
  frame,
  nearMiss,
  observation,
  targetSummary,
} from '../conformance.ts';
import { ledgerCounts, stimulusCounts } from '../counts.ts';
import { generatorHealth } from '../generator.ts';
import { loadInterval } from '../interval.ts';
import { clauseFinding, controlResult, faultResult, killMatrixResult } from '../kill-matrix.ts';
import { breakdown, encodedHistogram, eventLatencies, latency } from '../latency.ts';
import { loadResult, loadSegment, sloResult } from '../load.ts';
import { machine, suite } from '../origin.ts';
import { soakResult, soakRun, wrongVerdict } from '../soak.ts';

/** The result files that have a published schema: what each is, for people. */
const published = {
  conformance: {
    schema: conformanceResult,
    title: 'conformance.json',
    description: 'A conformance run of pingback-suite: the verdict of every clause, with its evidence.',
  },
  load: {
    schema: loadResult,
    title: 'load.json',
    description:
      'A load run of pingback-suite: latencies, the ledger of deliveries, SLOs, and whether it can be trusted.',
  },
  comparison: {
    schema: comparisonResult,
    title: 'compare.json',
    description: 'Two load runs of pingback-suite side by side: what is better, the same, worse.',
  },
  'kill-matrix': {
    schema: killMatrixResult,
    title: 'kill-matrix.json',
    description: 'Every fault of the reference server against the clauses that have to notice it.',
  },
  soak: {
    schema: soakResult,
    title: 'soak.json',
    description: 'Many runs of the whole suite against servers that are right.',
  },
  calibration: {
    schema: calibrationResult,
    title: 'calibration.json',
    description: 'How exactly pingback-suite measures on a machine.',
  },
} satisfies Record<string, { schema: z.ZodObject; title: string; description: string }>;

/** Parts that are named in `$defs`, rather than spelled out wherever they occur. */
const parts: Record<string, z.ZodType> = {
  Breakdown: breakdown,
  ClauseFinding: clauseFinding,
  ClauseResult: clauseResult,
  ClauseVerdict: clauseVerdict,
  ComparedRun: comparedRun,
  ControlResult: controlResult,
  EventLatencies: eventLatencies,
  FaultResult: faultResult,
  Frame: frame,
  GeneratorHealth: generatorHealth,
  Histogram: encodedHistogram,
  Latency: latency,
  LedgerCounts: ledgerCounts,
  LoadInterval: loadInterval,
  LoadSegment: loadSegment,
  Machine: machine,
  MetricComparison: metricComparison,
  NearMiss: nearMiss,
  Observation: observation,
  Recovery: recovery,
  SloResult: sloResult,
  SoakRun: soakRun,
  StimulusCounts: stimulusCounts,
  Suite: suite,
  TargetSummary: targetSummary,
  WrongVerdict: wrongVerdict,
};

/** A schema file: its name in this folder, and its text. */
export interface SchemaFile {
  name: string;
  text: string;
}

/**
 * Puts what a schema says of itself first. The registry that names the parts knows no descriptions; and where a part is
 * described anew, its `$ref` stays, with that description beside it.
 */
function describe({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: object }): void {
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description === undefined) return;
  const { description: _, ...rest }: { description?: string } = jsonSchema;
  for (const keyword of Object.keys(jsonSchema)) delete (jsonSchema as Record<string, unknown>)[keyword];
  Object.assign(jsonSchema, { description, ...rest });
}

/**
 * The schemas of the result files as JSON Schema (draft 2020-12). They accept what `readResult` does: every file of this
 * version, also an older one without the fields that came later, and fields that are not known.
 */
export function schemaFiles(): SchemaFile[] {
  const names = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(parts)) names.add(schema, { id });
  return Object.entries(published).map(([kind, { schema, title, description }]) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: 'input',
      metadata: names,
      override: describe,
    });
    const version = schema.shape.schemaVersion.value;
    const $id = `urn:pingback-suite:result:${kind}:${version}`;
    const text = JSON.stringify({ $schema, $id, title, description, ...rest }, null, 2);
    return { name: `${kind}.schema.json`, text: `${text}\n` };
  });
}
