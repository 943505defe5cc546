import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../fixtures/targets/free-ports.ts';
import { conformanceResult } from '../../reports/results/index.ts';
import { clauses, sections } from '../contract/index.ts';
import { suiteVersion } from '../runner/index.ts';
import { httpServer, serving } from './testing/servers.ts';
import { conformance, pingback, resultOf, start } from './testing/suite.ts';

/** Files that tests write before a run; the run itself has a folder of its own. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-cli-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const anyServer = ['--url', 'http://127.0.0.1:1', '--business-id', 'acme'];

describe.concurrent('help', () => {
  test.each([
    ['the suite', [], ['conformance', 'check', 'serve', 'report', 'Exit codes']],
    ['conformance', ['conformance'], ['--url', '--hook', '--clause', ...sections, '--strict']],
    ['check', ['check'], ['--url', '--strict']],
    ['serve', ['serve'], ['--nodes', '--fault', '--redis']],
    ['report', ['report'], ['--out']],
  ])('of %s exits 0, on standard output, with examples', async (name, command, mentioned) => {
    const { code, stdout, stderr } = await pingback([...command, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const word of mentioned) expect(stdout).toContain(word);
    if (name !== 'check') expect(stdout).toMatch(/^Examples:\n {2}.*pingback-suite /m);
  });

  test('a reader that stops half-way is no mistake', async () => {
    const { child, ended, output } = start(['--help']);
    child.stdout?.destroy();
    expect([(await ended).code, output()]).toEqual([0, '']);
  });

  test('is what no command at all gets, with exit code 2', async () => {
    const { code, stderr } = await pingback([]);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: pingback-suite');
  });

  test('--version is that of the package', async () => {
    expect(await pingback(['--version'])).toMatchObject({ code: 0, stdout: `${suiteVersion}\n` });
  });
});

describe.concurrent('--list', () => {
  test('prints every clause, and checks none', async () => {
    const { code, stdout, stderr, folder } = await conformance(['--list']);
    expect([code, stderr, await readdir(folder)]).toEqual([0, '', []]);
    for (const { id, text } of clauses)
      expect(stdout).toMatch(new RegExp(`^ {2}${id} .*${RegExp.escape(text)}$`, 'm'));
  });

  test('with --json is the clauses as data, of the selection alone', async () => {
    const { code, stdout } = await conformance([
      '--list',
      '--json',
      '--section',
      'typing',
      '--level',
      'must',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      clauses.filter(({ section, level }) => section === 'typing' && level === 'MUST'),
    );
  });
});

/** The one thing that is printed: a sentence or two on standard error. */
async function complaint(args: readonly string[], code: number): Promise<string> {
  const ended = await conformance(args);
  expect(ended, ended.output).toMatchObject({ code, stdout: '' });
  expect(await readdir(ended.folder)).toEqual([]);
  return ended.stderr;
}

