import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The modules that a module names in `import` and `export … from`. */
function importsOf(file: URL): string[] {
  const statements = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm);
  return [...statements].map(([, specifier = '']) => specifier);
}

test.each(['index.ts', 'asyncapi.ts'])(
  '%s stands on zod alone, and on nothing outside this folder',
  (door) => {
    const folder = new URL('./', import.meta.url);
    const seen = new Set<string>();
    const packages = new Set<string>();
    const waiting = [new URL(door, folder)];
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      if (seen.has(file.href)) continue;
      seen.add(file.href);
      expect(file.href.startsWith(folder.href), file.href).toBe(true);
      for (const specifier of importsOf(file))
        if (specifier.startsWith('.')) waiting.push(new URL(specifier, file));
        else packages.add(specifier);
    }
    expect([...packages]).toEqual(['zod']);
    expect(seen.size).toBeGreaterThan(5);
  },
);
