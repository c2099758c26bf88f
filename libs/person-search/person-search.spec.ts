import { createHmac } from 'node:crypto';
import { audit } from '@hub/door';
import { aHub, asking } from '@hub/door/testing';
import {
  aFamily,
  consented,
  HEALTH,
  involved,
  linked,
  partnership,
  POLICE,
  SCHOOL,
  withdrawn,
} from '@hub/facts/testing';
import type { PersonEvent } from '@hub/people';
import { personSearch, searchTerms, type HashOfTerm, type SearchValues } from './index.js';
import { peopleIndexOver } from './testing/index.js';

const hash: HashOfTerm = (field, value) => createHmac('sha256', 'key').update(`${field} ${value}`).digest('base64url');

let searches = 0;

const settled = async () => {
  const hub = aHub();
  await hub.happened(...partnership(), ...aFamily(), consented('k1', 'c1', 'm1'));
  const { search } = personSearch({ ...hub.ports, index: peopleIndexOver(hub.store, hash), hash });
  const found = async (values: SearchValues, by = asking) =>
    search({ id: `s${String((searches += 1))}`, asking: by, values });
  return { ...hub, found };
};

const c1: SearchValues = { 'given-name': 'given c1', 'family-name': 'EXAMPLE', 'date-of-birth': '2018-03-04' };

const addressOf = (personId: string, agencyId: string): PersonEvent => ({
  type: 'AddressRecorded',
  data: {
    personId,
    agencyId,
    addressId: `a-${personId}`,
    address: { subjects: [personId], clear: { lines: ['1 High Street'], postcode: 'AB1 2CD' } },
    period: { from: '2026-01-01T00:00:00.000Z' },
  },
});

/** Registered by somebody else under the name that c1 has. */
const namesake = (personId: string, agencyId: string): PersonEvent => ({
  type: 'PersonRegistered',
  data: {
    personId,
    agencyId,
    name: { subjects: [personId], clear: { given: 'Given-c1', family: 'Example' } },
    dateOfBirth: { subjects: [personId], clear: '2018-03-04' },
    location: 'checked',
  },
});

