import fc from 'fast-check';
import { audit, type Asking } from '@hub/door';
import { aHub, asking, officer } from '@hub/door/testing';
import type { ConsentEvent } from '@hub/consents';
import {
  aFamily,
  consented,
  HEALTH,
  involved,
  linked,
  partnership,
  POLICE,
  registered,
  SCHOOL,
  withdrawn,
  type FactEvent,
} from '@hub/facts/testing';
import { consentList } from './index.js';

let questions = 0;

const withFamily = async (...more: readonly FactEvent[]) => {
  const hub = aHub();
  await hub.happened(...partnership(), ...aFamily(), ...more);
  const list = consentList(hub.ports);
  const audited = audit({ ...hub.ports, store: hub.store });
  const read = (change: Partial<Asking> = {}, personId = 'c1') =>
    list.consents({ id: `k${String((questions += 1))}`, asking: { ...asking, ...change }, personId });
  const told = async (...from: Parameters<typeof read>) => {
    const answer = await read(...from);
    return answer.found ? answer.consents.map(({ consentId }) => consentId) : 'unknown';
  };
  /** The newest entry that a list left. */
  const entry = async () => {
    const made = (await hub.trail()).filter((event) => event.type === 'DisclosureMade');
    return made.at(-1)!.data;
  };
  const replay = async () => {
    const { requestId: disclosureId } = await entry();
    const replayed = await audited.replay({ id: `r${String((questions += 1))}`, officer, disclosureId });
    if ('found' in replayed) throw new Error('there is no such entry');
    return replayed;
  };
  return { ...hub, read, told, entry, replay };
};

const recordedBy = (event: ConsentEvent, agencyId: string): ConsentEvent =>
  ({ ...event, data: { ...event.data, agencyId } }) as ConsentEvent;

const restricted = (
  personId: string,
  kind: 'protected-address' | 'court-order' | 'sealed' | 'adoption',
  custodian: string = HEALTH,
): FactEvent => ({
  type: 'RestrictionImposed',
  data: {
    personId,
    agencyId: custodian,
    restriction: {
      id: `r-${personId}-${kind}`,
      kind,
      categories: ['involvement'],
      custodians: [{ agency: custodian, roles: [], purposes: [] }],
      workers: [],
      period: { from: '2026-01-01T00:00:00.000Z' },
      ...(kind === 'adoption' ? { before: '2026-03-01T00:00:00.000Z' } : {}),
    },
  },
});

describe('the list of consents', () => {
  it('tells what the agency recorded and what names it or everybody, each an item of its entry', async () => {
    const hub = await withFamily(
      consented('k1', 'c1', 'm1'),
      consented('k2', 'c1', 'm1', { recipients: [POLICE] }),
      consented('k3', 'c1', 'm1', { recipients: [SCHOOL, POLICE] }),
      recordedBy(consented('k4', 'c1', 'm1', { recipients: [POLICE] }), SCHOOL),
      withdrawn('c1', 'k3'),
    );
    const answer = await hub.read();
    expect(answer).toMatchObject({
      found: true,
      consents: [
        { consentId: 'k1', agencyId: HEALTH, withdrawn: false },
        { consentId: 'k3', withdrawn: true },
        { consentId: 'k4', agencyId: SCHOOL },
      ],
    });
    const { items, subjects } = await hub.entry();
    expect(items.map(({ item }) => item)).toEqual(['consent-k1', 'consent-k3', 'consent-k4']);
    expect(items[0]).toEqual({
      item: 'consent-k1',
      revision: 4,
      fields: ['grantor', 'capacity', 'decision', 'scope', 'period', 'effectiveAt', 'withdrawn', 'inError'],
    });
    expect(subjects).toEqual(['c1', 'm1']);
  });

  it('tells and records those of all records of the person', async () => {
    const hub = await withFamily(
      registered('c2', SCHOOL),
      ...linked('c1', 'c2', 'x'),
      consented('k1', 'c1', 'm1'),
      consented('k2', 'c2', 'm1'),
    );
    expect(await hub.told({}, 'c2')).toEqual(['k1', 'k2']);
    const { items, subjects } = await hub.entry();
    expect(items.map(({ item }) => item)).toEqual(['consent-k1', 'consent-k2']);
    expect([...subjects].sort()).toEqual(['c1', 'c2', 'm1']);
  });

  it.each(['protected-address', 'court-order', 'sealed'] as const)(
    'tells nothing that somebody’s restriction hides, neither the child’s nor the grantor’s: %s',
    async (kind) => {
      for (const about of ['c1', 'm2']) {
        const hub = await withFamily(registered('m2', HEALTH), consented('k1', 'c1', 'm2'), involved('c1', POLICE));
        expect(await hub.told()).toEqual(['k1']);
        // The school keeps something that shows, by which it is let in.
        await hub.happened(registered('s1', SCHOOL), ...linked('c1', 's1', 'x'), restricted(about, kind));
        expect(await hub.told()).toEqual([]);
        expect((await hub.entry()).items).toEqual([]);
      }
    },
  );

  it('lets nobody in: whoever is told nothing of a person is told of no consent either, even one that names them', async () => {
    const hub = await withFamily(
      consented('k1', 'c1', 'm1', { recipients: [POLICE], effectiveAt: '2026-05-01T00:00:00.000Z' }),
      involved('c1', POLICE),
    );
    // Hides what the police have from before, and not the consent, which came afterwards.
    await hub.happened(restricted('c1', 'adoption'));
    expect(await hub.told({ agency: POLICE, worker: 'pc-1', role: 'officer' })).toBe('unknown');
    expect((await hub.trail()).at(-1)).toMatchObject({ type: 'DisclosureDenied', data: { subjects: ['c1'] } });
  });

  it('is answered with the facts of the moment: what is withdrawn while it is asked is told as withdrawn', async () => {
    const hub = await withFamily(consented('k1', 'c1', 'm1'));
    const append = hub.ports.store.append.bind(hub.ports.store);
    let once = true;
    hub.ports.store.append = async (one) => {
      const done = await append(one);
      if (one.stream.startsWith('disclosure-') && once) {
        once = false;
        await hub.happened(withdrawn('c1', 'k1'));
      }
      return done;
    };
    expect(await hub.read()).toMatchObject({ consents: [{ consentId: 'k1', withdrawn: true }] });
    expect((await hub.trail()).map(({ type }) => type)).toEqual([
      'DisclosureMade',
      'DisclosureVoided',
      'DisclosureMade',
    ]);
  });
});

