import type { JourneySocket } from '../journeys/participant.ts';
import type * as nodeSockets from '../journeys/socket.ts';
import type * as nodeStimulate from '../journeys/stimulate.ts';
import type * as nodeClock from '../measure/clock.ts';
import type * as nodeHistogram from '../measure/histogram.ts';
import type * as nodeHost from '../measure/host.ts';
import type * as k6Clock from './script/clock.ts';
import type * as k6Histogram from './script/histogram.ts';
import type * as k6Host from './script/host.ts';
import type * as k6Sockets from './script/sockets.ts';
import type * as k6Stimulate from './script/stimulate.ts';

/*
 * Types alone: each module of k6's has what the one of Node's has in whose place `bundle.ts` puts it, as far as the
 * journeys and the recorder use that.
 */

type StandsIn<Given extends Wanted, Wanted> = Given;

/** What recording takes; figures are made of it elsewhere. */
type Recording = 'record' | 'count' | 'clamped' | 'reset' | 'percentile' | 'encode';

export type StandIns = [
  StandsIn<typeof k6Clock, typeof nodeClock>,
  StandsIn<typeof k6Host, typeof nodeHost>,
  StandsIn<k6Histogram.Histogram, Pick<nodeHistogram.Histogram, Recording>>,
  StandsIn<typeof k6Sockets, Pick<typeof nodeSockets, 'cut' | 'guardThread' | 'listen'>>,
  StandsIn<ReturnType<ReturnType<typeof k6Sockets.socketsFor>>, JourneySocket>,
  StandsIn<typeof k6Stimulate, typeof nodeStimulate>,
];
