#!/usr/bin/env node
/**
 * Writes what follows from the sources: from the contract `asyncapi.yaml` beside this file and the generated blocks of
 * the README, from the result files their JSON Schemas.
 * `node conformance/contract/generate.ts` writes; with `--check` it writes nothing and fails when a file is not current.
 * A tool, not a part of the contract: nothing imports it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Document, isScalar, visit } from 'yaml';
import { goodPayloads } from '../../fixtures/payloads/index.ts';
import { schemaFiles } from '../../reports/results/schema/index.ts';
import { faultTable } from '../kill-matrix/fault-table.ts';
import { asyncapiDocument } from './asyncapi.ts';
import { clauseTable, refreshBlock } from './generated-blocks.ts';

const self = 'node conformance/contract/generate.ts';
const packageFile = new URL('../../package.json', import.meta.url);

interface GeneratedFile {
  name: string;
  url: URL;
  /** The file as it should be, from the file as it is (`undefined`: there is none). */
  render: (current: string | undefined) => string;
}

const files: GeneratedFile[] = [
  {
    name: 'conformance/contract/asyncapi.yaml',
    url: new URL('asyncapi.yaml', import.meta.url),
    render: () => {
      const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
      const header = `# Generated from the contract by \`${self}\`. Do not edit.\n`;
      return header + yamlText(asyncapiDocument(version, goodPayloads('number')));
    },
  },
  {
    name: 'README.md',
    url: new URL('../../README.md', import.meta.url),
    render: (current) => {
      if (current === undefined) throw new Error('There is no such file.');
      return refreshBlock(refreshBlock(current, 'clauses', clauseTable()), 'kill-matrix', faultTable());
    },
  },
  ...schemaFiles().map(({ name, text }) => ({
    name: `reports/results/schema/${name}`,
    url: new URL(`../../reports/results/schema/${name}`, import.meta.url),
    render: () => text,
  })),
];

/** Brings one file up to date, or with `check` only compares; returns whether all is well. */
function generate({ name, url, render }: GeneratedFile, check: boolean): boolean {
  try {
    const current = read(url);
    const wanted = render(current);
    if (current === wanted) console.log(`${name} is current`);
    else if (check) throw new Error(`It is not current. Run \`${self}\` and commit what it writes.`);
    else {
      writeFileSync(url, wanted);
      console.log(`${name} is written`);
    }
    return true;
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** YAML with lists of plain values, such as clause ids, on one line. */
function yamlText(value: object): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar);
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: false });
}

function read(url: URL): string | undefined {
  try {
    return readFileSync(fileURLToPath(url), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--check')) {
  console.error(`Expected no argument or --check, got ${args.join(' ')}. Usage: ${self} [--check]`);
  process.exitCode = 2;
} else {
  const results = files.map((file) => generate(file, args.includes('--check')));
  if (results.includes(false)) process.exitCode = 1;
}
