import { UsageError } from '../../fixtures/targets/index.ts';

/*
 * What a script may ask Artillery for. Everything else of its language is refused: it could send load to hosts that
 * nobody allowed, over connections that nobody counts, or load code that nobody named. The processor is another matter:
 * it is code of the user's own, and what it connects to is the user's affair.
 */

/** What a step may hold, by what makes it one. */
const steps: Readonly<Record<string, readonly string[]>> = {
  function: [],
  think: [],
  loop: ['whileTrue', 'count'],
  // Over the socket that the participant has. In another namespace Artillery would open one of its own.
  emit: [],
};

const keysOf = {
  script: ['config', 'scenarios'],
  config: ['target', 'processor', 'engines', 'http', 'phases', 'variables', 'pingback'],
  engines: ['socketio-v3'],
  engine: [],
  http: ['pool'],
  scenario: ['name', 'engine', 'weight', 'flow'],
} as const;

/** Throws a `UsageError` that names the first place where the script asks for more than it may. */
export function requireAllowedScript(path: string, script: unknown): void {
  const { config, scenarios } = script as { config: Record<string, unknown>; scenarios: { flow: unknown }[] };
  const check = (value: unknown, keys: readonly string[], place: string) => {
    const [odd] = Object.keys(Object(value)).filter((key) => !keys.includes(key));
    if (odd !== undefined) throw refused(path, place === '' ? odd : `${place}.${odd}`, sorts(keys));
  };
  check(script, keysOf.script, '');
  check(config, keysOf.config, 'config');
  check(config.engines, keysOf.engines, 'config.engines');
  check(Object(config.engines)['socketio-v3'], keysOf.engine, 'config.engines.socketio-v3');
  check(config.http, keysOf.http, 'config.http');
  for (const [index, scenario] of scenarios.entries()) {
    check(scenario, keysOf.scenario, `scenarios[${index}]`);
    requireAllowedFlow(path, scenario.flow, `scenarios[${index}].flow`, { connects: false });
  }
}

/** `before.connects`: a function has run, so there is a socket by now. */
function requireAllowedFlow(path: string, flow: unknown, place: string, before: { connects: boolean }): void {
  if (!Array.isArray(flow)) throw refused(path, place, 'a list of steps');
  for (const [index, step] of flow.entries()) {
    const here = `${place}[${index}]`;
    const keys = typeof step === 'object' && step !== null && !Array.isArray(step) ? Object.keys(step) : [];
    const [kind] = Object.keys(steps).filter((name) => keys.includes(name));
    if (kind === undefined) throw refused(path, keys.length > 0 ? `${here}.${keys[0]}` : here, oneOfSteps);
    const odd = keys.find((key) => key !== kind && !steps[kind]?.includes(key));
    if (odd !== undefined) throw refused(path, `${here}.${odd}`, sorts([kind, ...(steps[kind] ?? [])]));
    requireForm(path, kind, step, here);
    if (kind === 'function') before.connects = true;
    if (kind === 'loop') requireAllowedFlow(path, step.loop, `${here}.loop`, before);
    if (kind === 'emit' && !before.connects) {
      throw refused(path, `${here}.emit`, 'a function step that connects before it');
    }
  }
}

const forms: Readonly<Record<string, { is(value: unknown): boolean; says: string }>> = {
  function: { is: (value) => typeof value === 'string', says: 'the name of a function of the processor' },
  think: { is: (value) => typeof value === 'number' && value > 0, says: 'a number of seconds' },
  loop: { is: Array.isArray, says: 'a list of steps' },
  emit: {
    is: (value) => Array.isArray(value) && typeof value[0] === 'string' && value[0] !== '',
    says: 'a list of the name of an event and what goes with it',
  },
};

function requireForm(path: string, kind: string, step: Record<string, unknown>, here: string): void {
  const form = forms[kind];
  if (form && !form.is(step[kind])) throw refused(path, `${here}.${kind}`, form.says);
}

const oneOfSteps = 'a step: function, loop (with whileTrue or count), think, or emit';

function sorts(keys: readonly string[]): string {
  return keys.length === 0 ? 'nothing here' : `nothing but ${keys.join(', ')}`;
}

function refused(path: string, place: string, expected: string): UsageError {
  return new UsageError(
    `${path}: ${place}: expected ${expected}. What else a scenario is to do belongs into its processor, which is your own code: the hosts that it connects to are not checked.`,
  );
}
