/** All sections, in the order in which their checks begin: what takes a heartbeat first, what takes the target apart last. */
import './transports.spec.ts';
import './connect.spec.ts';
import './rooms.spec.ts';
import './new-message.spec.ts';
import './client-message.spec.ts';
import './typing.spec.ts';
import './receipts.spec.ts';
import './agents.spec.ts';
import './robustness.spec.ts';
import './observations.spec.ts';
import './backplane.spec.ts';
