import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether processes can be found by what Linux shows of them. */
export const canFindProcesses = existsSync('/proc/self/environ');

/** Ids of the living processes that have this variable in their environment, or work in the folder. */
export function processesWith(variable: string, folder: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const isZombie = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.startsWith('Z');
      const isMarked = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(variable);
      // Redis writes its title over its environment.
      const worksThere = readlinkSync(`/proc/${name}/cwd`).startsWith(folder);
      return (isMarked || worksThere) && !isZombie ? [Number(name)] : [];
    } catch {
      // It has ended, or is somebody else's.
      return [];
    }
  });
}
