/*
 * Loaded before Artillery. It asks who runs it, though its telemetry is off, and would end where that is nobody: in a
 * container, a user may be a number without a name.
 */
import os, { type UserInfo } from 'node:os';

const { userInfo } = os;
os.userInfo = ((...options: Parameters<typeof userInfo>) => {
  try {
    return userInfo(...options);
  } catch {
    const [uid, gid] = [process.getuid?.() ?? -1, process.getgid?.() ?? -1];
    return { username: String(uid), uid, gid, shell: null, homedir: os.homedir() } satisfies UserInfo<string>;
  }
}) as typeof userInfo;
