import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireK6 } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pingback-k6-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program that says that it is this. */
async function saying(name: string, words: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho '${words}'\n`);
  await chmod(path, 0o755);
  return path;
}

const onPath = () => ({ PATH: [folder, process.env.PATH].join(delimiter) });

test('K6_BIN comes before the path', async () => {
  await saying('k6', 'k6 v2.2.0 (commit/abc, go1.26.8, linux/amd64)');
  expect(await requireK6(onPath())).toBe(join(folder, 'k6'));
  const mine = await saying('mine', 'k6 v3.0.0-rc1 (go1.30, linux/arm64)');
  expect(await requireK6({ ...onPath(), K6_BIN: mine })).toBe(mine);
});

test('where it is found from the folder that we are in, any other folder will do to start it', async () => {
  await saying('near', 'k6 v2.2.0 (commit/abc, go1.26.8, linux/amd64)');
  await saying('k6', 'k6 v2.2.0 (commit/abc, go1.26.8, linux/amd64)');
  const here = relative(process.cwd(), folder);
  expect(await requireK6({ K6_BIN: join(here, 'near') })).toBe(join(folder, 'near'));
  expect(await requireK6({ PATH: here })).toBe(join(folder, 'k6'));
});

const advice =
  /Get k6 2 from the packages at https:\S+, or with `go install go\.k6\.io\/k6\/v2@v\S+`, and put it on the path or name it in K6_BIN\.$/;

test('where it is absent, the message says how to get it', async () => {
  const absent = requireK6({ K6_BIN: join(folder, 'absent') });
  await expect(absent).rejects.toThrow(/^K6_BIN names .*absent, which is not there\. Get/);
  await expect(absent).rejects.toThrow(advice);
  await expect(requireK6({ PATH: join(folder, 'empty') })).rejects.toThrow(
    /^k6 was looked for on the path, and is not there\. Get/,
  );
});

test('one that is too old, or something else, is refused', async () => {
  const old = await saying('old', 'k6 v1.8.1 (go1.25, linux/amd64)');
  await expect(requireK6({ K6_BIN: old })).rejects.toThrow(/^k6 2 is needed, and .*old is 1\.8\.1\. Get/);
  const other = await saying('other', 'GNU coreutils');
  await expect(requireK6({ K6_BIN: other })).rejects.toThrow(
    /other does not say which k6 it is, but "GNU coreutils/,
  );
  const folderItself = requireK6({ K6_BIN: folder });
  await expect(folderItself).rejects.toThrow(/does not run \(.*EACCES\)\. Get/);
});
