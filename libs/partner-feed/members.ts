import { memberItem } from '@hub/people';
import type { FamilyId, PersonId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import type { Outcome } from './draft.js';
import type { Judged, Look } from './judging.js';
import { covers, showing, wants, type Occasion } from './telling.js';
import { heldBack } from './withheld.js';

const LINKED = 'org.concord.family.linked.v1';
const UNLINKED = 'org.concord.family.unlinked.v1';

export const lookAtMember = (person: PersonId, familyId: FamilyId): Look => ({
  person,
  only: ({ id }) => id === memberItem(familyId, person),
});

const sinceIn = (cause: CauseEvent): string => {
  if (cause.type === 'FamilyMemberJoined') return cause.data.from;
  return cause.type === 'FamilyMemberLeft' ? cause.data.until : cause.recordedAt;
};

/** That somebody has joined a family, or has left it, where that shows. */
export const memberNews = (
  occasion: Occasion,
  familyId: FamilyId,
  { key, looks }: { readonly key: string; readonly looks: readonly Judged[] },
): readonly Outcome[] => {
  const { cause, person } = occasion;
  const type = cause.type === 'FamilyMemberLeft' ? UNLINKED : LINKED;
  const id = memberItem(familyId, person);
  const found = showing(looks).get(id);
  if (!found)
    return heldBack(
      occasion,
      looks,
      type,
      (item, { subscription }) => item.id === id && item.source !== subscription.agencyId && covers(subscription, item),
    );
  if (!wants(found.judged.subscription, type)) return [];
  const validfrom = sinceIn(cause);
  return [
    {
      ...{ type, cause, key, time: validfrom, readable: true, familyId },
      dataOf: (reference) => ({ reference: `family/${reference('family', familyId)}`, validfrom }),
      about: { judged: found.judged, person, shown: [found.shown] },
    },
  ];
};
