import { clause, control, elsewhere, letIn, must, quiet, reach, type Scene } from '../harness/index.ts';

/** How many event timeouts a part of the target may take to come back. */
const patience = 4;

clause('BKP-5', async ({ given, stage }) => {
  const { alice, bob, nora, conversation } = await given.conversation('alice', 'bob', elsewhere('nora'));
  const boundMs = patience * stage.eventMs;
  stage.disturb();
  await control(stage.settings, 'stopNode');
  try {
    await stage.journal.until(() => nora.lost, stage.eventMs);
    for (const act of [conversation.customer.says(), alice.startsTyping()]) await bob.sees(act);
    const { carol } = await given.connections('carol');
    await letIn(stage, [carol], conversation);
    const fresh = await stage.openConversation();
    await letIn(stage, [bob], fresh);
    for (const one of [alice, bob]) {
      must(one.connected, {
        expected: `${one.name}, on the node that lives, keeps the connection when the other node dies.`,
        actual: `The connection ended: ${one.lost}.`,
      });
    }
  } finally {
    await control(stage.settings, 'startNode');
  }
  await returned({ given, stage }, boundMs);
});

clause('BKP-6', async ({ given, stage }) => {
  const { alice, nora, conversation } = await given.conversation('alice', elsewhere('nora'));
  const boundMs = patience * stage.eventMs;
  stage.disturb();
  try {
    await control(stage.settings, 'stopRedis');
    alice.says();
  } finally {
    await control(stage.settings, 'startRedis');
  }
  // A target may end connections while its Redis is away; a client then connects and joins anew.
  const crew = [];
  for (const one of [alice, nora, conversation.customer]) {
    const back = one.lost ? await stage.connect({ ...one.role, name: `${one.name}, back` }) : one;
    if (back !== one) back.joins(conversation);
    crew.push(back);
  }
  const [near, far, customer] = crew as [typeof alice, typeof nora, typeof alice];
  await reach(stage, customer, conversation, [near, far], boundMs);
  await reach(stage, far, conversation, [near], boundMs);
});

/** The stopped node takes connections again before anybody else's check needs it. */
async function returned({ stage }: Scene, boundMs: number): Promise<void> {
  const deadlineMs = performance.now() + boundMs;
  for (let attempt = 1; ; attempt += 1) {
    const back = stage.begin({ name: `back ${attempt}`, node: 1 });
    await stage.journal.until(() => (back.connected || back.lost ? true : undefined), stage.eventMs);
    if (back.connected) return;
    must(performance.now() < deadlineMs, {
      expected: 'The node that was stopped and started again takes connections.',
      actual: `It did not within ${boundMs} ms: ${back.lost}.`,
    });
    await quiet(stage);
  }
}