describe.concurrent('wrong usage exits 2, before anything is started, and says what to do', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--caluse', 'ROM-4'], /unknown option '--caluse'\n\(Did you mean --clause\?\)/],
    ['an unknown clause', ['--clause', 'ROM-44'], /^There is no clause ROM-44\. Did you mean ROM-4\?$/m],
    ['an unknown level', ['--level', 'may'], /Allowed choices are must, should/],
    [
      'a selection that is empty',
      ['--clause', 'TYP-5', '--level', 'must'],
      /^No clause is among TYP-5 and at level MUST\. .*leave a condition out/m,
    ],
    ['an empty value', [...anyServer, '--url', ''], /It is empty/],
    [
      'a fault that does not exist',
      ['--target', 'embedded', '--fault', 'typing-twise'],
      /^There is no fault "typing-twise"\. Did you mean typing-twice/m,
    ],
    [
      'a fault for somebody’s own server',
      [...anyServer, '--fault', 'typing-twice'],
      /^--fault is for targets of the suite’s own/m,
    ],
    [
      'a server besides a target of its own',
      [...anyServer, '--target', 'embedded'],
      /^--url is for a server of yours.*Leave one of them out\.$/m,
    ],
    ['a server without a business', ['--url', 'http://127.0.0.1:1'], /--business-id/],
    [
      'a folder that cannot be',
      ['--target', 'embedded', '--out', `${import.meta.filename}/out`],
      /^--out: nothing can be written to .*: a part of that path is a file\. Name another folder/m,
    ],
    [
      'a config that is not there',
      ['--config', 'nowhere.yaml'],
      /nowhere\.yaml cannot be read: there is no such file/,
    ],
  ])('%s', async (_name, args, message) => {
    const said = await complaint(args, 2);
    expect(said).toMatch(message);
    expect(said.trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  test('an unknown command', async () => {
    const { code, stdout, stderr } = await pingback(['conformanse']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/unknown command 'conformanse'/);
  });

  test('a config file with mistakes: every one, with its place and the expected form', async () => {
    const config = await file(
      'bad.yaml',
      'nodes: [localhost]\nbusinesses: [{ id: acme, agnets: [1] }]\nids: integer\ntimeouts: { event: soon }\n',
    );
    const said = await complaint(['--config', config], 2);
    expect(said).toContain(config);
    expect(said).toMatch(/nodes\[0\].*http:\/\/localhost:3000/);
    expect(said).toMatch(/"agnets" in businesses\[0\].*"agents"/);
    expect(said).toMatch(/ids.*number.*uuid.*any/);
    expect(said).toMatch(/timeouts\.event.*5s/);
  });

  test('expected failures with a clause that does not exist', async () => {
    const list = await file('failures.yaml', '- { clause: TYPE-5, reason: known }\n');
    expect(await complaint([...anyServer, '--expected-failures', list], 2)).toMatch(
      /failures\.yaml:1: there is no clause "TYPE-5"; did you mean TYP-5\?/,
    );
  });
});

describe.concurrent('a target that cannot be had exits 3, and says what to do', () => {
  const at = (url: string, ...more: string[]) =>
    complaint(['--url', url, '--business-id', 'acme', ...more], 3);

  test('a dead port', async () => {
    const port = await freePorts(1);
    expect(await at(`http://127.0.0.1:${port}`)).toBe(
      `Nothing listens at http://127.0.0.1:${port} (connection refused). Start the server, or correct the address.\n`,
    );
  });

  test('one dead node beside one that lives', async () => {
    const { nodes } = await serving({ nodes: 1 });
    const port = await freePorts(1);
    expect(await at(`${nodes[0]}`, '--url', `http://127.0.0.1:${port}`)).toMatch(
      new RegExp(`^Nothing listens at http://127\\.0\\.0\\.1:${port} .*\n$`),
    );
  });

  test('an HTTP server that is not Socket.IO', async () => {
    const url = await httpServer((_request, response) => response.writeHead(404).end('Cannot GET'));
    expect(await at(url)).toMatch(
      /is no Socket\.IO server: .*status 404.*Check the address, and connect\.path/,
    );
  });

  test('a server of an old protocol version', async () => {
    const open = '0{"sid":"x1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}';
    const url = await httpServer((_request, response) => response.end(`${open.length}:${open}2:40`));
    expect(await at(url)).toMatch(/speaks an old version.*Socket\.IO server 3 or newer is needed/);
  });

  test('a Redis that is not there', async () => {
    const port = await freePorts(1);
    const url = `redis://127.0.0.1:${port}`;
    expect(await complaint(['--redis', url], 3)).toMatch(
      /^The Redis at redis:\/\/.* could not be reached \(ECONNREFUSED\)\. /,
    );
  });

  test('a port that is taken', async () => {
    const { nodes } = await serving({ nodes: 1 });
    const { port } = new URL(nodes[0] ?? '');
    const { code, stderr } = await pingback(['serve', '--port', port, '--control-port', '0']);
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`Port ${port} .* is in use\\. .*--port`));
  });
});

describe('a run of one clause', () => {
  test('with --json prints one document on standard output, which is the result file', async () => {
    const ended = await conformance(['--target', 'embedded', '--clause', 'typ-1', '--json'], {
      withoutRedis: true,
    });
    expect(ended.code, ended.output).toBe(0);
    const printed = JSON.parse(ended.stdout);
    expect(conformanceResult.parse(printed)).toEqual(printed);
    expect(printed).toEqual(JSON.parse(JSON.stringify(await resultOf(ended))));
    expect(printed).toMatchObject({ verdict: 'conformant', clauses: [{ id: 'TYP-1', verdict: 'pass' }] });
    expect(ended.stderr).toContain('pass  TYP-1');
  });

  test('with --quiet prints the summary alone', async () => {
    const ended = await conformance(['--target', 'embedded', '--clause', 'TYP-1', '--quiet'], {
      withoutRedis: true,
    });
    expect(ended, ended.output).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).not.toContain('pass  TYP-1');
    expect(ended.stdout).toMatch(/Conformant/);
  });

  test('that is a question judges nothing: it is answered, and that is all that was asked for', async () => {
    const ended = await conformance(['--target', 'embedded', '--clause', 'OBS-1,OBS-2'], {
      withoutRedis: true,
    });
    expect(ended.code, ended.output).toBe(0);
    expect(await resultOf(ended)).toMatchObject({ verdict: 'observed', clauses: [] });
    expect(ended.stdout).toMatch(/^ +OBS-1 +Does a sender receive its own `new_message`\?\n +(Yes|No)\.$/m);
    expect(ended.stdout).toMatch(/^Observed {2}Nothing is judged; 2 questions are answered\.$/m);
    expect(ended.stdout).not.toMatch(/clause/);
  });

  test('can be rendered again by report', async () => {
    const ended = await conformance(['--target', 'embedded', '--clause', 'CON-1'], { withoutRedis: true });
    const again = await pingback(['report', join(ended.folder, 'out/conformance.json'), '--out', 'out']);
    expect(again.code, again.output).toBe(0);
    expect(await resultOf(again)).toEqual(await resultOf(ended));
  });
});
