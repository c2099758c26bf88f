import type { PeopleTold } from '@hub/door';
import type { RaiseRecall, RecalledItem } from '@hub/recalls';
import type { AgencyId, ItemId, PersonId } from '@hub/sharing';
import type { About, Taken } from './taken.js';
import type { Told } from './tellings.js';
import { toldIn, type ToldItem } from './told.js';

/** Somebody who has to be told, and of what: all that a recall says but its id and its cause. */
export interface Recalled extends Pick<
  RaiseRecall['data'],
  'agencyId' | 'subjects' | 'knownAs' | 'scope' | 'obligation' | 'basis'
> {
  /** Who was told: an agency, or an entry by hand of what somebody outside was told. */
  readonly recipient: string;
  /** The record that the cause names. */
  readonly subject: PersonId;
}

/** What one recipient has to be told about one person, while entries are gone through. */
interface Draft {
  readonly agencyId: AgencyId;
  readonly items: Map<ItemId, RecalledItem>;
  readonly byHand: Set<string>;
  readonly known: Set<PersonId>;
  /** Statutes under which the recipient was told the same without relying on what has gone. */
  readonly statutes: Map<ItemId, Set<string>>;
}

const distinct = <T>(values: readonly T[]): readonly T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const flowsOf = ({ passages }: ToldItem): RecalledItem['flows'] =>
  passages.flatMap(({ via }) => {
    if (via?.kind !== 'flow') return [];
    const { agreement, version, flow } = via;
    return [{ agreement, version, flow }];
  });

const drafted = (before: RecalledItem | undefined, lost: ToldItem, references: readonly string[]): RecalledItem => ({
  item: lost.item,
  revision: Math.max(lost.revision, before?.revision ?? 0),
  references: distinct([...(before?.references ?? []), ...references]),
  flows: distinct([...(before?.flows ?? []), ...flowsOf(lost)]),
});

const statutesIn = ({ statutes }: Draft, told: readonly ToldItem[], lost: readonly ToldItem[]): void => {
  const gone = new Set(lost.map(({ item }) => item));
  for (const { item, basis } of told) {
    if (basis?.gateway === undefined || gone.has(item)) continue;
    statutes.set(item, new Set([...(statutes.get(item) ?? []), basis.gateway]));
  }
};

/** The statute under which all of it may be retained, if there is one. */
const statuteOf = ({ items, byHand, statutes }: Draft): string | undefined => {
  if (byHand.size > 0) return undefined;
  const [first = new Set<string>(), ...others] = [...items.keys()].map(
    (item) => statutes.get(item) ?? new Set<string>(),
  );
  return [...first].filter((statute) => others.every((other) => other.has(statute))).sort()[0];
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface Recalling {
  readonly taken: Taken;
  readonly obligation: 'stop-using' | 'delete';
  /** The ids by which an agency is told of people whom another named. */
  readonly peopleTold: PeopleTold;
}

/** Gathers who has to be told about one person; nothing is kept of entries that relied on nothing that has gone. */
export const recalledAbout = (about: About, { taken, obligation, peopleTold }: Recalling) => {
  const drafts = new Map<string, Draft>();

  const draftFor = (recipient: string, agencyId: AgencyId): Draft => {
    const found = drafts.get(recipient) ?? {
      ...{ agencyId, items: new Map(), byHand: new Set<string>() },
      ...{ known: new Set<PersonId>(), statutes: new Map() },
    };
    drafts.set(recipient, found);
    return found;
  };

  const know = ({ known }: Draft, ids: readonly PersonId[]): void => {
    for (const id of ids) if (about.records.has(id)) known.add(id);
  };

  const takeByHand = async ({ id, said }: Extract<Told, { kind: 'by-hand' }>): Promise<void> => {
    if (!taken.lostByHand(said)) return;
    const { recipient, subjects } = said;
    if (!('agencyId' in recipient)) {
      // Nobody outside answers here: whoever told them asks them.
      const draft = draftFor(`outside:${id}`, said.agencyId);
      draft.byHand.add(id);
      know(draft, subjects);
      return;
    }
    const draft = draftFor(recipient.agencyId, recipient.agencyId);
    draft.byHand.add(id);
    // INVARIANT: whoever told them named people by the ids that it knows itself, which may be of records that they do not know.
    know(draft, (await peopleTold(recipient.agencyId, subjects)).people(subjects));
  };

  const take = async (told: Told): Promise<void> => {
    if (told.kind === 'by-hand') {
      await takeByHand(told);
      return;
    }
    const { telling, toldAs } = told;
    const lost = await taken.lost(telling, about);
    const draft = draftFor(telling.recipient, telling.recipient);
    for (const item of lost) draft.items.set(item.item, drafted(draft.items.get(item.item), item, toldAs(item.item)));
    if (lost.length > 0) know(draft, telling.known);
    if (taken.retainable) statutesIn(draft, toldIn(telling), lost);
  };

  const recalled = (): readonly Recalled[] =>
    [...drafts]
      .filter(([, { items, byHand }]) => items.size + byHand.size > 0)
      .sort(([a], [b]) => byText(a, b))
      .map(([recipient, draft]) => {
        const basis = taken.retainable ? statuteOf(draft) : undefined;
        return {
          recipient,
          agencyId: draft.agencyId,
          subject: about.subject,
          subjects: [...about.records].sort(),
          knownAs: [...draft.known].sort(),
          scope: {
            items: [...draft.items.values()].sort((a, b) => byText(a.item, b.item)),
            byHand: [...draft.byHand].sort(),
          },
          ...(basis === undefined ? { obligation } : { obligation: 'retain-under-statute', basis }),
        };
      });

  return { take, recalled };
};
