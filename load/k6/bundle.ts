import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { scriptBeside } from '../../fixtures/targets/index.ts';

/*
 * The script for k6, as one file of JavaScript. The journeys and the recorder are those that Artillery runs; what they
 * need of Node is in modules of their own, and each of those has one of k6's in its place.
 */

/** What stands where in k6; the types of each pair are held against each other in `stand-ins.ts`. */
const replaced = {
  '../measure/clock': 'script/clock',
  '../measure/host': 'script/host',
  '../measure/histogram': 'script/histogram',
  '../journeys/socket': 'script/sockets',
  '../journeys/stimulate': 'script/stimulate',
} as const;

/**
 * Writes the script into that file; `entry` is the path of another one, such as a test has. Throws when it has come to
 * need something that k6 does not have.
 */
export async function bundleScript(
  into: string,
  { minify = false, entry = here('script/main') } = {},
): Promise<void> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: into,
    bundle: true,
    minify,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    // What k6's JavaScript takes as it is.
    target: 'es2022',
    logLevel: 'silent',
    plugins: [forK6()],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const strange = imports.map(({ path }) => path).filter((path) => !/^k6(\/|$)/.test(path));
  if (strange.length === 0) return;
  throw new Error(
    `The journeys need ${strange.join(', ')}, which k6 does not have: load/k6/bundle.ts has to replace what imports it.`,
  );
}

function forK6(): Plugin {
  const places = new Map(Object.entries(replaced).map(([nodes, k6s]) => [here(nodes), here(k6s)]));
  return {
    name: 'for k6',
    setup({ onResolve }) {
      // No module of the suite does anything but define things, so that what is not used can be left out.
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        if (resolveDir.includes('node_modules')) return undefined;
        const asked = resolve(resolveDir, path);
        return { path: places.get(asked) ?? asked, sideEffects: path.includes('/runtime.') };
      });
      // k6's own, and Node's, which must not be left in the end.
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || path === 'zod') return undefined;
        return { path, external: true, sideEffects: false };
      });
    },
  };
}

/** The path of a module from here; it ends in `.ts` or, once built, in `.js`. */
function here(name: string): string {
  return scriptBeside(name, import.meta.url);
}
