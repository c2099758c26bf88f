import { fold, type Recorded } from '@hub/eventsourcing';
import type { Gathered } from '@hub/facts';
import { familyFacts, match, type FamilyEvent, type MatchEvent } from '@hub/people';
import type { Facts, Item, ItemId, PersonId, Restriction } from '@hub/sharing';
import { askingAgain, restricted } from './asked-again.js';
import type { Cause } from './causes.js';
import { lostOf } from './lost.js';
import { passagesIn, versionsBefore } from './taken-notes.js';
import {
  aboutEach,
  NOTHING_BY_HAND,
  onlyAbout,
  subjectsIn,
  type About,
  type Taken,
  type TakingPorts,
} from './taken.js';
import { toldIn } from './told.js';

type CauseOf<T extends Cause['type']> = Extract<Cause, { type: T }>;

/** What would not have been told on other facts. */
const taken = (ports: TakingPorts, about: readonly About[], change: (past: Gathered) => Facts): Taken => {
  const again = askingAgain(ports.facts, ports.hash);
  return {
    about,
    async lost(telling, { records }) {
      const told = toldIn(telling);
      if (told.length === 0) return [];
      const past = await again.past(telling);
      const lost = lostOf(told, { kind: 'decision' }, again.otherwise(telling, past, change));
      return onlyAbout(lost, subjectsIn(past), new Set([...records].map(past.canonical)));
    },
    lostByHand: NOTHING_BY_HAND,
    retainable: false,
  };
};

const NOTHING: Taken = {
  about: [],
  lost: () => Promise.resolve([]),
  lostByHand: NOTHING_BY_HAND,
  retainable: false,
};

/** A restriction whose time was over when it was recorded hides nothing from here on. */
const isOver = ({ period: { until } }: Restriction, { recordedAt }: Recorded): boolean =>
  until !== undefined && until <= recordedAt;

/** Who shares a family with somebody when the cause is recorded, by the records that the families have. */
const householdOf = async ({ index, store }: TakingPorts, records: Iterable<PersonId>, cause: Recorded) => {
  const wanted = new Set(records);
  const { families } = await index.about([...wanted]);
  const histories = await store.readMany(families.map((family) => `family-${family}`));
  return [...histories.values()].flatMap((history) => {
    const before = history.filter(({ position }) => store.isAfter(cause.position, position));
    const members = familyFacts(before as readonly Recorded<FamilyEvent>[], cause.recordedAt)?.members ?? [];
    return members.some((member) => wanted.has(member)) ? members : [];
  });
};

/** A person who is restricted: a protected address reaches those whom they live with. */
export const personRestricted = async (ports: TakingPorts, cause: CauseOf<'RestrictionImposed'>): Promise<Taken> => {
  const { personId, restriction } = cause.data;
  if (isOver(restriction, cause)) return NOTHING;
  const [own] = await aboutEach(ports, [personId]);
  const records = own?.records ?? new Set([personId]);
  const household = restriction.kind === 'protected-address' ? await householdOf(ports, records, cause) : [];
  const others = await aboutEach(
    ports,
    household.filter((member) => !records.has(member)),
  );
  const imposed = new Map([...records].map((record) => [record, [restriction]]));
  return taken(ports, [{ subject: personId, records }, ...others], (past) => ({
    ...past.facts,
    people: restricted(past, imposed),
  }));
};

const changing = (past: Gathered, id: ItemId, change: (item: Item) => Item): Facts => ({
  ...past.facts,
  items: past.facts.items.map((item) => (item.id === id ? change(item) : item)),
});

const aboutNote = async (ports: TakingPorts, cause: Recorded): Promise<readonly About[]> =>
  aboutEach(
    ports,
    passagesIn(await versionsBefore(ports, cause)).flatMap(({ subjects }) => subjects),
  );

/** A note that is restricted from here on. */
export const noteRestricted = async (ports: TakingPorts, cause: CauseOf<'NoteRestricted'>): Promise<Taken> => {
  const { noteId, restriction } = cause.data;
  if (isOver(restriction, cause)) return NOTHING;
  return taken(ports, await aboutNote(ports, cause), (past) =>
    changing(past, `note-${noteId}`, (item) => ({
      ...item,
      restrictions: [...item.restrictions, { ...restriction, period: { from: past.at } }],
    })),
  );
};

