import type { Id } from '../../conformance/contract/index.ts';
import { withOneMore } from '../snug.ts';
import type { Participant } from './participant.ts';

/** A conversation of this worker's. */
export class Conversation {
  /** What the recorder calls it. */
  readonly room: number;
  readonly business: number;
  readonly opener: Participant;
  /** As the target has it, once that is known. */
  readonly id: Id;
  members: Participant[] = [];

  constructor(room: number, id: Id, opener: Participant) {
    this.room = room;
    this.business = opener.business;
    this.id = id;
    this.opener = opener;
  }

  admit(participant: Participant): void {
    this.members = withOneMore(this.members, participant);
    participant.conversations = withOneMore(participant.conversations, this);
  }
}
