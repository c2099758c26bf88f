import { count, DRAFT, instant, text, type JsonSchema } from './json-schema.js';
import { MESSAGE_TYPES, RECALL_RAISED, type MessageType } from './message-types.js';
import type { AgreementTold, ConsentTold, DataOf, NoteTold, RecallTold, Told } from './message.js';

/** Attributes of `data` that say more than which thing it is about: how each is described, and an example of the whole. */
interface Saying<D> {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly (keyof D & string)[];
  readonly examples: readonly D[];
}

const properties = {
  reference: text("The partner's own name for what this is about; of no use to another partner.", {
    examples: ['note/5f0c1c9b2f'],
  }),
  validfrom: instant('From when on it is so.'),
};

const about = (reference: string): Told => ({ reference, validfrom: '2026-06-30T09:00:00.000Z' });

const told = (reference: string): Saying<Told> => ({
  properties,
  required: ['reference', 'validfrom'],
  examples: [about(reference)],
});

const note: Saying<NoteTold> = {
  properties: {
    ...properties,
    category: text('What kind of note it is. An open list: a reader takes a word that it does not know for “other”.', {
      examples: ['attendance', 'health'],
    }),
  },
  required: ['reference', 'validfrom', 'category'],
  examples: [{ ...about('note/5f0c1c9b2f'), category: 'attendance' }],
};

const consentGranted: Saying<ConsentTold> = {
  properties: { ...properties, validuntil: instant('Until when it is so. Missing: until it is withdrawn.') },
  required: ['reference', 'validfrom'],
  examples: [{ ...about('consent/91ce02aa07'), validuntil: '2027-06-30T09:00:00.000Z' }, about('consent/91ce02aa07')],
};

const agreement: Saying<AgreementTold> = {
  properties: { ...properties, version: count('Which version of the agreement.', 1, 2) },
  required: ['reference', 'validfrom', 'version'],
  examples: [{ ...about('agreement/early-help'), version: 2 }],
};

const recallBefore: Saying<RecallTold> = {
  properties: {
    recall: text('Names the recall where it is acknowledged: `POST /v1/recalls/{recall}/acknowledgements`.', {
      examples: ['r-7d1c'],
    }),
    references: {
      type: 'array',
      description: 'What must not be used as before, by the names under which the partner was told of it.',
      items: text('A reference.'),
      minItems: 1,
      examples: [['note/5f0c1c9b2f']],
    },
    obligation: text(
      'What is to be done: `stop-using`, `delete`, `retain-under-statute`. An open list: a reader that does not know the word stops using it.',
      { examples: ['stop-using', 'delete', 'retain-under-statute'] },
    ),
    basis: text('The statute, where something is kept under one.', { examples: ['ca1989-s47'] }),
    due: instant('Until when it is to be done.'),
  },
  required: ['recall', 'references', 'obligation', 'due'],
  examples: [
    { recall: 'r-7d1c', references: ['note/5f0c1c9b2f'], obligation: 'delete', due: '2026-07-14T09:12:00.000Z' },
    {
      recall: 'r-7d1d',
      references: ['note/5f0c1c9b2f', 'consent/91ce02aa07'],
      obligation: 'retain-under-statute',
      basis: 'ca1989-s47',
      due: '2026-07-14T09:12:00.000Z',
    },
  ],
};

/** Since 1.1. */
const recall: Saying<RecallTold> = {
  properties: {
    ...recallBefore.properties,
    part: count('Which of the messages of this recall it is. Missing in a message that was sent before 1.1.', 1, 2),
    parts: count('How many messages this recall comes in. It is done when all of them are.', 1, 3),
  },
  required: recallBefore.required,
  examples: recallBefore.examples.map((example, n) => ({ ...example, part: n + 1, parts: 1 + 2 * n })),
};

const heartbeat: Saying<DataOf<'org.concord.subscription.heartbeat.v1'>> = {
  properties: {
    lastsequence: count('The `sequence` of the last message before this heartbeat; 0 where there was none.', 0, 41),
  },
  required: ['lastsequence'],
  examples: [{ lastsequence: 41 }],
};

const says: { readonly [T in MessageType]: Saying<DataOf<T>> } = {
  'org.concord.note.shared.v1': note,
  'org.concord.note.superseded.v1': note,
  'org.concord.consent.granted.v1': consentGranted,
  'org.concord.consent.withdrawn.v1': told('consent/91ce02aa07'),
  'org.concord.access.granted.v1': told('person/0c44d1e8b3'),
  'org.concord.access.withdrawn.v1': told('person/0c44d1e8b3'),
  'org.concord.family.linked.v1': told('family/2ab7d90e61'),
  'org.concord.family.unlinked.v1': told('family/2ab7d90e61'),
  'org.concord.agreement.activated.v1': agreement,
  'org.concord.agreement.suspended.v1': agreement,
  'org.concord.agreement.ended.v1': agreement,
  'org.concord.recall.raised.v1': recall,
  'org.concord.subscription.heartbeat.v1': heartbeat,
};

/** What a message of a type says, as examples of its `data`. */
export const dataExamplesOf = <T extends MessageType>(type: T): readonly DataOf<T>[] => says[type].examples;

type SchemaPath = `/schemas/${string}.json`;

const pathOf = (type: MessageType, minor: string): SchemaPath =>
  `/schemas/${type.slice('org.concord.'.length)}${minor}.json`;

/** The later minor version of a type whose schema says more than its first. */
const MINOR: Readonly<Partial<Record<MessageType, string>>> = { [RECALL_RAISED]: '.1' };

/** Where the schema of a type's `data` is to be found below the hub's address. What is there never changes. */
export const schemaPathOf = (type: MessageType): SchemaPath => pathOf(type, MINOR[type] ?? '');

type Said = Required<Pick<JsonSchema, 'properties' | 'required' | 'examples'>>;

const schemaOf = (type: MessageType, said: Said): JsonSchema => ({
  $schema: DRAFT,
  title: type,
  description: MESSAGE_TYPES[type],
  type: 'object',
  properties: said.properties,
  required: said.required,
  examples: said.examples,
});

/** The JSON Schema of `data`, for each type. A reader lets fields through that it does not know. */
export const DATA_SCHEMAS = Object.fromEntries(
  Object.keys(says).map((type) => [type, schemaOf(type as MessageType, says[type as MessageType])]),
) as Readonly<Record<MessageType, JsonSchema>>;

/** What is served at each `schemaPathOf` of today and before. What is there stays as it is: a schema that says more has another address. */
export const PUBLISHED_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...Object.fromEntries(
    Object.entries(DATA_SCHEMAS).map(([type, schema]) => [schemaPathOf(type as MessageType), schema]),
  ),
  [pathOf(RECALL_RAISED, '')]: schemaOf(RECALL_RAISED, recallBefore),
};
