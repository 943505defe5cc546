import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../../../fixtures/targets/index.ts';
import { printable } from '../../../fixtures/targets/printable.ts';
import { requireArtillery } from '../../driver/index.ts';

const boundMs = 30_000;

/** Why the commands cannot be run here; nothing when Artillery is there and AWS knows who asks. */
export async function whyNoFargate(): Promise<string | undefined> {
  try {
    requireArtillery();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  try {
    await promisify(execFile)('aws', ['sts', 'get-caller-identity'], { timeout: boundMs });
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') {
      return 'The command line of AWS (aws) is not on the path: install it, and log in with `aws configure`.';
    }
    const why = printable(stderr.trim() || `it said nothing for ${boundMs / 1000} s`, 160);
    return `AWS does not know who asks (${why}). Log in with \`aws configure\`, or set AWS_PROFILE.`;
  }
}
