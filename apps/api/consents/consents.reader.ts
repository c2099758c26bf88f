import { consent, consentStream, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import { leaving, requestOf, type Asking, type DoorPorts } from '@hub/door';
import { fold, type EventStore } from '@hub/eventsourcing';
import { answerOf, decide, type AgencyId, type PersonId } from '@hub/sharing';

export interface ConsentsQuestion {
  /** Unique: names the entry in the trail. */
  readonly id: string;
  readonly asking: Asking;
  readonly personId: PersonId;
}

export type ConsentsReader = (question: ConsentsQuestion) => Promise<readonly ConsentRecord[] | 'unknown'>;

type Ports = DoorPorts & { readonly store: Pick<EventStore, 'append' | 'heads' | 'isAfter' | 'readMany'> };

/** What an agency recorded itself, and what names it, or everybody, as a recipient. */
const concerns =
  (agency: AgencyId) =>
  ({ agencyId, scope }: ConsentRecord): boolean =>
    agencyId === agency || (scope.recipients?.includes(agency) ?? true);

/** The consents about a person, for an agency that is let in to the person: decided and recorded first. */
export const consentsReader = (ports: Ports): ConsentsReader => {
  const leave = leaving(ports);

  const consentsOf = async (people: readonly PersonId[]): Promise<readonly ConsentRecord[]> => {
    const streams = await ports.store.readMany(people.map(consentStream));
    return [...streams.values()].flatMap((events) => fold(consent, events as readonly ConsentEvent[]));
  };

  return async ({ id, asking, personId }) =>
    leave<readonly ConsentRecord[] | 'unknown'>(id, async (requestId) => {
      const at = ports.now();
      const gathered = await ports.facts.gather({ people: [personId], notes: false, at });
      const request = requestOf({ asking, action: 'view' }, gathered.subjects, at);
      const decision = decide(request, gathered.facts);
      const told = answerOf(decision) !== undefined;
      const consents = told ? (await consentsOf(gathered.recordsOf(personId))).filter(concerns(asking.agency)) : [];
      return {
        by: asking,
        command: {
          type: 'RecordDisclosure',
          data: {
            requestId,
            request,
            question: 'consents',
            decision,
            subjects: gathered.recordsOf(personId),
            items: [],
          },
        },
        heads: decision.heads,
        passages: [],
        positionOf: gathered.positionOf,
        silent: !told,
        answer: () => (told ? consents : 'unknown'),
      };
    });
};
