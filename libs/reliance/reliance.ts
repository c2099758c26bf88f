import { peopleTold } from '@hub/door';
import { unreachable } from '@hub/eventsourcing';
import { obligationOf, type Cause } from './causes.js';
import { mayHaveHad, type LeftUpTo } from './had.js';
import { recalledAbout, type Recalled } from './recalled.js';
import { consentsTaken } from './taken-consents.js';
import {
  linkUndone,
  noteRestricted,
  noteReveals,
  personRestricted,
  personReveals,
  storyReveals,
} from './taken-facts.js';
import { wordsTaken } from './taken-notes.js';
import type { Taken, TakingPorts } from './taken.js';
import { toldAbout, type TellingIndex } from './tellings.js';

export interface ReliancePorts extends TakingPorts {
  /** Shows everything in the log up to the cause. */
  readonly tellings: TellingIndex;
  /** Of partners' feeds. Where it is not known how far one has left, all of it may have. */
  readonly leftUpTo: LeftUpTo;
}

/** Which recorded disclosures relied on what has gone. */
export interface Reliance {
  /**
   * Whoever has to be told of a cause: exactly those to whom something was told that relied on what it took away.
   *
   * A function of the log up to the cause, and of how far feeds have left when it is asked; so asking again comes to the same people, and
   * to nobody less.
   */
  recalledBy(cause: Cause): AsyncIterable<Recalled>;
}

const takenBy = (ports: TakingPorts, cause: Cause): Promise<Taken> => {
  switch (cause.type) {
    case 'ConsentWithdrawn':
    case 'ConsentEnteredInError':
      return consentsTaken(ports, cause);
    case 'NoteCorrected':
    case 'NoteMarkedInError':
      return wordsTaken(ports, cause);
    case 'NoteRestricted':
      return noteRestricted(ports, cause);
    case 'RestrictionImposed':
      return personRestricted(ports, cause);
    default:
      return foundOut(ports, cause);
  }
};

type FoundOut = Extract<
  Cause,
  { type: 'NoteLocationReviewed' | 'PersonLocationReviewed' | 'FamilyStoryReviewed' | 'MatchUndone' }
>;

const foundOut = (ports: TakingPorts, cause: FoundOut): Promise<Taken> => {
  switch (cause.type) {
    case 'NoteLocationReviewed':
      return noteReveals(ports, cause);
    case 'PersonLocationReviewed':
      return personReveals(ports, cause);
    case 'FamilyStoryReviewed':
      return storyReveals(ports, cause);
    case 'MatchUndone':
      return linkUndone(ports, cause);
    default:
      return unreachable(cause);
  }
};

export const reliance = (ports: ReliancePorts): Reliance => {
  const tellingsAbout = toldAbout(ports);
  const toldTo = peopleTold(ports);

  return {
    async *recalledBy(cause) {
      const taken = await takenBy(ports, cause);
      const before = { position: cause.position, had: mayHaveHad(ports.leftUpTo, cause) };
      for (const about of taken.about) {
        const gathering = recalledAbout(about, { taken, obligation: obligationOf(cause), peopleTold: toldTo });
        for await (const page of tellingsAbout(about.records, before))
          for (const entry of page) await gathering.take(entry);
        yield* gathering.recalled();
      }
    },
  };
};
