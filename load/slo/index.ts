/** What a run has to hold: the texts that say so, and the judgement. */
export { countsAlways, judgeSlo, type Measured } from './judge.ts';
export { defaultSlos, parseSlo, parseSlos, type Slo, slo } from './parse.ts';
