import { clauses, type Section, sections } from './clauses.ts';

const titles: Record<Section, string> = {
  connect: 'Connect',
  transports: 'Transports',
  rooms: 'Rooms and tenancy',
  'new-message': 'new_message',
  'client-message': 'client_message',
  typing: 'typing',
  receipts: 'Receipts',
  agents: 'Agents',
  robustness: 'Robustness',
  backplane: 'Backplane',
  observations: 'Observations',
};

/** Every clause as Markdown: a table of id, level and promise per section. */
export function clauseTable(): string {
  return sections
    .map((section) => {
      const rows = clauses
        .filter((clause) => clause.section === section)
        .map(({ id, level, text }) => `| ${id} | ${level} | ${text.replaceAll('|', '\\|')} |`);
      return [`### ${titles[section]}`, '', '| Clause | Level | Promise |', '|---|---|---|', ...rows].join(
        '\n',
      );
    })
    .join('\n\n');
}

const opening = (name: string) => `<!-- generated: ${name} -->`;
const closing = '<!-- /generated -->';

/**
 * `text` with the content of one generated block replaced. The block is what stands between the lines
 * `<!-- generated: NAME -->` and `<!-- /generated -->`. Throws an `Error` that says what to add when a marker is missing.
 */
export function refreshBlock(text: string, name: string, content: string): string {
  const start = text.indexOf(opening(name));
  if (start < 0)
    throw new Error(
      `There is no line ${opening(name)}. Add it, with ${closing} below it, where the block belongs.`,
    );
  const from = start + opening(name).length;
  const end = text.indexOf(closing, from);
  const next = text.indexOf('<!-- generated:', from);
  if (end < 0 || (next >= 0 && next < end))
    throw new Error(`${opening(name)} is not closed. Add the line ${closing} below it.`);
  return `${text.slice(0, from)}\n\n${content}\n\n${text.slice(end)}`;
}
