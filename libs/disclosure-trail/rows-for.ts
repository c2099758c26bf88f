import { itemToldTo, type ToldTo } from '@hub/door';
import type { AgencyId, LawfulBasis } from '@hub/sharing';
import { distinct } from './distinct.js';
import type { TrailItem, TrailKind, TrailRow } from './trail-row.js';
import type { TrailQuery } from './trail-query.js';

const leftFrom = (reader: AgencyId, item: TrailItem): readonly TrailItem[] => {
  const flows = item.flows.filter(({ from }) => from === reader);
  return flows.length === 0 ? [] : [{ ...item, flows }];
};

/** Of what another agency was told: what of it the reader's own agency had told, to whom, when and what for. */
const asSource = (reader: AgencyId, row: TrailRow): TrailRow => {
  const { familyId: _, outcome: __, policy: ___, knownAs: ____, ...rest } = row;
  const items = row.items.flatMap((item) => leftFrom(reader, item));
  return {
    ...rest,
    subjects: [],
    items,
    bases: distinct(items.flatMap(({ basis }) => basis ?? [])),
    parties: [row.agency, reader],
    reasons: [],
    obligations: [],
    fields: [],
  };
};

/** All of it, with the people and the items by the ids that the agency knew. */
const asKnown = (to: ToldTo, { knownAs, ...row }: TrailRow): TrailRow => {
  if (!knownAs) return row;
  const items = row.items.map((one) => ({ ...one, item: itemToldTo(to, one.item, (id) => knownAs.includes(id)) }));
  return { ...row, subjects: knownAs, items };
};

const isBasis = (wanted: string, { article6, gateway }: LawfulBasis): boolean =>
  wanted === gateway || wanted === `article6:${article6}`;

/** What somebody has recorded by hand, who named people by the ids that their own agency knows. */
export const KINDS_BY_HAND: readonly TrailKind[] = ['manual', 'declined'];

export const isByHand = ({ kind }: Pick<TrailRow, 'kind'>): boolean => KINDS_BY_HAND.includes(kind);

/** What is looked for, and by whom. */
type Looking = Omit<TrailQuery, 'party'>;

/** INVARIANT: an entry made by hand is found by the ids that the agency may find it by, whatever the index has it under. */
const isAbout = (reader: AgencyId, row: TrailRow, { byHand }: Looking): boolean => {
  if (byHand === undefined || !isByHand(row)) return true;
  const sought = row.agency === reader ? byHand.own : byHand.told;
  return row.subjects.some((subject) => sought.includes(subject));
};

const hasFlow = ({ items }: TrailRow, { agreement, flow }: Looking): boolean =>
  (agreement === undefined && flow === undefined) ||
  items.some(({ flows }) =>
    flows.some((one) => (agreement ?? one.agreement) === one.agreement && (flow ?? one.flow) === one.flow),
  );

/** A filter on what is not shown would tell it: what is asked for has to be in what is shown. */
const showsWhy = (filter: Looking, row: TrailRow): boolean => {
  const { outcome, basis } = filter;
  return (
    (outcome === undefined || outcome === row.outcome) &&
    (basis === undefined || row.bases.some((one) => isBasis(basis, one))) &&
    hasFlow(row, filter)
  );
};

/**
 * A row as an agency's information-governance function may read it; none where the agency has no part in it
 * (`docs/decisions/0003-who-reads-the-trail.md`). The index narrows by the same rule; this decides.
 */
export const rowFor = (to: ToldTo, row: TrailRow, filter: Looking = {}): readonly TrailRow[] => {
  const { agency: reader } = to;
  if (!row.parties.includes(reader) || !isAbout(reader, row, filter)) return [];
  const whole = row.agency === reader || row.otherAgency === reader;
  const shown = whole ? asKnown(to, row) : asSource(reader, row);
  return showsWhy(filter, shown) ? [shown] : [];
};
