import { NO_STREAM, type Appended, type EventStore, type Recorded } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import type { AgencyEvent } from '@hub/agencies';
import type { AgreementEvent } from '@hub/agreements';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { ConsentEvent } from '@hub/consents';
import type { OverrideEvent } from '@hub/overrides';
import type { FamilyEvent, MatchEvent, PersonEvent } from '@hub/people';

export type FactEvent =
  AgencyEvent | AgreementEvent | CaseNoteEvent | ConsentEvent | OverrideEvent | FamilyEvent | MatchEvent | PersonEvent;

/** A UUID that says which one it is. */
export const uuid = (number: number): string => `00000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`;

/** The stream that an event belongs to. */
export const streamOf = ({ type, data }: FactEvent): string => {
  if (type.startsWith('Agency') || type.startsWith('Agreement')) return 'register';
  if ('consentId' in data || 'withdraws' in data) return `consents-${data.subject}`;
  if ('noteId' in data) return `note-${data.noteId}`;
  if ('overrideId' in data) return `override-${data.overrideId}`;
  if ('familyId' in data) return `family-${data.familyId}`;
  if (type.startsWith('Match') && 'people' in data) return `match-${data.matchId}`;
  return `person-${(data as PersonEvent['data']).personId}`;
};

/** A log in memory with a clock that moves a second with every event, and a short way to write to it. */
export const aLog = () => {
  let seconds = 0;
  let events = 0;
  const now = (): string => new Date(Date.parse('2026-06-01T09:00:00.000Z') + seconds * 1000).toISOString();
  const store: EventStore = inMemoryEventStore({ now });

  const happened = async (...all: readonly FactEvent[]): Promise<Appended | undefined> => {
    let last: Appended | undefined;
    for (const event of all) {
      seconds += 1;
      events += 1;
      const stream = streamOf(event);
      const expected = (await store.heads([stream])).get(stream) ?? NO_STREAM;
      last = await store.append({
        stream,
        expected,
        events: [{ ...event, id: uuid(events), metadata: { agency: 'test', actor: 'test', correlationId: 'test' } }],
        claim: { agency: 'test', commandId: String(events), requestMac: 'test' },
      });
    }
    return last;
  };

  const everything = async (): Promise<readonly Recorded[]> => store.page(store.start, 1_000_000);

  return { store, now, happened, everything, tick: (by: number) => void (seconds += by) };
};

export type Log = ReturnType<typeof aLog>;
