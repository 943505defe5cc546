/**
 * Engine.IO and Socket.IO on the wire, for what a client library would hide: it heals, retries, and cannot say
 * whether a server closed because it refused or because a heartbeat was missed. Connections here do what they are
 * told, log every packet with its time, answer pings while they wait, and know how they ended.
 *
 *     const target = { origin: 'http://localhost:3000', path: defaultPath, headers: {} };
 *     const connection = await openPolling(target);
 *     await connection.connectNamespace(JSON.stringify(authFor('acme')));
 *     const outcome = await connection.outcomeOfConnect(5000);   // connected, refused, closed or silence
 *     const here = connection.packets.length;
 *     await connection.sendEvent('typing', payload);
 *     const got = await connection.waitFor(({ socketIo }) => socketIo?.event === 'typing', 5000, here);
 *     for (const { name, packets } of malformedPackets) …        // one connection each: sendEngine(...packets),
 *     const { how, heartbeatExplains } = await connection.closed; // and see how it ends
 *     await connection.close();
 */
export { type BlockingProxy, blockUpgrades } from './block-upgrades.ts';
export type { SendOutcome } from './carrier.ts';
export type { CloseHow, CloseInfo, PingCount } from './close.ts';
export type { ConnectOutcome, WaitOutcome, WireConnection } from './connection.ts';
export { dispatcherFor, exchange, type HttpAnswer, type HttpSilence } from './exchange.ts';
export type { Handshake } from './handshake.ts';
export { type HttpProbe, httpProbe } from './http-probe.ts';
export { type MalformedPacket, malformedPackets } from './malformed-packets.ts';
export { type OpenOptions, openPolling, openWebSocket } from './open.ts';
export { type OpenFailure, WireOpenError } from './open-error.ts';
export type { EngineType, RawPacket, SocketPacket, SocketType, WirePacket } from './packet.ts';
export { limits, type WireTarget } from './target.ts';
export { type Upgrade, type UpgradeStep, upgradeToWebSocket } from './upgrade.ts';
