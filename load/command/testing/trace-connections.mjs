/*
 * Loaded into a command of the suite by `--import`: writes a line into the file `CONNECTIONS` for every name that is
 * looked up and every connection that is begun, and lets it go on.
 */
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const note = (line) => appendFileSync(process.env.CONNECTIONS, `${line}\n`);

const { connect } = Socket.prototype;
Socket.prototype.connect = function traced(...args) {
  note(`connect ${JSON.stringify(args[0]?.[0] ?? args[0], ['host', 'port', 'path'])}`);
  return connect.apply(this, args);
};

for (const api of [dns, dns.promises]) {
  const { lookup } = api;
  api.lookup = function traced(name, ...rest) {
    note(`lookup ${name}`);
    return lookup.call(this, name, ...rest);
  };
}
