import { noteContents, type CaseNoteEvent } from '@hub/case-notes';
import type { Recorded } from '@hub/eventsourcing';
import { familyContents, personContents, type Content, type FamilyEvent, type PersonEvent } from '@hub/people';
import type { Confidential } from '@hub/sharing';
import { put, type Change } from './change.js';
import type { HubEvent } from './hub-event.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

/**
 * What passages say, in clear, one row for each revision that changed it. Nothing else holds personal data in clear.
 *
 * Without content: it is no longer held, because all `subjects`, a JSON list, have been forgotten.
 */
export const itemContent: Table = {
  name: 'item_content',
  columns: {
    passage: 'text',
    revision: 'number',
    item_id: 'text',
    event_id: 'text',
    subjects: 'text',
    content: 'text',
  },
  key: ['passage', 'revision'],
  appendOnly: true,
  guardedBy: 'passage',
};

/** How far each stream with content has been folded. */
export const contentStreams: Table = {
  name: 'content_streams',
  columns: { stream: 'text', revision: 'number' },
  key: ['stream'],
};

const folded = ({ stream, revision }: Recorded): Change => put(contentStreams, { stream, revision });

const isClear = (value: Confidential<unknown>): value is Extract<typeof value, { clear: unknown }> => 'clear' in value;

/** A name or an address is several fields; a text or a date is one, named as in its event. */
const fieldsOf = (path: string, clear: unknown): object =>
  typeof clear === 'object' && clear !== null ? clear : { [path]: clear };

/** What a passage says; `undefined` when everybody it is about has been forgotten. */
const said = ({ words, plain }: Omit<Content, 'item' | 'passage'>): object | undefined => {
  if (!words) return plain;
  const name = words.path.split(/[./]/).at(-1) ?? '';
  return isClear(words.confidential) ? { ...fieldsOf(name, words.confidential.clear), ...plain } : undefined;
};

const nameOf = ({ item, passage }: Pick<Content, 'item' | 'passage'>): string => `${item}/${passage}`;

const row = ({ id, revision }: Recorded, content: Omit<Content, 'plain'>, plain: object): Change => {
  const { item, words } = content;
  const text = said({ ...(words && { words }), plain });
  return put(itemContent, {
    passage: nameOf(content),
    revision,
    item_id: item,
    event_id: id,
    subjects: words ? JSON.stringify([...words.confidential.subjects].sort()) : null,
    content: text ? JSON.stringify(text) : null,
  });
};

/** The contents that are new, or have other plain parts than before. */
const differing = (now: readonly Content[], before: readonly Content[]): readonly Content[] => {
  const known = new Map(before.map((content) => [nameOf(content), JSON.stringify(content.plain)]));
  return now.filter((content) => known.get(nameOf(content)) !== JSON.stringify(content.plain));
};

/** The contents that this event changed, or brought. */
const changedBy =
  <E extends PersonEvent | FamilyEvent>(contentsOf: (history: readonly Recorded<E>[]) => readonly Content[]) =>
  (event: Recorded<E>, earlier: readonly Recorded[]): readonly Change[] => {
    const history = earlier as readonly Recorded<E>[];
    const now = contentsOf([...history, event]);
    const changed = history.length === 0 ? now : differing(now, contentsOf(history));
    return [...changed.map((content) => row(event, content, content.plain)), folded(event)];
  };

const ofPerson = changedBy<PersonEvent>(personContents);
const ofFamily = changedBy<FamilyEvent>(familyContents);

const ofNote = (event: Recorded<CaseNoteEvent>): readonly Change[] => [
  ...noteContents([event]).map((content) => row(event, content, {})),
  folded(event),
];

const only = (event: Recorded): readonly Change[] => [folded(event)];

/** Kinds that change what earlier events of their stream have said. */
const CHANGING = [
  'PersonNameCorrected',
  'DateOfBirthCorrected',
  'AddressEnded',
  'InvolvementEnded',
  'FamilyMemberLeft',
] as const satisfies readonly HubEvent['type'][];

/** The words of passages, in clear: every version, by item, passage and revision. */
export const content = projection({
  name: 'content',
  version: 2,
  tables: [itemContent, contentStreams],
  forgets: [{ table: itemContent, empty: 'content', whereAllOf: 'subjects' }],
  opens: [
    'NoteRecorded',
    'NoteCorrected',
    'PersonRegistered',
    'PersonNameCorrected',
    'DateOfBirthCorrected',
    'AddressRecorded',
    'InvolvementRecorded',
    'FamilyStoryTold',
  ],
  remembers: CHANGING,
  folds: {
    NoteRecorded: ofNote,
    NoteCorrected: ofNote,
    NoteRestricted: only,
    NoteRestrictionLifted: only,
    NoteMarkedInError: only,
    NoteLocationReviewed: only,
    PersonRegistered: ofPerson,
    PersonNameCorrected: ofPerson,
    DateOfBirthCorrected: ofPerson,
    AddressRecorded: ofPerson,
    AddressEnded: ofPerson,
    InvolvementRecorded: ofPerson,
    InvolvementEnded: ofPerson,
    PersonLocationReviewed: only,
    IdentifierRecorded: only,
    ParentalResponsibilityRecorded: only,
    ParentalResponsibilityEnded: only,
    ParentalResponsibilityDisputed: only,
    ParentalResponsibilityDisputeResolved: only,
    CompetenceAssessed: only,
    RestrictionImposed: only,
    RestrictionLifted: only,
    ConflictOfInterestRecorded: only,
    ConflictOfInterestCleared: only,
    HarmFindingRecorded: only,
    HarmFindingClosed: only,
    PersonLinked: only,
    FamilyFormed: only,
    FamilyMemberJoined: ofFamily,
    FamilyMemberLeft: ofFamily,
    FamilyStoryTold: ofFamily,
    FamilyStoryReviewed: only,
  },
});
