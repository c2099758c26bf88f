import { consume, jwks, type Content, type EventMessage, type HandlerContext, type Source } from '@hub/partner-sdk';
import type { HubApi } from './hub-api.js';
import {
  acknowledged,
  forgetMessage,
  forgetReferences,
  forgetSubject,
  keep,
  oweAcknowledgement,
  owed,
  type openRecords,
  type Records,
} from './records.js';
import type { Roll } from './roll.js';
import type { Screen } from './screen.js';

export interface SchoolParts {
  /** The topic, or the feed. */
  readonly from: Source;
  readonly hub: { readonly url: string } & Pick<HubApi, 'token' | 'recall' | 'acknowledge'>;
  readonly roll: Roll;
  readonly store: ReturnType<typeof openRecords>['store'];
  readonly screen: Screen;
  /** Who looks at what the hub tells: the designated safeguarding lead. */
  readonly worker: string;
  /** Milliseconds after which it looks again for what is to be acknowledged. */
  readonly every?: number;
}

const EVERY = 1_000;

/** The passages that may be read, of what the hub answers about a note. */
const wordsOf = (content: Content): readonly string[] => {
  if (content.status !== 'told') return [];
  const { items } = content.content as {
    readonly items: readonly { readonly passages: readonly { readonly content?: { readonly text?: string } }[] }[];
  };
  return items.flatMap(({ passages }) => passages.flatMap((passage) => passage.content?.text ?? []));
};

/** Starts the school's system: it shows what it is told, forgets what is recalled, and says so to the hub. */
export const startSchool = async ({ from, hub, roll, store, screen, worker, every = EVERY }: SchoolParts) => {
  const forgot = (references: readonly string[]): void => {
    if (references.length > 0) screen({ what: 'forgotten', references });
  };

  const learn = async (message: EventMessage, { fetch, transaction }: HandlerContext<Records>): Promise<void> => {
    const { subject, data, id } = message;
    const pupil = await roll.nameOf(subject);
    // Somebody who is not, or not any more, on the roll: the school needs to know nothing.
    if (pupil === undefined) return;
    if (!('category' in data)) {
      screen({ what: 'told', pupil, type: message.type });
      return;
    }
    // Decided about now, for the person who looks. It is shown to them, and kept nowhere.
    const content = await fetch({ worker });
    if (content.status !== 'told') {
      forgot(forgetReferences(transaction, [data.reference]));
      return;
    }
    keep(transaction, { reference: data.reference, subject, message: id });
    screen({
      ...{ what: 'learned', pupil, reference: data.reference, category: data.category },
      words: wordsOf(content),
    });
  };

  const consumer = await consume<Records>({
    from,
    keys: jwks(new URL('/.well-known/jwks.json', hub.url).href),
    hub,
    store,

    onEvent: async (message, context) => {
      if (message.type === 'org.concord.access.withdrawn.v1')
        forgot(forgetSubject(context.transaction, message.subject));
      await learn(message, context);
    },

    onRecall: ({ data: { recall, references, obligation, due } }, { transaction, whole }) => {
      screen({ what: 'recalled', recall, obligation, due, references });
      // Whoever forgets has done whatever a recall may ask for, also by a word that is new.
      forgot(forgetReferences(transaction, references));
      if (whole) oweAcknowledgement(transaction, recall);
    },

    // Its permission went while it was on its way, and it came all the same.
    onVoid: ({ id }, { transaction, handedBefore }) => {
      if (handedBefore) forgot(forgetMessage(transaction, id));
    },

    onGap: (gap) => screen({ what: 'trouble', words: `the feed has a gap: ${gap.kind}` }),
    onDeadLetter: ({ reason }) => screen({ what: 'trouble', words: `a message could not be dealt with: ${reason}` }),
    onSilence: () => screen({ what: 'trouble', words: 'the feed is silent' }),
  });

  const inTurn = <R>(work: (records: Records) => R): Promise<R> =>
    store.transaction(({ transaction }) => Promise.resolve(work(transaction)));

  const inTrouble = (error: unknown): void => {
    screen({ what: 'trouble', words: String(error) });
  };

  const acknowledge = async (recall: string): Promise<void> => {
    // The hub has the last word on what it names: a message that was sent before 1.1 does not say whether there are others.
    const { status, references } = await hub.recall(recall);
    forgot(await inTurn((records) => forgetReferences(records, references)));
    if (status === 'open') await hub.acknowledge(recall);
    await inTurn((records) => {
      acknowledged(records, recall);
    });
    screen({ what: 'acknowledged', recall });
  };

  /** Said when all of it is done and in the database, and again until the hub has heard it; none waits for another. */
  const acknowledgeAll = async (): Promise<void> => {
    for (const recall of await inTurn(owed)) await acknowledge(recall).catch(inTrouble);
  };

  const stopping = new AbortController();
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await acknowledgeAll().catch(inTrouble);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  })();

  screen({ what: 'listening', to: from.name });
  return {
    stop: async (): Promise<void> => {
      stopping.abort();
      await consumer.stop();
      await looking;
    },
  };
};
