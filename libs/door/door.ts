import type { Instant } from '@hub/eventsourcing';
import type { DisclosureCommand } from '@hub/disclosures';
import type { Asked, Gathered } from '@hub/facts';
import { knownDecisions, type Answer, type Decision, type PersonId, type Request } from '@hub/sharing';
import { answered, NOT_FOUND, visiblePassages, type Answered, type NotFound } from './answered.js';
import { groundSaid } from './ground-said.js';
import { keptDecision } from './kept-decision.js';
import { leaving, type DoorPorts } from './leave.js';
import type { PassageRef } from './ports.js';
import { named, requestOf, type Page, type Question } from './question.js';
import { shownFields } from './shown-fields.js';
import { toldIds, type ToldIds } from './told-ids.js';
import { visibleItems } from './visible-items.js';

/** The one way anything leaves the hub. */
export interface Door {
  /**
   * Decides, records, makes sure that nothing has moved meanwhile, and only then answers.
   *
   * Fails with `NotAnswered`, or as the log fails, when nothing was answered.
   */
  answer<C = never>(question: Question<C>): Promise<Answered<C> | NotFound>;
}

const NOTHING: Page = { shown: [] };

type Decide = ReturnType<typeof knownDecisions>;

/** What has been decided about a question, before anybody has been told. */
interface Decided<C> {
  readonly request: Request;
  readonly gathered: Gathered;
  readonly decision: Decision;
  /** Missing where the caller is told nothing. */
  readonly told: Answer | undefined;
  readonly page: Page<C>;
  /** The ids by which the caller is told of people. */
  readonly ids: ToldIds;
}

const askedOf = ({ about, asking }: Question<unknown>, at: Instant): Asked => ({
  people: [],
  ...about,
  ...(asking.override === undefined ? {} : { override: asking.override }),
  notes: true,
  at,
});

const decided = <C>(decide: Decide, question: Question<C>, gathered: Gathered, hash: DoorPorts['hash']): Decided<C> => {
  const request = requestOf(question, gathered.subjects, gathered.at);
  const { decision, told } = decide(request, gathered.facts);
  const page = told ? question.choose(visibleItems(told, gathered.facts), gathered.canonical) : NOTHING;
  const unknown = question.unknownWhenEmpty === true && page.shown.length === 0;
  const ids = toldIds({ agency: request.agency, hash }, gathered, named(question.about));
  return { request, gathered, decision, told: unknown ? undefined : told, page, ids };
};

/** Everybody of whom the answer tells, under each of their records' ids. */
const toldAbout = ({ request, gathered, page }: Decided<unknown>): readonly PersonId[] => {
  const people = new Set(request.subjects);
  for (const shown of page.shown)
    for (const { subjects } of visiblePassages(shown)) for (const subject of subjects) people.add(subject);
  return [...new Set([...people].flatMap((person) => gathered.recordsOf(person)))];
};

/** The note that is asked about is the caller's agency's own: it knows whom it is about. */
const asksOwnNote = ({ about, asking }: Question<unknown>, { facts }: Gathered): boolean =>
  'noteId' in about &&
  facts.items.some(({ stream, source }) => stream === `note-${about.noteId}` && source === asking.agency);

/** The same by the ids that the caller knows or is told; of whoever is told nothing, those whom they named. */
const knownAs = (question: Question<unknown>, its: Decided<unknown>): readonly PersonId[] => {
  const { told, gathered, page, ids } = its;
  return told || asksOwnNote(question, gathered)
    ? ids.known([
        ...gathered.asked,
        ...page.shown.flatMap((shown) => visiblePassages(shown).flatMap((passage) => ids.about(shown.item, passage))),
      ])
    : named(question.about);
};

const recordingOf = <C>(id: string, question: Question<C>, its: Decided<C>): DisclosureCommand => ({
  type: 'RecordDisclosure',
  data: {
    requestId: id,
    request: its.request,
    question: question.kind,
    ...('familyId' in question.about ? { familyId: question.about.familyId } : {}),
    decision: keptDecision(its.decision, new Set(its.page.shown.map(({ item }) => item.id))),
    ...groundSaid(question.asking, its.gathered),
    subjects: toldAbout(its),
    knownAs: knownAs(question, its),
    items: its.page.shown.map((shown) => ({ item: shown.item.id, fields: shownFields(shown) })),
  },
});

const permitted = ({ page }: Decided<unknown>): readonly PassageRef[] =>
  page.shown.flatMap(({ item: { id: item, stream, revision }, visible }) =>
    visible.permitted.map((passage) => ({ item, passage, stream, revision })),
  );

/** The door: heads, decision, record, content and heads again, answer. */
export const door = (ports: DoorPorts): Door => {
  const leave = leaving(ports);
  const decide = knownDecisions();

  return {
    answer: <C>(question: Question<C>) =>
      leave<Answered<C> | NotFound>(question.id, async (id) => {
        const gathered = await ports.facts.gather(askedOf(question, ports.now()));
        const its = decided(decide, question, gathered, ports.hash);
        const { told } = its;
        const recorded = { asAt: gathered.at, disclosureId: id, ids: its.ids };
        return {
          by: question.asking,
          command: recordingOf(id, question, its),
          heads: its.decision.heads,
          passages: permitted(its),
          positionOf: gathered.positionOf,
          silent: !told,
          answer: (words) => (told ? answered(recorded, told, its.page, words) : NOT_FOUND),
        };
      }),
  };
};
