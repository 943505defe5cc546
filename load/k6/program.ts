import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../../fixtures/targets/index.ts';

/** Names the program, where it is not on the path. */
export const k6Variable = 'K6_BIN';

const oldest = 2;
const howToGetIt = `Get k6 ${oldest} from the packages at https://grafana.com/docs/k6/latest/set-up/install-k6/, or with \`go install go.k6.io/k6/v2@v2.2.0\`, and put it on the path or name it in ${k6Variable}.`;
/** Generous: on a busy machine a program of 60 MB takes its time to be read. */
const boundMs = 20_000;

/**
 * The absolute path of k6's program, whichever folder it is started in. Throws a `UsageError` that says how to get it when
 * it is absent, or too old.
 */
export async function requireK6(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env[k6Variable];
  const program = located(named || 'k6', env);
  const said = await saidVersion(program, env).catch((error: NodeJS.ErrnoException) => {
    const where = named ? `${k6Variable} names ${named}, which` : 'k6 was looked for on the path, and';
    const why = error.code === 'ENOENT' ? 'is not there' : `does not run (${error.message.split('\n')[0]})`;
    throw new UsageError(`${where} ${why}. ${howToGetIt}`);
  });
  const [, version, major] = /^k6(?:\.exe)? v((\d+)\.[^\s]+)/.exec(said) ?? [];
  if (version === undefined) {
    throw new UsageError(
      `${program} does not say which k6 it is, but ${JSON.stringify(said.slice(0, 60))}. ${howToGetIt}`,
    );
  }
  if (Number(major) < oldest) {
    throw new UsageError(`k6 ${oldest} is needed, and ${program} is ${version}. ${howToGetIt}`);
  }
  return program;
}

/** As a shell finds it: a name on the path, anything else from the folder that we are in. What is nowhere stays as it is. */
function located(program: string, { PATH = '', PATHEXT = '' }: NodeJS.ProcessEnv): string {
  if (/[/\\]/.test(program)) return resolve(program);
  const endings = process.platform === 'win32' && extname(program) === '' ? PATHEXT.split(';') : [''];
  // An empty entry is the folder that we are in.
  const places = PATH.split(delimiter).flatMap((folder) =>
    endings.map((ending) => resolve(join(folder, program + ending))),
  );
  return places.find(isProgram) ?? program;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function saidVersion(program: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['version'], { env, timeout: boundMs });
  return stdout;
}
