import type { Behaviour } from '../../../fixtures/reference-server/behaviour.ts';
import { rooms, type ServerEventName } from '../../contract/index.ts';
import type { Override } from './theatre.ts';

/** Ways to be wrong for the tests of this folder. Connections are told apart by `role` in their query. */

/** Gives events to connections of one role a while later, in their order. */
export const slowFor =
  (role: string, delayMs: number, events?: readonly ServerEventName[]): Override =>
  () => ({
    deliver(socket, event, payload, send) {
      const isMeant = !events || events.some((name) => name === event);
      if (isMeant && socket.handshake.query.role === role) setTimeout(() => send(event, payload), delayMs);
      else send(event, payload);
    },
  });

/** Tells nobody of these events. */
export const without =
  (...events: ServerEventName[]): Override =>
  (base) => ({
    emit(emission) {
      if (!events.some((name) => name === emission.event)) base.emit(emission);
    },
  });

/** Typing reaches the whole business. */
export const leaky: Override = (base) => ({
  emit(emission) {
    const { event, businessId } = emission;
    const leaks = event === ('typing' satisfies ServerEventName);
    base.emit(leaks ? { ...emission, rooms: [rooms.business(businessId)] } : emission);
  },
});

/** Throws connections of these roles out when anybody sends a message in a conversation. */
export const throwsOut =
  (...roles: string[]): Override =>
  (base, { io }) => ({
    read(event, argument, businessId) {
      const names = JSON.stringify(argument).includes('"conversation_id"');
      for (const socket of event === 'client_message' && names ? io.of('/').sockets.values() : [])
        if (roles.includes(String(socket.handshake.query.role))) socket.disconnect(true);
      return base.read(event, argument, businessId);
    },
  });

/** Gives all customers of a business one conversation, whose id is 7. */
export const oneConversation: Override = (_base, { store }) => ({
  async openConversation(socket) {
    await store.saveConversation(7, socket.data.businessId);
    return 7;
  },
});

type Emit = Behaviour['emit'];

/** Sends events in another way from the moment that the switch is on. */
export function switched(emit: (emission: Parameters<Emit>[0], send: Emit) => void) {
  const state = { on: false };
  const override: Override = (base) => ({
    emit: (emission) => (state.on ? emit(emission, base.emit) : base.emit(emission)),
  });
  return { state, wrong: { override } };
}

export const dropping = () => switched(() => {});
