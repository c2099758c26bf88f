import { decisionIn, type DisclosureEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { Decision, ItemOutcome, Via } from '@hub/sharing';
import type { TestHub } from '../e2e/hub.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Names } from './names.js';
import type { Recorder } from './recorder.js';

/** What a hub's item is in the table: a note, and which passage of it a passage is; none where the table has none. */
export interface InTable {
  readonly item: string;
  readonly note: string;
  passage(id: string, index: number): string | undefined;
}

const viaIn = (via: Via | undefined, names: Names): { readonly via?: Via } => {
  if (via?.kind !== 'flow') return via ? { via } : {};
  return { via: { ...via, agreement: names.nameOf('agreement', via.agreement) ?? 'unknown' } };
};

const outcomeOf = ({ items }: Decision, its: InTable, names: Names): readonly ItemOutcome[] =>
  items
    .filter(({ item }) => item === its.item)
    .map((found) => ({
      ...found,
      item: its.note,
      passages: found.passages.flatMap(({ via, ...judged }, index) => {
        const passage = its.passage(judged.passage, index);
        return passage === undefined ? [] : [{ ...judged, passage, ...viaIn(via, names) }];
      }),
    }));

/** A recorded decision in the table's own words, as far as the table speaks of it. */
export const decisionInTable = ({ names }: Recorder, decision: Decision, notes: readonly InTable[]): Decision => ({
  ...decision,
  items: [...notes].sort((a, b) => (a.note < b.note ? -1 : 1)).flatMap((its) => outcomeOf(decision, its, names)),
  consents: decision.consents.map((id) => names.nameOf('consent', id) ?? 'unknown'),
});

/**
 * What is to be in the trail. The hub keeps more of a person than the table speaks of, and a court order hides it: so
 * nothing there is permitted altogether.
 */
export const asRecorded = (scenario: Scenario): Scenario => {
  if (scenario.decided !== 'permit') return scenario;
  return { ...scenario, decided: (scenario.shows ?? []).length > 0 ? 'partial' : 'deny' };
};

/** The entry that an answer left in the trail. */
export const entryOf = async ({ store }: TestHub, id: string): Promise<Recorded<DisclosureEvent>> => {
  const [entry] = await store.read<DisclosureEvent>(`disclosure-${id}`);
  if (!entry) throw new Error('there is no entry in the trail');
  return entry;
};

/** The decision that an entry is about: for a search, about the only one who was considered. */
export const decisionOf = ({ type, data }: DisclosureEvent): Decision => {
  if (type === 'DisclosureMade' || type === 'DisclosureDenied') return decisionIn(data.decision);
  const [first] = type === 'SearchMade' ? data.decisions : [];
  if (!first) throw new Error('there is no decision in the trail');
  return decisionIn(first.decision);
};
