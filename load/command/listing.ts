import { type KnobName, knobTable, type ScenarioFile } from '../scenarios/index.ts';
import { flagOf, writeKnob } from './knobs.ts';

interface Row {
  name: string;
  question: string;
  needs: readonly string[];
  knobs: { flag: string; default: string; unit: string; says: string }[];
}

/** The scenarios as data: what each asks, what it needs, and the knobs that matter in it. */
export function scenarioRows(scenarios: readonly ScenarioFile[]): Row[] {
  return scenarios.map(({ name, question, needs, named, growing, knobs }) => ({
    name,
    question,
    needs,
    knobs: named.map((knob: KnobName) => ({
      flag: flagOf(knob),
      default: writeKnob(knob, knobs[knob]),
      ...knobTable[knob],
      says: growing.some((one) => one === knob)
        ? `${knobTable[knob].says}; grows with the connections`
        : knobTable[knob].says,
    })),
  }));
}

const needWords: Record<string, string> = {
  stimuli: 'stimuli',
  'second-node': 'a second node',
  polling: 'long-polling',
};

/** The same as text for people. */
export function listing(scenarios: readonly ScenarioFile[]): string {
  return scenarioRows(scenarios)
    .map(({ name, question, needs, knobs }) => {
      const needed = needs.map((need) => needWords[need] ?? need).join(', ');
      const width = Math.max(...knobs.map(({ flag, default: value }) => flag.length + value.length + 1));
      return [
        `${name}: ${question}${needed ? ` (needs ${needed})` : ''}`,
        ...knobs.map(
          ({ flag, default: value, says, unit }) =>
            `  ${`${flag} ${value}`.padEnd(width)}  ${says}${unit === 'list of characters' ? ' (characters)' : ''}`,
        ),
      ].join('\n');
    })
    .join('\n\n');
}
