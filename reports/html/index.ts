/** Results as pages for people. Each is one file that opens from disk, without network and without scripts. */
export { conformanceHtml } from './conformance/index.ts';
export { type FolderResults, indexHtml } from './index-page.ts';
export { killMatrixHtml } from './kill-matrix/index.ts';
export { loadHtml } from './load/index.ts';
