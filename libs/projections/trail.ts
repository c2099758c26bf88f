import type { DisclosureEvent, FeedEvent } from '@hub/disclosures';
import { flowEnds, messageRows, trailRow, type FlowEnds, type TrailRow } from '@hub/disclosure-trail';
import type { RecallEvent } from '@hub/recalls';
import type { Recorded } from '@hub/eventsourcing';
import type { LawfulBasis } from '@hub/sharing';
import { put, type Change } from './change.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

/** One row for each entry of the trail. Ids, codes and names of fields. */
export const trailEntries: Table = {
  name: 'trail_entries',
  columns: {
    id: 'text',
    recorded_at: 'text',
    kind: 'text',
    agency: 'text',
    purpose: 'text',
    outcome: 'text',
    entry: 'text',
  },
  key: ['id'],
  appendOnly: true,
};

/** What an entry can be found by and has several of, or is looked up by alone: newest first along the key. */
export const trailFacets: Table = {
  name: 'trail_facets',
  columns: { facet: 'text', value: 'text', recorded_at: 'text', id: 'text' },
  key: ['facet', 'value', 'recorded_at', 'id'],
  appendOnly: true,
};

export type TrailFacet = 'party' | 'subject' | 'worker' | 'agreement' | 'flow' | 'basis';

/** A flow of any agreement has a name of its own in the index. */
export const flowFacet = (agreement: string, flow: number): string => JSON.stringify([agreement, flow]);

const basesOf = ({ article6, gateway }: LawfulBasis): readonly string[] => [
  `article6:${article6}`,
  ...(gateway === undefined ? [] : [gateway]),
];

const facetsOf = ({ parties, worker, subjects, items, bases }: TrailRow) => {
  const flows = [...new Set(items.flatMap((item) => item.flows))];
  const values: Readonly<Record<TrailFacet, readonly string[]>> = {
    party: parties,
    subject: subjects,
    worker: [worker],
    agreement: flows.map(({ agreement }) => agreement),
    flow: flows.map(({ agreement, flow }) => flowFacet(agreement, flow)),
    basis: bases.flatMap(basesOf),
  };
  return (Object.keys(values) as TrailFacet[]).flatMap((facet) =>
    [...new Set(values[facet])].map((value) => [facet, value] as const),
  );
};

const changesOf = (row: TrailRow): readonly Change[] => [
  put(trailEntries, {
    id: row.id,
    recorded_at: row.recordedAt,
    kind: row.kind,
    agency: row.agency,
    purpose: row.purpose ?? null,
    outcome: row.outcome ?? null,
    entry: JSON.stringify(row),
  }),
  ...facetsOf(row).map(([facet, value]) => put(trailFacets, { facet, value, recorded_at: row.recordedAt, id: row.id })),
];

const KINDS: Readonly<Record<(DisclosureEvent | RecallEvent)['type'], true>> = {
  DisclosureMade: true,
  DisclosureDenied: true,
  DisclosureVoided: true,
  SearchMade: true,
  CaseloadRead: true,
  TrailRead: true,
  ManualDisclosureRecorded: true,
  DisclosureDeclined: true,
  RecallRaised: true,
  RecallAcknowledged: true,
};

/** The ends of all flows of a register, worked out once for each reading of it. */
const known = new WeakMap<readonly Recorded[], FlowEnds>();

const endsIn = (register: readonly Recorded[]): FlowEnds => {
  const found = known.get(register);
  if (found) return found;
  const ends = flowEnds();
  register.forEach(ends.take);
  known.set(register, ends.of);
  return ends.of;
};

const fold = (event: Recorded<DisclosureEvent | RecallEvent>, register: readonly Recorded[]): readonly Change[] =>
  changesOf(trailRow(event, endsIn(register)));

const foldMessages = (event: Recorded<FeedEvent>, register: readonly Recorded[]): readonly Change[] =>
  messageRows(event, endsIn(register)).flatMap(changesOf);

/** The disclosure trail, by everything that it is asked for. A flow's ends never change once it has been drafted. */
export const trail = projection({
  name: 'trail',
  version: 4,
  tables: [trailEntries, trailFacets],
  alongside: 'register',
  folds: {
    ...Object.fromEntries(Object.keys(KINDS).map((type) => [type, fold])),
    MessagesReleased: foldMessages,
    MessageWithheld: foldMessages,
    MessageVoided: foldMessages,
  },
});
