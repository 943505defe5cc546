/** `check` with a load run that is over in seconds; all else is as a user has it. */
import { checkCommand } from '../check.ts';

await checkCommand({
  widgets: 16,
  agents: 4,
  rate: 20,
  ramp: '200ms',
  warmUp: '500ms',
  duration: '2s',
}).parseAsync();
