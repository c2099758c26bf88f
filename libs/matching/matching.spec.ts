import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { blockingKeysOf, PROPOSE_FROM, proposalOf, proposalsAmong, type Identity, type PersonRecord } from './index.js';

const ada: Identity = {
  name: { given: 'Ada', family: 'Okafor' },
  dateOfBirth: '2014-02-28',
  addresses: [{ lines: ['1 High Street', 'Aberwen'], postcode: 'ZZ99 3WZ' }],
};
const recordOf = (agency: string, identity: Identity, personId = `${agency}-1`): PersonRecord => ({
  personId,
  agency,
  identity,
});
const between = (one: Identity, other: Identity) => proposalOf(recordOf('council', one), recordOf('school', other))!;
const agreementOf = (field: string, one: Partial<Identity>, other: Partial<Identity>) =>
  between({ ...ada, ...one }, { ...ada, ...other }).reasons.find((reason) => reason.field === field)?.agreement;
const named = (given: string, family = 'Okafor', known?: string): Identity => ({
  ...ada,
  name: { given, family, ...(known === undefined ? {} : { known }) },
});

describe('two names agree', () => {
  const given = (one: string, other: string) => agreementOf('given-name', named(one), named(other));
  const family = (one: string, other: string) => agreementOf('family-name', named('Ada', one), named('Ada', other));

  it('however they are written', () => {
    for (const [one, other] of [
      ['Zoë', 'ZOE'],
      ['Zoe\u0308', 'Zoë'],
      ['Łukasz', 'Lukasz'],
      ['Søren', 'Soren'],
      ['İpek', 'ipek'],
      ['Anne-Marie', 'Anne Marie'],
      ['Siân', ' sian '],
    ] as const)
      expect(given(one, other)).toBe('same');
    for (const [one, other] of [
      ['O’Neill', "O'Neill"],
      ["O'Neill", 'ONEILL'],
      ['Mac Donald', 'MacDonald'],
      ['Groß', 'Gross'],
      ['de la Cruz', 'De La Cruz'],
    ] as const)
      expect(family(one, other)).toBe('same');
  });

  it('but not where a mark is a vowel', () => {
    expect(given('सीता', 'सती')).not.toBe('same');
    expect(given('மணி', 'மணு')).not.toBe('same');
  });

  it('nearly, after a slip of the pen, in part, or as somebody is known', () => {
    expect(given('Catherine', 'Catherin')).toBe('near');
    expect(given('Catherine', 'Katherine')).toBe('near');
    expect(given('Catherine', 'Cahterine')).toBe('near');
    expect(given('Sam', 'Samuel')).toBe('near');
    expect(agreementOf('given-name', named('William', 'Okafor', 'Bill'), named('Bill'))).toBe('near');
    expect(family('Hill-Okafor', 'Okafor')).toBe('near');
  });

  it('not at all otherwise, short ones without mercy', () => {
    expect(given('Ada', 'Ida')).toBe('different');
    expect(given('Martin', 'Damian')).toBe('different');
    expect(given('A', 'Ada')).toBe('different');
  });

  it('the other way round', () => {
    expect(between(named('Ada', 'Okafor'), named('Okafor', 'Ada')).reasons).toContainEqual({
      field: 'name',
      agreement: 'near',
    });
  });

  it('unless one of them is missing', () => {
    expect(given('', 'Ada')).toBeUndefined();
  });
});

