import { fold, type Event, type Recorded } from '@hub/eventsourcing';
import { agreementRevision, changes, type AgreementEvent } from './index.js';

/** Events as the register keeps them, each about an agreement or, without one, about an agency. */
const register = (...about: readonly (string | undefined)[]): readonly Recorded<AgreementEvent>[] =>
  about.map((agreementId, revision): Recorded => {
    const event: Event = {
      type: 'Changed',
      data: agreementId === undefined ? { agencyId: 'school' } : { agreementId },
    };
    const metadata = { agency: 'school', actor: 'w1', correlationId: 'c' };
    const recorded = { stream: 'register', position: String(revision), recordedAt: '2026-06-30T09:12:00.000Z' };
    return { ...event, id: String(revision), metadata, revision, ...recorded };
  }) as readonly Recorded[] as readonly Recorded<AgreementEvent>[];

describe('the revision of an agreement', () => {
  const all = fold(changes, register(undefined, 'a', 'b', undefined, 'a', 'b', 'a'));

  it('counts its own changes, whatever else the register has recorded', () => {
    expect(agreementRevision(all, 'a')).toBe(2);
    expect(agreementRevision(all, 'b')).toBe(1);
    expect(agreementRevision(all, 'unknown')).toBe(-1);
  });

  it('is known for every revision of the register', () => {
    const then = Array.from({ length: 7 }, (_, at) => agreementRevision(all, 'a', at));
    expect(then).toEqual([-1, 0, 0, 0, 1, 1, 2]);
  });
});
