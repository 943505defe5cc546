/*
 * All sections in one file, so that their checks run at once: Vitest runs the tests of a file concurrently, and files
 * one after the other. What takes a heartbeat comes first; what takes the target apart comes last, since tests that
 * are not concurrent wait for those before them.
 */
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
