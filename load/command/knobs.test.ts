import { describe, expect, test } from 'vitest';
import { UsageError } from '../../fixtures/targets/index.ts';
import { knobNames, knobTable, listScenarios, withKnobs } from '../scenarios/index.ts';
import { flagOf, knobsOfConfig, readKnob, writeKnob } from './knobs.ts';

describe('a knob on the command line', () => {
  test.each([
    ['widgets', '8000', 8000],
    ['duration', '60s', '60s'],
    ['duration', '1.5 m', '1.5 m'],
    ['warmUp', '0', 0],
    ['rate', '500', 500],
    ['rate', '500/s', 500],
    ['rate', '0.5 / s', 0.5],
    ['replyShare', '20%', 0.2],
    ['replyShare', '0.2', 0.2],
    ['replyShare', '100%', 1],
    ['stepFactor', '1.25', 1.25],
    ['sizes', '20, 60,140', [20, 60, 140]],
  ] as const)('%s is read from %j', (knob, text, value) => {
    expect(readKnob(knob, text)).toEqual(value);
  });

  test.each([
    ['widgets', '8k', 'a whole number such as 200'],
    ['widgets', '1.5', 'a whole number'],
    ['widgets', '-5', 'a whole number'],
    ['widgets', '1e999', 'a whole number'],
    ['duration', '60', 'a duration with its unit, such as 60s'],
    ['duration', 'soon', 'a duration with its unit'],
    ['duration', '-5s', 'a duration with its unit'],
    ['rate', '500/m', 'so many per second, such as 500 or 500/s'],
    ['rate', '', 'so many per second'],
    ['replyShare', '20', 'a share from 0 to 1, such as 0.2 or 20%'],
    ['replyShare', '120%', 'a share from 0 to 1'],
    ['sizes', '20;60', 'lengths with commas between them'],
    ['stepFactor', 'twice', 'a number such as 1.5'],
  ] as const)('%s is not %j, and the form is said', (knob, text, expected) => {
    expect(() => readKnob(knob, text)).toThrow(`expected ${expected}`);
  });

  test('has a flag that is its name, and no two have the same', () => {
    expect(flagOf('replyShare')).toBe('--reply-share');
    expect(new Set(knobNames.map(flagOf)).size).toBe(knobNames.length);
  });
});

test('every knob of every scenario is written in a form that is read back to the same', async () => {
  for (const scenario of await listScenarios()) {
    const typed = knobNames.map((knob) => [knob, readKnob(knob, writeKnob(knob, scenario.knobs[knob]))]);
    const again = withKnobs({ ...scenario, knobs: { ...scenario.knobs } }, Object.fromEntries(typed));
    expect(again.knobs, scenario.name).toEqual(scenario.knobs);
  }
});

describe('knobs in the configuration', () => {
  test('are written as on the command line, or as plain numbers', () => {
    expect(knobsOfConfig({ widgets: 200, duration: '60s', replyShare: '20%', sizes: [20, 60] })).toEqual({
      widgets: 200,
      duration: '60s',
      replyShare: 0.2,
      sizes: [20, 60],
    });
  });

  test.each([
    [{ widget: 200 }, 'load.knobs.widget: there is no such knob. Did you mean widgets?'],
    [{ toString: 200 }, 'load.knobs.toString: there is no such knob. `load --list` shows what there is.'],
    [
      { duration: 'soon' },
      'load.knobs.duration: expected a duration with its unit, such as 60s, 500ms or 5m, got "soon".',
    ],
  ])('%j is refused', (written, message) => {
    expect(() => knobsOfConfig(written as Record<string, string | number>)).toThrow(new UsageError(message));
  });
});

test('ranges are those of the scenario, and mistakes name the flag', async () => {
  const [steady] = await listScenarios();
  if (!steady) throw new Error('There is no scenario.');
  expect(() => withKnobs(steady, { widgets: 0 }, flagOf)).toThrow(/^--widgets: expected /);
  expect(() => withKnobs(steady, { stepFactor: 1 }, flagOf)).toThrow(/^--step-factor: expected /);
  expect(Object.keys(knobTable)).toEqual(knobNames);
});