/** An item of which somebody has found that it reveals where a person is, and the passages that do. */
const revealing = async (
  ports: TakingPorts,
  about: readonly About[],
  { item, reveals }: { readonly item: ItemId; readonly reveals: (passage: string) => boolean },
): Promise<Taken> => {
  const restrictions = await restrictionsNow(ports, about);
  return taken(ports, about, (past) => ({
    ...changing(past, item, (one) => ({
      ...one,
      passages: one.passages.map((each) => (reveals(each.id) ? { ...each, location: 'reveals' } : each)),
    })),
    people: restricted(past, restrictions),
  }));
};

/** Whose whereabouts are protected may have changed since it was told: what counts is who is protected now. */
const restrictionsNow = async ({ facts, now }: TakingPorts, about: readonly About[]) => {
  const at = now();
  const { facts: known, recordsOf } = await facts.gather({
    people: about.map(({ subject }) => subject),
    notes: false,
    at,
  });
  const inForce = ({ restrictions }: Facts['people'][number]) =>
    restrictions.filter(({ period: { from, until } }) => from <= at && (until === undefined || at < until));
  return new Map(known.people.flatMap((one) => recordsOf(one.id).map((record) => [record, inForce(one)] as const)));
};

export const noteReveals = async (ports: TakingPorts, cause: CauseOf<'NoteLocationReviewed'>): Promise<Taken> => {
  const { noteId, passages } = cause.data;
  const found = new Set(passages.filter(({ location }) => location === 'reveals').map(({ id }) => id));
  const about = await aboutNote(ports, cause);
  return revealing(ports, about, { item: `note-${noteId}`, reveals: (passage) => found.has(passage) });
};

export const personReveals = async (ports: TakingPorts, cause: CauseOf<'PersonLocationReviewed'>): Promise<Taken> => {
  const { personId, itemId } = cause.data;
  // A date of birth tells nobody where a person is.
  const reveals = (passage: string) => !passage.endsWith('.dateOfBirth');
  return revealing(ports, await aboutEach(ports, [personId]), { item: itemId, reveals });
};

export const storyReveals = async (ports: TakingPorts, cause: CauseOf<'FamilyStoryReviewed'>): Promise<Taken> => {
  const { familyId, version } = cause.data;
  const history = await ports.store.read<FamilyEvent>(cause.stream, { to: cause.revision - 1 });
  const told = history.filter(({ type, data }) => type === 'FamilyStoryTold' && data.version === version);
  const people = told.flatMap(({ data }) => ('about' in data ? [...data.tellers, ...data.about] : []));
  const versions = new Set(told.map(({ id }) => id));
  const item = `story-${familyId}`;
  return revealing(ports, await aboutEach(ports, people), { item, reveals: (passage) => versions.has(passage) });
};

/** Two records that were taken for one person's: what was told of the one because of the other. */
export const linkUndone = async (ports: TakingPorts, cause: CauseOf<'MatchUndone'>): Promise<Taken> => {
  const { people } = cause.data;
  const history = await ports.store.read<MatchEvent>(cause.stream, { to: cause.revision - 1 });
  const confirmed = history.findLast(({ type }) => type === 'MatchConfirmed');
  if (!confirmed || fold(match, history).status !== 'confirmed') return NOTHING;
  const again = askingAgain(ports.facts, ports.hash);
  const records = new Set((await aboutEach(ports, people)).flatMap((each) => [...each.records]));
  return {
    ...NOTHING,
    about: [{ subject: people[0], records }],
    async lost(telling) {
      const revision = telling.kept.decision.heads[cause.stream];
      if (revision === undefined || revision < confirmed.revision) return [];
      const otherwise = await again.before(telling, cause.stream, confirmed.revision - 1);
      return lostOf(toldIn(telling), { kind: 'decision' }, otherwise);
    },
  };
};
