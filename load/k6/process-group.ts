import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { usageOfProcess } from '../resources/index.ts';

/** Members are looked for that often: each look reads about every process of the machine. */
const lookEvery = 20;
/** At first a program may still start others. */
const looksAtFirst = 8;

interface Member {
  startedAt?: string;
  cpuMs: number;
}

/**
 * A process that leads a group, with those in it: where k6 is started by a shell script, the script's own process is not
 * what works.
 */
export class ProcessGroup {
  readonly #leader: number;
  readonly #members = new Map<number, Member>();
  /** Of those that have ended. */
  #pastCpuMs = 0;
  #reads = 0;

  constructor(leader: number) {
    this.#leader = leader;
    this.#members.set(leader, { cpuMs: 0 });
  }

  /** What all have used. Rejects where the system does not tell, and when all have ended. */
  async usage(): Promise<{ cpuMs: number; residentBytes: number }> {
    if (this.#reads < looksAtFirst || this.#reads % lookEvery === 0) await this.#look();
    this.#reads += 1;
    let residentBytes = 0;
    for (const [pid, member] of this.#members) {
      try {
        const used = await usageOfProcess(pid, member.startedAt);
        member.startedAt = used.startedAt;
        member.cpuMs = used.cpuS * 1_000;
        residentBytes += used.residentBytes;
      } catch {
        this.#members.delete(pid);
        this.#pastCpuMs += member.cpuMs;
      }
    }
    if (this.#members.size === 0) throw new Error('nothing is known of these processes');
    const cpuMs = [...this.#members.values()].reduce((sum, member) => sum + member.cpuMs, this.#pastCpuMs);
    return { cpuMs, residentBytes };
  }

  /** Of the one that has the most open; nothing where the system does not tell. Takes milliseconds with thousands of them. */
  openFiles(): { open: number; limit: number } | undefined {
    const each = [...this.#members.keys()].flatMap((pid) => filesOf(pid) ?? []);
    return each.toSorted((one, other) => other.open - one.open)[0];
  }

  async #look(): Promise<void> {
    const entries = await readdir('/proc');
    const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
    const groups = await Promise.all(pids.map(groupOf));
    for (const [index, pid] of pids.entries()) {
      if (groups[index] !== this.#leader || this.#members.has(pid)) continue;
      this.#members.set(pid, { cpuMs: 0 });
    }
  }
}

/** The number of a process's group; nothing when it has ended. */
async function groupOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program stands in brackets and may hold anything; after it come state, parent, and group.
  const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
  return group === undefined ? undefined : Number(group);
}

function filesOf(pid: number): { open: number; limit: number } | undefined {
  try {
    const open = readdirSync(`/proc/${pid}/fd`).length;
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
    return { open, limit: Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0) };
  } catch {
    return undefined;
  }
}
