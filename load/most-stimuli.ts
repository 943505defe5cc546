/** Requests to the target's stimulus endpoint that a worker has under way; further ones wait their turn. */
export const mostStimuliAtOnce = 64;
