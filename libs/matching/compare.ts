import type { Address, MatchReason } from '@hub/people';
import { birthAgreement } from './birth.js';
import type { Identity } from './identity.js';
import { isSlip, squashed, wordsOf } from './normalise.js';

type Agreement = MatchReason['agreement'];

/** A comparison comes to nothing where either side says nothing. */
type Compared = Agreement | undefined;

const exact = (one: string | undefined, other: string | undefined): Compared => {
  const [a, b] = [squashed(one ?? ''), squashed(other ?? '')];
  if (a === '' || b === '') return undefined;
  return a === b ? 'same' : 'different';
};

const SHORTEST_SLIP = 4;

/** One of several names, or the beginning of one: Hill of Hill-Okafor, Sam of Samuel. An initial is not enough. */
const isPart = (short: string, long: string): boolean =>
  squashed(short).length > 1 && (squashed(long).startsWith(squashed(short)) || wordsOf(long).includes(squashed(short)));

/** Near: a slip of the pen, or one is a part of the other. */
const nameAgreement = (one: string, other: string): Compared => {
  const verdict = exact(one, other);
  if (verdict !== 'different') return verdict;
  const [a, b] = [squashed(one), squashed(other)];
  const slip = Math.min(a.length, b.length) >= SHORTEST_SLIP && isSlip(a, b);
  return slip || isPart(one, other) || isPart(other, one) ? 'near' : 'different';
};

/** Given names, or the name that either is known by. */
const givenAgreement = ({ name: one }: Identity, { name: other }: Identity): Compared => {
  const verdict = nameAgreement(one.given, other.given);
  if (verdict !== 'different') return verdict;
  const known = [one.known, other.known].filter((name) => name !== undefined).map(squashed);
  return known.includes(squashed(one.given)) || known.includes(squashed(other.given)) ? 'near' : 'different';
};

const textOf = ({ lines, postcode = '' }: Address): string => squashed([...lines, postcode].join(' '));

/** Near: the same postcode, which a street or a block of flats shares. */
const addressAgreement = ({ addresses: some }: Identity, { addresses: others }: Identity): Compared => {
  const [here, there] = [new Set(some.map(textOf)), others.map(textOf)];
  if (here.size === 0 || there.length === 0) return undefined;
  if (there.some((address) => address !== '' && here.has(address))) return 'same';
  const postcodes = new Set(some.map(postcodeOf));
  return others.map(postcodeOf).some((postcode) => postcode !== '' && postcodes.has(postcode)) ? 'near' : 'different';
};

/** Somebody's given and family names written the other way round. */
const swapped = ({ name: one }: Identity, { name: other }: Identity): boolean =>
  exact(one.given, other.family) === 'same' && exact(one.family, other.given) === 'same';

/** A UK postcode at the end of the last line, where an agency keeps it with the rest. */
export const postcodeOf = ({ lines, postcode }: Address): string =>
  squashed(postcode ?? /[A-Z]{1,2}\d[A-Z\d]{0,2} ?\d[A-Z]{2}$/i.exec(lines.at(-1)?.trim() ?? '')?.[0] ?? '');

const reason = (field: MatchReason['field'], agreement: Compared): readonly MatchReason[] =>
  agreement === undefined ? [] : [{ field, agreement }];

const nameReasons = (one: Identity, other: Identity): readonly MatchReason[] => {
  const family = nameAgreement(one.name.family, other.name.family);
  if (family !== 'same' && swapped(one, other)) return reason('name', 'near');
  return [...reason('given-name', givenAgreement(one, other)), ...reason('family-name', family)];
};

/** How the fields of two records agree; a field that one of them lacks is not among them. */
export const compare = (one: Identity, other: Identity): readonly MatchReason[] => [
  ...nameReasons(one, other),
  ...reason('date-of-birth', birthAgreement(one.dateOfBirth, other.dateOfBirth)),
  ...reason('address', addressAgreement(one, other)),
  ...reason('nhs-number', exact(one.nhsNumber, other.nhsNumber)),
  ...reason('upn', exact(one.upn, other.upn)),
];
