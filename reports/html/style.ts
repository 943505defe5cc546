import { compare } from './style-compare.ts';
import { components } from './style-components.ts';
import { conformance } from './style-conformance.ts';
import { foundation } from './style-foundation.ts';
import { load } from './style-load.ts';
import { matrix } from './style-matrix.ts';

/** The style sheet of every page: system fonts, light and dark, from 360 pixels upwards, and paper. */
export const style = foundation + components + matrix + load + conformance + compare;
