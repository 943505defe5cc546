import '../script/runtime.ts';
import type { StimulusFields } from '../../../conformance/contract/index.ts';
import { Unanswered } from '../../journeys/answers.ts';
import { stimulateOver } from '../script/stimulate.ts';

declare const __ENV: Record<string, string>;

const fields: StimulusFields['agent_message'] = {
  ...{ business_id: 'acme', conversation_id: 1, agent_id: 1, content: 'x' },
};

/** Runs in k6: asks each of these addresses for a stimulus, and tells what is thrown. */
export default async function tell(): Promise<void> {
  const thrown: Record<string, { unanswered: boolean; message: string }> = {};
  for (const url of (__ENV.TEST_URLS ?? '').split(' ')) {
    const stimulate = stimulateOver({ kind: 'hook', url, headers: {} }, 1_000);
    await stimulate('agent_message', fields).catch((error: Error) => {
      thrown[url] = { unanswered: error instanceof Unanswered, message: error.message };
    });
  }
  console.log(JSON.stringify(thrown));
}
