/** Results as pages for people. Each is one file that opens from disk, without network, and reads without scripts. */
export { comparisonHtml } from './compare/index.ts';
export { conformanceHtml } from './conformance/index.ts';
export { type FolderResults, indexHtml } from './index-page.ts';
export { killMatrixHtml } from './kill-matrix/index.ts';
export { loadHtml } from './load/index.ts';
export { trendHtml } from './trend/index.ts';
