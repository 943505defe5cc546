import { z } from 'zod';

/** Said of every text into which words of the server under test can get. */
export const quotesServer = 'May quote the server under test: hostile, to be escaped wherever it is shown.';

export const suite = z
  .object({
    name: z.string().describe('`pingback-suite`.'),
    version: z.string().describe('Version of the suite, such as `1.2.3`.'),
    node: z.string().describe('Version of Node.js that ran the suite, such as `v24.1.0`.'),
    platform: z.string().describe('Operating system and processor, such as `linux x64`.'),
  })
  .describe('What wrote the file, and on what.');

export const machine = z
  .object({
    cpus: z.number().int().describe('How many logical processors it has.'),
    cpuModel: z.string().describe('Name of the first processor, as the operating system gives it.'),
    memoryBytes: z.number().describe('Memory in all, used or not, in bytes.'),
  })
  .describe('A machine on which was measured.');
