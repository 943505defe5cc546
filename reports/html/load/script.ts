import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { wordsForBrowser } from './charts/index.ts';

/** The page's own script, what is needed first; each file is a module of its own to editors, linters and readers. */
const files = ['blocks', 'linked', 'theme', 'axes', 'painting', 'legend', 'live-chart', 'controls', 'main'];

/** What the load page runs and is styled with beside what every page has: uPlot, and the page's own script. Read once. */
export interface ChartCode {
  script: string;
  style: string;
}

let code: ChartCode | undefined;

export function chartCode(): ChartCode {
  code ??= read();
  return code;
}

function read(): ChartCode {
  const uPlot = dirname(createRequire(import.meta.url).resolve('uplot'));
  const file = (...path: string[]) => readFileSync(join(...path), 'utf8').trim();
  const licence = file(uPlot, '..', 'LICENSE');
  const own = files.map((name) => asScript(file(import.meta.dirname, 'browser', `${name}.js`)));
  return {
    script: `/*!\nuPlot. ${licence}\n*/
${file(uPlot, 'uPlot.iife.min.js')}
(() => {
'use strict';
${[wordsForBrowser(), ...own].join('\n')}
start();
})();
`,
    style: file(uPlot, 'uPlot.min.css'),
  };
}

/** Modules of one scope: none of their names is there twice, so that what they import is simply there. */
function asScript(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '');
}