describe('a search', () => {
  it('finds who is meant, by the least that tells people apart', async () => {
    const { found } = await settled();
    expect((await found(c1)).people).toEqual([
      {
        personId: 'c1',
        identities: [
          { source: HEALTH, says: [{ given: 'Given-c1', family: 'Example' }, { dateOfBirth: '2018-03-04' }] },
        ],
      },
    ]);
  });

  it('is in the trail before anything is read: fields, keyed hashes and everybody who was considered', async () => {
    const hub = await settled();
    await hub.happened(namesake('c8', POLICE));
    await hub.found(c1);
    const [made] = await hub.trail();
    expect(made).toMatchObject({
      type: 'SearchMade',
      data: {
        fields: ['given-name', 'family-name', 'date-of-birth'],
        candidates: [
          { personId: 'c1', shown: true, reasons: [] },
          { personId: 'c8', shown: false, reasons: ['NO_RELATIONSHIP'] },
        ],
        subjects: ['c1', 'c8'],
      },
    });
    expect(JSON.stringify(made)).not.toMatch(/example|2018-03-04/i);
    expect(hub.permissions).toHaveLength(1);
  });

  it('answers alike about nobody and about somebody who is withheld', async () => {
    const { found } = await settled();
    const told = async (values: SearchValues) => ({ ...(await found(values)), disclosureId: '' });
    const withheld = await told({ 'given-name': 'm1', 'family-name': 'example' });
    expect(withheld).toEqual(await told({ 'given-name': 'nobody', 'family-name': 'nowhere' }));
    expect(withheld.people).toEqual([]);
  });

  it('shows nobody once consent is withdrawn', async () => {
    const hub = await settled();
    await hub.happened(withdrawn('c1', 'k1'));
    expect((await hub.found(c1)).people).toEqual([]);
  });

  it('shows nobody by what was decided before something moved, though another was decided about after it', async () => {
    const hub = await settled();
    await hub.happened(namesake('c8', POLICE));
    let turn: Promise<unknown> = Promise.resolve();
    let suspended = false;
    const facts: typeof hub.ports.facts = {
      ...hub.ports.facts,
      gather: async (asked) => {
        const mine = turn.then(async () => hub.ports.facts.gather(asked));
        turn = mine.then(async () => {
          if (!suspended)
            await hub.happened({ type: 'AgencySuspended', data: { agencyId: HEALTH, reason: 'leaving' } });
          suspended = true;
        });
        return mine;
      },
    };
    const { search } = personSearch({ ...hub.ports, facts, index: peopleIndexOver(hub.store, hash), hash });
    expect((await search({ id: 'between', asking, values: c1 })).people).toEqual([]);
    expect((await hub.trail()).map(({ type }) => type)).toEqual(['SearchMade', 'DisclosureVoided', 'SearchMade']);
  });

  it('can be replayed for whoever was shown: who was not is in the log alone', async () => {
    const hub = await settled();
    await hub.happened(namesake('c8', POLICE));
    const { disclosureId } = await hub.found(c1);
    await hub.happened(withdrawn('c1', 'k1'));
    const officer = { ...asking, worker: 'ig', role: 'ig-officer' };
    const replayed = await audit({ ...hub.ports, store: hub.store }).replay({ id: 'r', officer, disclosureId });
    expect(replayed).toMatchObject([
      { subjects: ['c1'], same: true, moved: [{ stream: 'consents-c1', events: ['ConsentWithdrawn'] }] },
    ]);
    expect(JSON.stringify([replayed, (await hub.trail()).at(-1)])).not.toContain('c8');
  });

  it('wants every field to match', async () => {
    const { found } = await settled();
    expect((await found({ ...c1, 'date-of-birth': '2018-03-05' })).people).toEqual([]);
  });

  it.each<[string, SearchValues]>([
    ['nothing', {}],
    ['blanks', { 'family-name': ' ', 'given-name': '?' }],
    ['a family name alone', { 'family-name': 'Example' }],
    ['a date and a place', { 'date-of-birth': '2018-03-04', postcode: 'AB1 2CD' }],
  ])('does not list people by %s', async (_what, values) => {
    const { found, trail } = await settled();
    await expect(found(values)).rejects.toMatchObject({ code: 'search/too-wide' });
    expect(await trail()).toEqual([]);
  });

  it('does not find by an address that the caller may not see: that would give it away', async () => {
    const hub = await settled();
    await hub.happened(addressOf('c1', HEALTH));
    expect((await hub.found({ 'family-name': 'Example', postcode: 'ab12cd' })).people).toEqual([]);
    await hub.happened({
      ...addressOf('c1', SCHOOL),
      data: { ...addressOf('c1', SCHOOL).data, addressId: 'own' },
    } as PersonEvent);
    expect((await hub.found({ 'family-name': 'Example', postcode: 'ab12cd' })).people).toMatchObject([
      { personId: 'c1' },
    ]);
  });

  it('does not find by the address from before an adoption, though the one from after it shows', async () => {
    const hub = await settled();
    const lived = (addressId: string, postcode: string, from: string): PersonEvent => ({
      type: 'AddressRecorded',
      data: {
        personId: 'c1',
        agencyId: SCHOOL,
        addressId,
        address: { subjects: ['c1'], clear: { lines: ['1 High Street'], postcode } },
        period: { from },
      },
    });
    await hub.happened(
      lived('old', 'AB1 2CD', '2020-01-01T00:00:00.000Z'),
      lived('new', 'EF3 4GH', '2026-01-01T00:00:00.000Z'),
      {
        type: 'RestrictionImposed',
        data: {
          personId: 'c1',
          agencyId: HEALTH,
          restriction: {
            id: 'r1',
            kind: 'adoption',
            categories: ['address'],
            custodians: [],
            workers: [],
            before: '2026-01-01T00:00:00.000Z',
            period: { from: '2026-01-01T00:00:00.000Z' },
          },
        },
      },
    );
    expect((await hub.found({ 'family-name': 'Example', postcode: 'ef34gh' })).people).toHaveLength(1);
    expect((await hub.found({ 'family-name': 'Example', postcode: 'ab12cd' })).people).toEqual([]);
  });

  it('finds by a number that goes with the identity, or that is the caller’s own', async () => {
    const hub = await settled();
    const numbered = (agencyId: string, scheme: 'local' | 'nhs-number', value: string): PersonEvent => ({
      type: 'IdentifierRecorded',
      data: { personId: 'c1', agencyId, scheme, value: { subjects: ['c1'], clear: value } },
    });
    await hub.happened(
      numbered(HEALTH, 'nhs-number', '9434765919'),
      numbered(SCHOOL, 'local', 'P-12'),
      numbered(HEALTH, 'local', 'H-7'),
    );
    expect((await hub.found({ 'nhs-number': '943 476 5919' })).people).toHaveLength(1);
    expect((await hub.found({ local: 'p12' })).people).toHaveLength(1);
    expect((await hub.found({ local: 'H-7' })).people).toEqual([]);
  });

  it('shows a person once whose records are linked, and only the records that show', async () => {
    const hub = await settled();
    await hub.happened(namesake('c2', POLICE), involved('c2', SCHOOL), ...linked('c1', 'c2', 'x'));
    const { people } = await hub.found(c1);
    expect(people).toMatchObject([{ personId: 'c1', identities: [{ source: HEALTH }] }]);
  });

  it('shows whoever has a record of their own that one, and keeps in the trail that it did', async () => {
    const hub = await settled();
    await hub.happened(namesake('c2', SCHOOL), ...linked('c1', 'c2', 'x'));
    const { people } = await hub.found(c1);
    expect(people).toMatchObject([{ personId: 'c2', identities: [{ source: HEALTH }, { source: SCHOOL }] }]);
    const [made] = await hub.trail();
    expect(made).toMatchObject({
      data: { candidates: [{ personId: 'c1', shown: true }], knownAs: ['c2'], subjects: ['c1', 'c2'] },
    });
  });
});

describe('a search term', () => {
  it.each([
    ['family-name', "O'Brien", ['obrien']],
    ['given-name', 'Zoë  Anne', ['zoeanne', 'zoe', 'anne']],
    ['given-name', '李', ['李']],
    ['nhs-number', '943 476 5919', ['9434765919']],
    ['postcode', 'ab1 2cd', ['ab12cd']],
    ['local', 'P-12', ['school/p12']],
    ['local', ' ', []],
  ] as const)('of %s %j is %j', (field, text, values) => {
    expect(searchTerms(field, text, SCHOOL).map(({ value }) => value)).toEqual(values);
  });
});
