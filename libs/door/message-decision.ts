import type { Asked, FactsGatherer, Gathered } from '@hub/facts';
import type { LookedAt } from '@hub/disclosures';
import type { AgencyId, Facts, Instant, Item, PersonId } from '@hub/sharing';

/** Who would be told by a message, of whom, and what is looked at for it. */
export interface MessageLook {
  readonly agency: AgencyId;
  /** That of the subscription; missing: nothing is told under any. */
  readonly agreementId: string | undefined;
  readonly person: PersonId;
  readonly looked: LookedAt;
}

/** A flow that carries only the newest so many has to know them all. */
const countsItems = ({ agreements }: Facts): boolean =>
  agreements.some(({ flows }) => flows.some(({ mostRecent }) => mostRecent !== undefined));

/**
 * The facts on which a message is decided, whether it is about to be released or looked at again: about these items alone
 * (missing: all), for what was decided about others is nobody's business in its record.
 *
 * INVARIANT: only what the subscription's own agreement permits: fewer agreements permit less.
 */
export const messageFacts = (
  facts: Facts,
  agreementId: string | undefined,
  only: (item: Item) => boolean = () => true,
): Facts => {
  const under = { ...facts, agreements: facts.agreements.filter(({ id }) => id === agreementId) };
  return countsItems(under) ? under : { ...under, items: under.items.filter(only) };
};

/** What is asked of the log for a message. */
export const messageAsked = (
  { agency, person, looked: { notes = false, noteId, consents } }: Omit<MessageLook, 'agreementId'>,
  at: Instant,
): Asked => ({
  people: [person],
  ...(noteId === undefined ? {} : { noteId }),
  ...(consents ? { consentsOf: agency } : {}),
  notes,
  at,
});

/** Gathers it as of now: with all notes where a flow counts them. */
export const gatheredForMessage = async (
  facts: Pick<FactsGatherer, 'gather'>,
  look: MessageLook,
  now: () => Instant,
): Promise<Gathered> => {
  const gathered = await facts.gather(messageAsked(look, now()));
  if (look.looked.notes || !countsItems(messageFacts(gathered.facts, look.agreementId))) return gathered;
  return facts.gather(messageAsked({ ...look, looked: { ...look.looked, notes: true } }, now()));
};
