import { randomUUID } from 'node:crypto';
import { canonicalJson } from '@hub/eventsourcing';
import { answerOf, type Answer as Told, type Decision, type ItemOutcome, type Reason } from '@hub/sharing';
import type { Answer, TestHub } from '../e2e/hub.js';
import { complaints } from '../scenarios/expectation.js';
import type { Note } from '../scenarios/world.js';
import { askerOf, proper, statedIn } from './asking.js';
import { asRecorded, decisionInTable, decisionOf, entryOf } from './in-table.js';
import { wordsOf } from './record-notes.js';
import type { Recorder } from './recorder.js';
import { worldOfRow } from './row.js';

/** A passage as HTTP answers it. */
interface ShownPassage {
  readonly content?: { readonly text?: string };
  readonly masked?: true;
  readonly reasons?: readonly Reason[];
}

interface ShownItem {
  readonly id: string;
  readonly passages: readonly ShownPassage[];
  readonly onward: readonly string[];
}

const viewOf = ({ row, names }: Recorder): readonly [kind: string, id: string] => {
  const { about } = row.scenario.asks;
  return about.length === 1
    ? ['people', names.idOf('person', about.join())]
    : ['families', names.idOf('family', 'asked')];
};

/** Asks a row's question: the view of the one person asked about, or of the family that those asked about are. */
export const askView = async (hub: TestHub, recorder: Recorder, unknown?: 'unknown'): Promise<Answer> => {
  const [kind, id] = viewOf(recorder);
  return askerOf(hub, recorder).get(`/${kind}/${unknown ? randomUUID() : id}/view`, statedIn(recorder));
};

const itemOf = ({ names }: Recorder, note: Note): string => `note-${names.idOf('note', note.id)}`;

/** What an answer shows of a note: words by what they say, gaps by the order in which the trail has them. */
const visibleIn = (note: Note, shown: ShownItem, decided: ItemOutcome | undefined): Told['items'][number] => {
  const gaps = (decided?.passages ?? []).filter(({ outcome }) => outcome === 'mask').map(({ passage }) => passage);
  const said = new Map(note.passages.map(({ id }) => [wordsOf(note.id, id), id]));
  const permitted = shown.passages.filter(({ content }) => content).map(({ content }) => said.get(content?.text ?? ''));
  const masked = shown.passages
    .filter((passage) => passage.masked)
    .map(({ reasons = [] }, index) => ({ passage: gaps[index] ?? 'unknown', reasons }));
  return {
    item: note.id,
    outcome: 'permit',
    permitted: permitted.map((passage = 'unknown') => passage),
    masked,
    onward: shown.onward,
  };
};

/** The answer in the table's own words. */
const answerInTable = (recorder: Recorder, { status, body }: Answer, decision: Decision): Told | undefined => {
  if (status !== 200) return undefined;
  const items = body.items as readonly ShownItem[];
  return {
    outcome: body.outcome,
    reasons: body.reasons,
    obligations: body.obligations,
    items: worldOfRow(recorder.row).notes.flatMap((note) =>
      items
        .filter(({ id }) => id === itemOf(recorder, note))
        .map((shown) =>
          visibleIn(
            note,
            shown,
            decision.items.find(({ item }) => item === note.id),
          ),
        ),
    ),
  };
};

const same = (what: string, expected: unknown, actual: unknown): readonly string[] =>
  canonicalJson(expected) === canonicalJson(actual) ? [] : [`${what} differ from what may be told`];

/** What is told is what may be learnt of the recorded decision, and no item besides the table's. */
const complaintsAboutTold = ({ body }: Answer, decision: Decision): readonly string[] => {
  const may = answerOf(decision);
  if (!may) return [];
  const ids = (body.items as readonly ShownItem[]).map(({ id }) => id);
  return [
    ...same('reasons', may.reasons, body.reasons),
    ...same('obligations', may.obligations, body.obligations),
    ...same('items', may.items.map(({ item }) => item).sort(), [...ids].sort()),
    ...ids.filter((id) => !id.startsWith('note-')).map((id) => `${id} is no note`),
  ];
};

const idIn = ({ status, body }: Answer): string =>
  status === 200 ? String(body.disclosureId) : String(body.instance).replace('urn:uuid:', '');

/** What the HTTP view says against a row: its status, its answer and its entry in the trail. */
export const complaintsAtTheView = async (hub: TestHub, recorder: Recorder): Promise<readonly string[]> => {
  const answer = proper(await askView(hub, recorder));
  const recorded = decisionOf(await entryOf(hub, idIn(answer)));
  const notes = worldOfRow(recorder.row).notes.map((note) => ({
    item: itemOf(recorder, note),
    note: note.id,
    passage: (_: string, index: number) => note.passages[index]?.id ?? 'unknown',
  }));
  const decision = decisionInTable(recorder, recorded, notes);
  return [
    ...complaints(asRecorded(recorder.row.scenario), decision, answerInTable(recorder, answer, decision)),
    ...complaintsAboutTold(answer, recorded),
  ];
};

/** An answer without what names the one request. */
export const withoutRequest = ({ status, text, body, headers }: Answer): object => ({
  status,
  text: text.replaceAll(String(body.instance), 'urn:uuid:'),
  headers: Object.fromEntries([...headers].filter(([name]) => !['date', 'x-request-id'].includes(name))),
});
