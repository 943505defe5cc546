/** Results as pages for people. Each is one file that opens from disk, without network and without scripts. */
export { conformanceHtml } from './conformance/index.ts';
export { indexHtml } from './index-page.ts';
export { killMatrixHtml } from './kill-matrix/index.ts';
