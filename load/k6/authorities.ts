import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';

/**
 * Variables that have k6 trust this authority, too (PEM); a file in that folder holds the list. k6 has no option for it, and
 * Go has one list for all connections, so those that Node trusts by default are in it, and those that the user names:
 * the endpoint of the stimuli may need them.
 */
export async function trusting(ca: string, folder: string): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, 'ca.pem');
  const { SSL_CERT_FILE: users } = process.env;
  const named = users ? await readFile(users, 'utf8').catch(() => '') : '';
  await writeFile(file, [ca, named, ...getCACertificates('default')].join('\n'));
  return { SSL_CERT_FILE: file };
}
