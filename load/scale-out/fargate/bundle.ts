import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { scriptBeside } from '../../../fixtures/targets/index.ts';

/*
 * The processor as one module that needs nothing but Node: it runs in Artillery's container, where the suite is not
 * installed.
 */

/** What `ws` does without. Artillery would not install them either. */
const optional = ['bufferutil', 'utf-8-validate'];

/** Writes the processor into that file. Throws when it has come to need something that is not there. */
export async function bundleProcessor(into: string): Promise<void> {
  const { metafile } = await build({
    entryPoints: [scriptBeside('../../journeys/processor', import.meta.url).replace(/\.([tj]s)$/, '.m$1')],
    outfile: into,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
    // Packages that are CommonJS ask for Node's modules in its way.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [withoutWhatIsLoadedOnDemand()],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const strange = imports
    .map(({ path }) => path)
    .filter((path) => !isBuiltin(path) && !optional.includes(path));
  if (strange.length === 0) return;
  throw new Error(
    `The processor needs ${strange.join(', ')}, which no task of Artillery has: load/scale-out/fargate/bundle.ts has to leave out what imports it.`,
  );
}

/** The suite loads on demand what workers never need: containers, servers of its own, Artillery itself. */
function withoutWhatIsLoadedOnDemand(): Plugin {
  return {
    name: 'without what is loaded on demand',
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
        if (resolveDir.includes('node_modules') || kind === 'entry-point') return undefined;
        if (kind === 'dynamic-import') return { path, external: true, sideEffects: false };
        // No module of the suite does anything but define things, so that what is not used can be left out.
        if (/^\.\.?\//.test(path)) return { path: resolve(resolveDir, path), sideEffects: false };
        return undefined;
      });
    },
  };
}
