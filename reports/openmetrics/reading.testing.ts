/** One line of values. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** What was declared under one name, with its values. */
export interface Family {
  name: string;
  type: string;
  help: string;
  samples: Sample[];
}

const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,(?=[a-zA-Z_])|$)/y;

/**
 * Reads OpenMetrics 1.0 text as strictly as its grammar is, as far as this suite writes it: HELP, TYPE and the values of
 * a name stand together, no series is there twice, counters end in `_total` and are not below zero, and `# EOF` is last.
 */
export function readOpenMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('# EOF\n')) throw new Error('It does not end with # EOF.');
  const families = new Map<string, Family>();
  const series = new Set<string>();
  let family: Family | undefined;
  for (const line of text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1)) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line) ?? [];
    if (word === 'HELP') {
      if (families.has(name)) throw new Error(`${name} is declared twice.`);
      family = { name, help: rest, type: '', samples: [] };
      families.set(name, family);
    } else if (word === 'TYPE') {
      if (family?.name !== name || family.type) throw new Error(`TYPE of ${name} in a wrong place.`);
      if (!['gauge', 'counter'].includes(rest)) throw new Error(`Unknown type ${rest}.`);
      family.type = rest;
    } else {
      const sample = readSample(line);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (series.has(key)) throw new Error(`${line} is there twice.`);
      series.add(key);
      const wanted = family?.type === 'counter' ? `${family.name}_total` : family?.name;
      if (sample.name !== wanted) throw new Error(`${line} does not belong to ${family?.name}.`);
      if (family?.type === 'counter' && sample.value < 0) throw new Error(`${line}: a counter below zero.`);
      family?.samples.push(sample);
    }
  }
  return families;
}

function readSample(line: string): Sample {
  const [, name, inner = '', value] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`No value: ${line}`);
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < inner.length) {
    const found = label.exec(inner);
    if (!found) throw new Error(`No labels: ${line}`);
    const [, key = '', text = ''] = found;
    if (Object.hasOwn(labels, key)) throw new Error(`A label is there twice: ${line}`);
    labels[key] = text.replace(/\\(["\\n])/g, (_, char) => (char === 'n' ? '\n' : char));
  }
  return { name, labels, value: Number(value) };
}