describe('dates of birth, addresses and numbers', () => {
  it('agree nearly a day or a digit apart, or with day and month turned', () => {
    const born = (one: string, other: string) =>
      agreementOf('date-of-birth', { dateOfBirth: one }, { dateOfBirth: other });
    expect(born('2014-02-28', '2014-02-28')).toBe('same');
    expect(born('2016-05-01', '2016-04-30')).toBe('near');
    expect(born('2014-02-28', '2015-02-28')).toBe('near');
    expect(born('2014-02-03', '2014-03-02')).toBe('near');
    expect(born('2014-02-28', '2011-11-17')).toBe('different');
  });

  it('agree at any address that both know, wherever the postcode is kept', () => {
    const at = (...addresses: Identity['addresses'][number][]) => ({ addresses });
    const [home, same, next, away] = [
      { lines: ['1 High Street', 'Aberwen'], postcode: 'ZZ99 3WZ' },
      { lines: ['1 HIGH STREET,', 'Aberwen', 'ZZ993WZ'] },
      { lines: ['2 High Street', 'Aberwen', 'ZZ99 3WZ'] },
      { lines: ['7 Sea Road'], postcode: 'ZZ99 4AA' },
    ];
    expect(agreementOf('address', at(home, away), at(same))).toBe('same');
    expect(agreementOf('address', at(home), at(next))).toBe('near');
    expect(agreementOf('address', at(home), at(away))).toBe('different');
    expect(agreementOf('address', at(home), at())).toBeUndefined();
  });

  it('agree or differ as numbers do', () => {
    expect(agreementOf('nhs-number', { nhsNumber: '9990000018' }, { nhsNumber: '999 000 0018' })).toBe('same');
    expect(agreementOf('upn', { upn: 'B801200005001' }, { upn: 'P207000016049' })).toBe('different');
    expect(agreementOf('upn', { upn: 'B801200005001' }, {})).toBeUndefined();
  });
});

