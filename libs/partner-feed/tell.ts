import { NotAnswered } from '@hub/door';
import { accessTold, type Parked } from '@hub/disclosures';
import { unreachable, type Position } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { accessNews, type ByName, type Seen } from './access.js';
import { agreementIn, agreementNews, agreementNewsSince } from './agreements.js';
import type { CauseEvent } from './any-event.js';
import { consentNews, lookAtConsents } from './consents.js';
import type { Draft, Outcome } from './draft.js';
import type { Judged, Look } from './judging.js';
import { lookAtMember, memberNews } from './members.js';
import { lookAtNote, newsOfNote, notesThatShow, saysSomething } from './notes.js';
import { noteStream } from './note-people.js';
import type { Task } from './planning.js';
import { concernsOf } from './publication.js';
import { recalledPerson, recallNews } from './recalls.js';
import { referencesOf } from './references.js';
import { pagesBetween } from './resuming.js';
import { covers, listening, showing, type Listener, type Occasion, type TellingPorts } from './telling.js';
import { heldBack } from './withheld.js';

type TaskOf<K extends Task['kind']> = Extract<Task, { kind: K }>;

/** What is looked at first for a task; nothing where nobody is looked at. */
export const lookFor = (task: Task): Look | undefined => {
  switch (task.kind) {
    case 'note':
      return lookAtNote(task.person, task.noteId);
    case 'person':
    case 'since':
      return { person: task.person, notes: true };
    case 'consents':
      return lookAtConsents(task.person);
    case 'member':
      return lookAtMember(task.person, task.familyId);
    default:
      return undefined;
  }
};

const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= work());
};

