import {
  feed,
  MOST_RELEASED,
  nextPlace,
  wasReleased,
  wasSetAside,
  type Cause,
  type Feed,
  type FeedCommand,
  type ReleasedMessage,
} from '@hub/disclosures';
import { canonicalJson, lasting, type Instant, type Position } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import { decidedAbout, toldAs, Unbuildable, type Build } from './building.js';
import type { Draft, Outcome, Withheld } from './draft.js';
import type { FeedWriter } from './feed-writer.js';

export interface BatchParts {
  readonly agency: AgencyId;
  readonly log: FeedWriter;
  readonly build: Build;
  readonly now: () => Instant;
  /** The position before the first event. */
  readonly start: Position;
}

/** One append holds at most 1 MiB; so much is sure to fit, with what is around it. */
const MOST_CHARACTERS = 600_000;

type Held = Pick<Extract<FeedCommand, { type: 'WithholdMessage' }>['data'], 'cause' | 'about'>;

const causeOf = ({ id: eventId, position }: CauseEvent): Cause => ({ eventId, position });

/** What is about to be appended to one partner's feed. */
export interface Batch {
  /** What the partner has been told, what is about to be appended included. */
  feed(): Feed;
  /** Takes what a cause leads to, in order; `waitsFrom`: it had waited from there on, and does so again if it cannot be told. */
  take(outcome: Outcome, waitsFrom?: Cause): Promise<void>;
  /** All that this cause leads to has been taken. */
  dealtWith(cause: CauseEvent): Promise<void>;
  /** Appends it. */
  flush(): Promise<void>;
}

/**
 * Gathers messages into appends of up to a hundred.
 *
 * INVARIANT: `upTo` of an append is the last cause of which everything is in the feed by then, so that after a crash nothing is
 * left out; what of a later cause is there already is known by its id.
 */
export const batching = ({ agency: agencyId, log, build, now, start }: BatchParts): Batch => {
  let told = log.state();
  let upTo = told.upTo ?? start;
  let messages: ReleasedMessage[] = [];
  let characters = 0;
  let withheld: Held[] = [];
  /** Those of the cause at hand: recorded with the last that is told of it, so that they are not recorded twice. */
  let withheldNow: Held[] = [];

  const withholding = (held: Held): FeedCommand => ({
    type: 'WithholdMessage',
    data: { agencyId, upTo, now: now(), ...held },
  });

  const flush = async (): Promise<void> => {
    const first = messages[0]?.cause.eventId ?? withheld[0]?.cause.eventId;
    if (first === undefined) return;
    const release: FeedCommand = { type: 'ReleaseMessages', data: { agencyId, upTo, now: now(), messages } };
    await log.append([release, ...withheld.map(withholding)], first);
    [messages, withheld, characters] = [[], [], 0];
    told = log.state();
  };

  const park = async ({ key, about, cause }: Draft, { because }: Unbuildable, waitsFrom: Cause): Promise<void> => {
    await flush();
    const whom = about && { person: toldAs(about) };
    const data = { agencyId, key, ...whom, because, cause: waitsFrom, now: now() };
    await log.append([{ type: 'ParkPerson', data }], cause.id);
    told = log.state();
  };

  /** The cause at hand: of what came before it everything has been dealt with. */
  const here = (cause: CauseEvent): Cause => ({ ...causeOf(cause), since: upTo });

  /** As it is told; nothing where it was. What could not be sent is told once more, under another id. */
  const made = (draft: Draft): ReleasedMessage | undefined => {
    for (let again = 0; ; again += 1) {
      const message = build(draft, nextPlace(told, draft.key), again);
      if (!wasReleased(told, message.messageId)) return { ...message, cause: here(draft.cause) };
      if (!wasSetAside(told, message.messageId)) return undefined;
    }
  };

  const add = async (draft: Draft, waitedFrom?: Cause): Promise<void> => {
    const found = made(draft);
    if (!found) return;
    const message = { ...found, ...(waitedFrom && { waitedFrom }) };
    // Its text is made once, for this and for the log.
    const size = canonicalJson(lasting(message)).length;
    // Its place is the same before and after.
    if (messages.length === MOST_RELEASED || characters + size > MOST_CHARACTERS) await flush();
    messages.push(message);
    characters += size;
    told = feed.evolve(told, {
      type: 'MessagesReleased',
      data: { agencyId, upTo, at: draft.cause.recordedAt, messages: [message] },
    });
  };

  const hold = ({ cause, withheld: about }: Withheld): void => {
    const held = { cause: causeOf(cause), about: decidedAbout(about) };
    characters += JSON.stringify(held).length;
    withheldNow.push(held);
  };

  return {
    feed: () => told,

    async take(outcome, waitsFrom) {
      if ('withheld' in outcome) {
        hold(outcome);
        return;
      }
      // Whatever is parked waits.
      if (told.parked.has(outcome.key)) return;
      try {
        await add(outcome, waitsFrom);
      } catch (error) {
        if (!(error instanceof Unbuildable)) throw error;
        await park(outcome, error, waitsFrom ?? here(outcome.cause));
      }
    },

    async dealtWith({ position }) {
      upTo = position;
      withheld.push(...withheldNow);
      withheldNow = [];
      if (characters > MOST_CHARACTERS) await flush();
    },

    flush,
  };
};
