import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TargetError, UsageError } from '../../fixtures/targets/index.ts';
import { metricsSource, partSource, processSource, type Source, sampleServer } from './index.ts';
import { maxPageBytes, readMetrics } from './metrics.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A process that computes for ever, and holds some memory. */
function busyProcess(): ChildProcess & { pid: number } {
  const program = 'const held = Buffer.alloc(60e6, 1); for (;;) held[0] += 1;';
  const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
  endings.push(() => child.kill('SIGKILL'));
  return child as ChildProcess & { pid: number };
}

async function metricsServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

const page = (cpuS: number, memory: number, more = '') => `# HELP process_cpu_seconds_total Time.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total ${cpuS}
process_resident_memory_bytes{pid="1"} ${memory}
${more}`;

test('of nothing there are no samples', async () => {
  vi.useFakeTimers();
  endings.push(() => vi.useRealTimers());
  const sampler = sampleServer([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([sampler.samples(), sampler.latest(), sampler.missed()]).toEqual([[], undefined, 0]);
  await sampler.stop();
});

describe.runIf(process.platform === 'linux')('a process', () => {
  test('that computes takes about a core, and its memory shows', async () => {
    const { pid } = busyProcess();
    const sampler = sampleServer([await processSource(pid)]);
    endings.push(() => sampler.stop());
    await expect.poll(() => sampler.samples().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    const sample = sampler.latest();
    // A busy machine may give it less than a core, and never more.
    expect(sample?.cpuShare).toBeGreaterThan(0.01);
    expect(sample?.cpuShare).toBeLessThan(1.2);
    expect(sample?.residentBytes).toBeGreaterThan(60e6);
    expect(sample?.parts).toEqual([
      { name: `process ${pid}`, cpuShare: sample?.cpuShare, residentBytes: sample?.residentBytes },
    ]);
    expect(sampler.missed()).toBe(0);
  });

  test('that ends leaves a gap, and nothing breaks', async () => {
    const child = busyProcess();
    const sampler = sampleServer([partSource({ name: 'node 1', pid: child.pid })]);
    endings.push(() => sampler.stop());
    await expect.poll(() => sampler.samples().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
    child.kill('SIGKILL');
    await expect.poll(() => sampler.missed(), { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
  });

  test('that does not exist is a mistake of usage', async () => {
    await expect(processSource(2 ** 22 + 1)).rejects.toThrow(UsageError);
    await expect(processSource(2 ** 22 + 1)).rejects.toThrow(/--server-pid: expected a process that runs/);
  });
});

test('parts add up, and each is there by name', async () => {
  let cpuS = 0;
  const part = (name: string, step: number): Source =>
    partSource({
      name,
      usage: async () => {
        cpuS += step;
        return { cpuS, residentBytes: 1000 };
      },
    });
  const sampler = sampleServer([part('node 1', 0.01), part('Redis', 0.01)]);
  endings.push(() => sampler.stop());
  await expect.poll(() => sampler.samples().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
  const { parts = [], cpuShare, residentBytes } = sampler.latest() ?? {};
  expect(parts.map(({ name }) => name)).toEqual(['node 1', 'Redis']);
  expect(residentBytes).toBe(2000);
  expect(cpuShare).toBeCloseTo(
    parts.reduce((sum, one) => sum + one.cpuShare, 0),
    6,
  );
  expect(cpuShare).toBeGreaterThan(0);
});

describe('metrics', () => {
  test('are read, with labels, times, and several processes', () => {
    expect(readMetrics(page(12.5, 1e8))).toEqual({ cpuS: 12.5, residentBytes: 1e8 });
    const several = [
      'process_cpu_seconds_total{node="a b",quoted="}{\\""} 1.5 1395066363000',
      'process_cpu_seconds_total{node="c"} 2\r',
      'process_cpu_seconds_total_more 400',
      'other_process_cpu_seconds_total 400',
      'process_resident_memory_bytes 1.5e+08',
      'nodejs_eventloop_lag_seconds{node="a"} 0.002',
      'nodejs_eventloop_lag_seconds{node="c"} 0.004',
    ].join('\n');
    expect(readMetrics(several)).toEqual({ cpuS: 3.5, residentBytes: 1.5e8, eventLoopDelayMs: 4 });
  });

  test('that are missing or no numbers are not there', () => {
    expect(() => readMetrics('')).toThrow('lacks process_cpu_seconds_total');
    expect(() => readMetrics(page(1, Number.NaN))).toThrow('lacks process_resident_memory_bytes');
    expect(() => readMetrics(page(Number.POSITIVE_INFINITY, 1))).toThrow('lacks process_cpu_seconds_total');
    expect(() => readMetrics('process_cpu_seconds_total -4\nprocess_resident_memory_bytes 1')).toThrow(
      'lacks',
    );
  });

  test('that are hostile are read in no time', () => {
    const hostile = `process_cpu_seconds_total{${'}"{'.repeat(300_000)}\n`.repeat(3);
    const startedAtMs = performance.now();
    expect(() => readMetrics(hostile)).toThrow('lacks');
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });

  test('of a server are sampled, and its event loop with them', async () => {
    let cpuS = 0;
    const url = await metricsServer((_request, response) => {
      cpuS += 0.5;
      response.end(page(cpuS, 5e7, 'nodejs_eventloop_lag_seconds 0.012\n'));
    });
    const sampler = sampleServer([await metricsSource(url)]);
    endings.push(() => sampler.stop());
    await expect.poll(() => sampler.samples().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(1);
    expect(sampler.latest()).toMatchObject({ residentBytes: 5e7, eventLoopDelayMs: 12 });
    expect(sampler.latest()?.parts[0]?.name).toBe(new URL(url).host);
  });

  test.each<[string, RequestListener, RegExp]>([
    ['a wrong path', (_request, response) => response.writeHead(404).end(), /it answered with HTTP 404/],
    ['a web page', (_request, response) => response.end('<html>'), /its answer lacks process_cpu/],
    [
      'an endless answer',
      (_request, response) => {
        const chunk = '#'.repeat(64 * 1024);
        const more = () => {
          while (response.write(chunk));
        };
        response.on('drain', more);
        more();
      },
      /its answer is too long/,
    ],
    ['no answer', () => {}, /it did not answer in time/],
    [
      'an answer that stops',
      (_request, response) => void response.write('process_cpu_seconds_total 1\n'),
      /it did not answer in time/,
    ],
  ])('are refused for %s, with what to do', async (_name, answer, reason) => {
    const refused = metricsSource(await metricsServer(answer));
    await expect(refused).rejects.toThrow(TargetError);
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toThrow(/^--server-metrics: .*Correct the address/);
  });

  test('are not asked for where a redirect leads', async () => {
    let visitors = 0;
    const elsewhere = await metricsServer((_request, response) => {
      visitors += 1;
      response.end(page(1, 1));
    });
    const url = await metricsServer((_request, response) =>
      response.writeHead(302, { location: elsewhere }).end(),
    );
    await expect(metricsSource(url)).rejects.toThrow(/HTTP 302/);
    expect(visitors).toBe(0);
  });

  test('where nothing listens say so', async () => {
    await expect(metricsSource('http://127.0.0.1:1/metrics')).rejects.toThrow(/nothing listens there/);
    expect(maxPageBytes).toBeGreaterThan(100_000);
  });
});