describe('a proposal', () => {
  it('is never made within one agency', () => {
    expect(proposalOf(recordOf('council', ada, 'p1'), recordOf('council', ada, 'p2'))).toBeUndefined();
    expect(proposalsAmong([recordOf('council', ada, 'p1'), recordOf('council', ada, 'p2')])).toEqual([]);
  });

  it('names the fields, and never a value', () => {
    const [proposal] = proposalsAmong([recordOf('council', ada), recordOf('school', ada)]);
    expect(proposal?.people).toEqual(['council-1', 'school-1']);
    expect(JSON.stringify(proposal)).not.toMatch(/Ada|Okafor|2014|High Street/i);
  });

  it('is not made of twins, nor of a parent and the child named after them', () => {
    const twin = between(ada, named('Ike'));
    const likeTwin = between(named('Jayden'), named('Kayden'));
    const namesake = between(ada, { ...ada, dateOfBirth: '1985-11-17' });
    expect(twin.confidence).toBeLessThan(PROPOSE_FROM);
    expect(namesake.confidence).toBeLessThan(PROPOSE_FROM);
    expect(likeTwin.confidence).toBeLessThan(between(ada, ada).confidence);
  });

  it('is made of somebody who has moved, or whose name has changed, where a number says so', () => {
    const moved = between(ada, { ...ada, addresses: [{ lines: ['7 Sea Road'], postcode: 'ZZ99 4AA' }] });
    expect(moved.confidence).toBeGreaterThan(PROPOSE_FROM);
    const number = { nhsNumber: '9990000018' };
    expect(between({ ...ada, ...number }, { ...named('Ike'), ...number }).confidence).toBeGreaterThan(PROPOSE_FROM);
  });

  it('needs more than a name that many share', () => {
    const nameAlone = { name: ada.name, addresses: [] };
    expect(between(nameAlone, nameAlone).confidence).toBeLessThan(PROPOSE_FROM);
  });

  const words = fc.constantFrom('Ada', 'Ida', 'Adah', 'Okafor', 'Ökafor', 'Hill', 'Hill-Okafor', '');
  const identities: fc.Arbitrary<Identity> = fc.record(
    {
      name: fc.record({ given: words, family: words }),
      dateOfBirth: fc.constantFrom('2014-02-28', '2014-02-27', '1985-11-17'),
      addresses: fc.array(fc.constantFrom(ada.addresses[0]!, { lines: ['7 Sea Road'] }), { maxLength: 2 }),
      nhsNumber: fc.constantFrom('9990000018', '9434765919'),
    },
    { requiredKeys: ['name', 'addresses'] },
  );

  it('is the same from either side, and its confidence lies between 0 and 1', () => {
    fc.assert(
      fc.property(identities, identities, (one, other) => {
        const [there, back] = [between(one, other), between(other, one)];
        expect(there.reasons).toEqual(back.reasons);
        expect(there.confidence).toBeGreaterThanOrEqual(0);
        expect(there.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is found by a blocking key, whichever one field was written otherwise', () => {
    const elsewhere = { addresses: [{ lines: ['7 Sea Road'], postcode: 'ZZ99 4AA' }] };
    const changes = fc.oneof(
      fc.string().map((given) => named(given)),
      fc.string().map((family) => named('Ada', family)),
      fc.string().map((dateOfBirth) => ({ ...ada, dateOfBirth })),
      fc.constantFrom<Identity>({ ...ada, ...elsewhere }, { ...ada, addresses: [] }, named('Okafor', 'Ada')),
    );
    const keys = new Set(blockingKeysOf(ada));
    fc.assert(fc.property(changes, (other) => blockingKeysOf(other).some((key) => keys.has(key))));
  });
});

it('a blocking key is made only where all its parts are known', () => {
  expect(blockingKeysOf({ name: { given: 'Ada', family: '' }, addresses: [] })).toEqual([]);
  expect(blockingKeysOf({ ...ada, nhsNumber: '999 000 0018' })).toEqual([
    'family-born|okafor|2014-02-28',
    'given-born|ada|2014-02-28',
    'names|ada|okafor',
    'born-postcode|2014-02-28|zz993wz',
    'nhs-number|9990000018',
  ]);
});

describe('of two agencies’ files about the same 500 children', () => {
  const load = (agency: string): readonly PersonRecord[] =>
    parse<Record<string, string>>(
      readFileSync(new URL(`../../test/data/family-context/${agency}.csv`, import.meta.url)),
      {
        columns: true,
      },
    ).map((row) => ({
      personId: `${agency}-${row['Cms Id']!}`,
      agency,
      identity: {
        name: { given: row['First Name']!, family: row['Last Name']! },
        dateOfBirth: row['Date Of Birth']!,
        addresses: [{ lines: row['Address']!.split('\n') }],
      },
    }));

  const [council, school] = [load('csc'), load('education')];
  // Row by row the two files describe the same child, or one who differs only in the first name.
  const pairs = council.map((record, row) => ({ record, other: school[row]! }));
  const sameGiven = ({ record, other }: (typeof pairs)[number]) =>
    record.identity.name.given === other.identity.name.given;
  const confidences = (some: typeof pairs) => some.map(({ record, other }) => proposalOf(record, other)!.confidence);
  const [matches, doubtful] = [pairs.filter(sameGiven), pairs.filter((pair) => !sameGiven(pair))];

  it('knows 490 true matches and 10 doubtful pairs', () => {
    const sameBirth = matches.filter(({ record, other }) => record.identity.dateOfBirth === other.identity.dateOfBirth);
    expect([sameBirth.length, matches.length - sameBirth.length, doubtful.length]).toEqual([481, 9, 10]);
  });

  it('ranks every true match above every doubtful pair', () => {
    expect(Math.min(...confidences(matches))).toBeGreaterThan(Math.max(...confidences(doubtful)));
  });

  it('proposes every true match, and nothing else', () => {
    const proposals = proposalsAmong([...council, ...school]);
    const pairOf = ({ record, other }: (typeof pairs)[number]) => `${record.personId}|${other.personId}`;
    const truth = new Set(matches.map(pairOf));
    const found = proposals.filter(({ people }) => truth.has(people.join('|'))).length;
    const [precision, recall] = [found / proposals.length, found / truth.size];
    console.info(
      `matching: ${proposals.length} proposals at ${PROPOSE_FROM}; precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} ` +
        `(${found}/${truth.size}); lowest true ${Math.min(...confidences(matches)).toFixed(4)}, ` +
        `highest doubtful ${Math.max(...confidences(doubtful)).toFixed(4)}`,
    );
    expect(found).toBe(490);
    expect(precision).toBe(1);
  });

  it('finds the doubtful pairs as well, for whoever asks further down the list', () => {
    const all = proposalsAmong([...council, ...school], 0.01);
    const people = new Set(all.map((proposal) => proposal.people.join('|')));
    expect(doubtful.every(({ record, other }) => people.has(`${record.personId}|${other.personId}`))).toBe(true);
    expect(all.slice(0, 490).every(({ confidence }) => confidence >= PROPOSE_FROM)).toBe(true);
  });
});