/** What one partner is told because of something that has happened. */
export const teller = (ports: TellingPorts, listener: Listener) => {
  const { look, lookBefore, lookJustAfter, keyOf } = listening(ports, listener);
  const { store } = ports;
  const reference = referencesOf(ports.hash, listener.agency);

  const byName = (person: PersonId, occasion: Occasion, looks: readonly Judged[], what: Look): ByName => ({
    person,
    key: reference('person', person),
    before: once(async () => lookBefore({ ...what, person }, occasion, looks)),
    justAfter: once(async () => lookJustAfter({ ...what, person }, occasion, looks)),
  });

  /** What was to be seen before of the person whom the partner is told of, whichever record of theirs it is about. */
  const seeing = (occasion: Occasion, looks: readonly Judged[], what: Look): Seen => {
    const [first] = looks;
    const told = first?.ids.person(occasion.person) ?? occasion.person;
    const others = (first?.gathered.recordsOf(told) ?? []).filter((record) => record !== told);
    return {
      ...byName(told, occasion, looks, what),
      looks,
      others: others.map((record) => byName(record, occasion, looks, what)),
    };
  };

  /** A note that shows leaves access open: only where that is news, or it may have closed, all has to be looked at. */
  const accessByNote = async (occasion: Occasion, key: string, shows: boolean): Promise<readonly Draft[]> => {
    const known = accessTold(listener.feed, key);
    if (known === shows || (!shows && occasion.cause.type === 'NoteRecorded')) return [];
    const what = { person: occasion.person, notes: true };
    return accessNews(listener, occasion, seeing(occasion, await look(what), what));
  };

  const aboutNote = async (task: TaskOf<'note'>, looks: readonly Judged[]): Promise<readonly Outcome[]> => {
    const seen = seeing(task, looks, lookAtNote(task.person, task.noteId));
    const [found] = showing(looks).values();
    const access = await accessByNote(task, seen.key, found !== undefined);
    if (found) return [...access, ...(await newsOfNote({ listener, store }, task, seen, found))];
    if (!saysSomething(task.cause)) return access;
    const isNote = ({ stream }: { readonly stream: string }): boolean => stream === noteStream(task.noteId);
    const held = heldBack(
      ...([task, looks, 'org.concord.note.shared.v1'] as const),
      (item, { subscription }) => isNote(item) && item.source !== subscription.agencyId && covers(subscription, item),
    );
    return [...access, ...held];
  };

  /** Where access opens, that is all that is told: what may be read now is there for whoever goes and reads. */
  const aboutPerson = async (occasion: Occasion, looks: readonly Judged[]): Promise<readonly Outcome[]> => {
    const seen = seeing(occasion, looks, { person: occasion.person, notes: true });
    const access = await accessNews(listener, occasion, seen);
    if (access.some(({ type }) => type === 'org.concord.access.granted.v1')) return access;
    return [...(await notesThatShow({ listener, store }, occasion, seen)), ...access];
  };

  const aboutConsents = async (occasion: Occasion, looks: readonly Judged[]): Promise<readonly Outcome[]> =>
    consentNews(store, occasion, { key: keyOf(occasion.person, looks), looks });

  const aboutMember = (occasion: Occasion, familyId: string, looks: readonly Judged[]): readonly Outcome[] =>
    memberNews(occasion, familyId, { key: keyOf(occasion.person, looks), looks });

  /** What of an event that came while somebody waited is about them alone, and cannot be seen from how they look now. */
  const waited = async (cause: CauseEvent, records: ReadonlySet<PersonId>): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const concern of concernsOf(cause)) {
      if (concern.kind === 'consents' && records.has(concern.subject)) {
        const person = concern.subject;
        outcomes.push(...(await aboutConsents({ cause, person }, await look(lookAtConsents(person)))));
      }
      if (concern.kind === 'member' && records.has(concern.person)) {
        const { person, familyId } = concern;
        outcomes.push(...aboutMember({ cause, person }, familyId, await look(lookAtMember(person, familyId))));
      }
      if (concern.kind === 'recall' && records.has(concern.person))
        outcomes.push(...recallNews(cause, listener.agency, reference));
    }
    return outcomes;
  };

  const between = async function* (from: Position, to: Position): AsyncGenerator<CauseEvent> {
    for await (const page of pagesBetween(store, from, to)) yield* page;
  };

  /** Whom the recall is about by which somebody was parked: nothing else is told of a person without a decision. */
  const recalledBy = async ({ since, cause: first }: Parked, cause: CauseEvent): Promise<PersonId> => {
    for await (const event of between(since ?? store.start, cause.position))
      if (event.id === first.eventId && event.type === 'RecallRaised') return recalledPerson(event.data);
    throw new Error('nobody knows who waits');
  };

  const aboutWaiting = async ({ cause, key }: TaskOf<'waiting'>): Promise<readonly Outcome[]> => {
    const parked = listener.feed.unparked.get(key);
    if (!parked) return [];
    const agreementId = agreementIn(key);
    if (agreementId !== undefined)
      return agreementNewsSince(store, listener.agency, { cause, agreementId, since: parked.cause.position });
    const person = parked.person ?? (await recalledBy(parked, cause));
    const looks = await look({ person, notes: true });
    const records = new Set(looks.flatMap(({ gathered }) => gathered.recordsOf(person)));
    const outcomes: Outcome[] = [];
    for await (const event of between(parked.since ?? store.start, cause.position))
      if (!store.isAfter(parked.cause.position, event.position)) outcomes.push(...(await waited(event, records)));
    const occasion = { cause, person, since: parked.cause.position };
    // What was held back meanwhile has been recorded as it came.
    return [...outcomes, ...(await aboutPerson(occasion, looks))].filter((outcome) => !('withheld' in outcome));
  };

  const withoutLooks = async (task: Exclude<Task, { readonly person: PersonId }>): Promise<readonly Outcome[]> => {
    switch (task.kind) {
      case 'agreement':
        return agreementNews(listener.agency, task.cause, task);
      case 'agreement-since':
        return agreementNewsSince(store, listener.agency, task);
      case 'waiting':
        return aboutWaiting(task);
      case 'recall':
        return recallNews(task.cause, listener.agency, reference);
      case 'suspended':
        throw new NotAnswered('agency-suspended');
      case 'reinstated':
        return [];
      default:
        return unreachable(task);
    }
  };

  return async (task: Task, looks: readonly Judged[]): Promise<readonly Outcome[]> => {
    switch (task.kind) {
      case 'note':
        return aboutNote(task, looks);
      case 'person':
        return aboutPerson(task, looks);
      case 'consents':
        return aboutConsents(task, looks);
      case 'member':
        return aboutMember(task, task.familyId, looks);
      case 'since':
        return aboutPerson(task, looks);
      default:
        return withoutLooks(task);
    }
  };
};
