import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../../fixtures/targets/index.ts';

/** Names the program, where it is not on the path. */
export const k6Variable = 'K6_BIN';

const oldest = 2;
const howToGetIt = `Get k6 ${oldest} from the packages at https://grafana.com/docs/k6/latest/set-up/install-k6/, or with \`go install go.k6.io/k6/v2@v2.2.0\`, and put it on the path or name it in ${k6Variable}.`;
/** Generous: on a busy machine a program of 60 MB takes its time to be read. */
const boundMs = 20_000;

/** The program of k6, by its path or its name. Throws a `UsageError` that says how to get it when it is absent, or too old. */
export async function requireK6(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env[k6Variable];
  const program = named || 'k6';
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

async function saidVersion(program: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['version'], { env, timeout: boundMs });
  return stdout;
}
