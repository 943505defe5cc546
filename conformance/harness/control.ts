import type { ControlAction } from '../contract/index.ts';
import type { RunSettings } from './settings.ts';
import { NotTestable } from './verdicts.ts';

/** Stops and starts parts of the target, through the runner that owns them. Throws `NotTestable` when that goes wrong. */
export async function control(settings: RunSettings, action: ControlAction): Promise<void> {
  if (!settings.controlActions.includes(action)) {
    throw new NotTestable(`Nobody can carry out ${action} on this target (configuration: "control").`);
  }
  const response = await fetch(`${settings.controlUrl}/${action}`, { method: 'POST' });
  if (!response.ok)
    throw new NotTestable(`The control action ${action} went wrong: ${await response.text()}`);
}
