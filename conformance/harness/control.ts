import type { ControlAction } from '../contract/index.ts';
import type { RunSettings } from './settings.ts';
import { NotTestable } from './verdicts.ts';
import { dispatcherFor, exchange, limits } from './wire/index.ts';

/** Stops and starts parts of the target, through the runner that owns them. Throws `NotTestable` when that goes wrong. */
export async function control(settings: RunSettings, action: ControlAction): Promise<void> {
  if (!settings.controlActions.includes(action)) {
    throw new NotTestable(`Nobody can carry out ${action} on this target (configuration: "control").`);
  }
  // A connection for every action: one that was kept alive may be closed just when the next action is on its way.
  const dispatcher = dispatcherFor({});
  const answer = await exchange(dispatcher, {
    url: new URL(`${settings.controlUrl}/${action}`),
    method: 'POST',
    headers: {},
    bound: { bodyMs: limits.bodyMs },
    maxBodyBytes: limits.evidenceBytes,
  });
  await dispatcher.destroy();
  if (answer.kind === 'answer' && answer.status === 204) return;
  const reason = answer.kind === 'answer' ? answer.body : answer.error;
  throw new NotTestable(`The control action ${action} went wrong: ${reason}`);
}
