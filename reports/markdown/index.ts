/** Results as Markdown: for the summary of a build step, a pull request, a message. */
export { comparisonMarkdown } from './comparison.ts';
export { conformanceMarkdown } from './conformance.ts';
export { loadMarkdown } from './load.ts';
export { markdown } from './text.ts';