interface Drawn {
  readonly subject: string;
  readonly grantor: string;
  readonly recipients: readonly string[] | undefined;
  readonly mine: boolean;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  subject: fc.constantFrom('c1', 'c2'),
  grantor: fc.constantFrom('m1', 'm2'),
  recipients: fc.constantFrom<Drawn['recipients']>(undefined, [SCHOOL], [POLICE], [SCHOOL, HEALTH]),
  mine: fc.boolean(),
});

const recorded = ({ subject, grantor, recipients, mine }: Drawn, index: number): ConsentEvent =>
  recordedBy(
    consented(`k${String(index)}`, subject, grantor, recipients === undefined ? {} : { recipients }),
    mine ? SCHOOL : HEALTH,
  );

const permittedIn = (items: readonly { readonly item: string; readonly outcome: string }[]): readonly string[] =>
  items.filter(({ item, outcome }) => item.startsWith('consent-') && outcome === 'permit').map(({ item }) => item);

describe('the entry that a list of consents leaves', () => {
  it('names each consent that was told and no other, and replays to the same whatever comes after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { maxLength: 8 }), fc.subarray(['c1', 'm1', 'm2']), async (all, hidden) => {
        const hub = await withFamily(
          registered('m2', HEALTH),
          registered('c2', SCHOOL),
          ...linked('c1', 'c2', 'x'),
          ...all.map(recorded),
          ...hidden.map((person) => restricted(person, 'court-order')),
        );
        const mayBeTold = ({ grantor, recipients, mine }: Drawn): boolean =>
          (mine || recipients === undefined || recipients.includes(SCHOOL)) &&
          !hidden.includes('c1') &&
          !hidden.includes(grantor);
        const expected = all.flatMap((one, index) => (mayBeTold(one) ? [`k${String(index)}`] : []));
        const told = await hub.told();
        expect(Array.from(told).sort()).toEqual(expected);
        const items = expected.map((consentId) => `consent-${consentId}`);
        expect((await hub.entry()).items.map(({ item }) => item).sort()).toEqual(items);
        await hub.happened(consented('later', 'c1', 'm1'), restricted('c1', 'sealed'));
        const [replayed] = await hub.replay();
        expect(replayed).toMatchObject({ same: true, subjects: ['c2'] });
        expect(permittedIn(replayed!.then.items)).toEqual(items);
      }),
      { numRuns: 60 },
    );
  });

  it('is replayed with what would be told today beside it', async () => {
    const hub = await withFamily(consented('k1', 'c1', 'm1'), registered('s1', SCHOOL), ...linked('c1', 's1', 'x'));
    await hub.read();
    await hub.happened(restricted('c1', 'court-order'));
    const [replayed] = await hub.replay();
    expect(permittedIn(replayed!.then.items)).toEqual(['consent-k1']);
    expect(permittedIn(replayed!.today.items)).toEqual([]);
  });
});
