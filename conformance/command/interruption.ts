/** By convention, 128 and the number of the signal. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Runs a job that can be interrupted from the keyboard: the first Ctrl-C aborts it and lets it tidy up, the second
 * ends the process at once.
 */
export async function interruptible(job: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let interruptedBy: keyof typeof exitCodes | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    const name = signal as keyof typeof exitCodes;
    if (interruptedBy) process.exit(exitCodes[name]);
    interruptedBy = name;
    console.error('Interrupted: ending what was started. Once more ends it at once.');
    controller.abort(new DOMException('interrupted', 'AbortError'));
  };
  for (const name of Object.keys(exitCodes)) process.on(name, interrupt);
  try {
    await job(controller.signal);
  } catch (error) {
    if (!interruptedBy) throw error;
  } finally {
    for (const name of Object.keys(exitCodes)) process.off(name, interrupt);
  }
  if (interruptedBy) process.exitCode = exitCodes[interruptedBy];
}
