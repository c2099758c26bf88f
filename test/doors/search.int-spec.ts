import { decideWithout, RULES } from '@hub/sharing';
import { withHub } from '../e2e/hub.js';
import { ALWAYS } from '../scenarios/partnership.js';
import { scenarios } from '../scenarios/scenarios.js';
import { inParallel } from './in-parallel.js';
import { recordWorlds } from './record-world.js';
import type { Recorder } from './recorder.js';
import { complaintsAtTheSearch, complaintsBeforeTheSearch } from './search-door.js';
import { noSearchBecause, soughtIn, type Sought } from './sought.js';
import { withoutRule } from './without-rule.js';

const hub = withHub({ at: ALWAYS.from });

const sought = scenarios.flatMap((scenario) => soughtIn(scenario) ?? []);
const named = sought.map((one) => [one.row.scenario.id, one.row.scenario.name, one] as const);

let recorders: ReadonlyMap<string, Recorder>;
const recorderOf = ({ row: { scenario } }: Sought): Recorder => {
  const recorder = recorders.get(scenario.id);
  if (!recorder) throw new Error(`${scenario.id} has not been recorded`);
  return recorder;
};

beforeAll(async () => {
  recorders = await recordWorlds(
    hub(),
    sought.map(({ row }) => row),
  );
}, 240_000);

/** Rows that HTTP lets be said, but that are about nothing that a name could show. */
const NO_SEARCH: Readonly<Record<string, string>> = {
  'nobody has recorded anything that could be found': 'request-nothing-there',
  'a search is about one person at a time': 'request-family override-not-every-subject',
  'a name is one passage about one person, without third parties or sources':
    'passage-each-subject address-own source-protected source-protected-own source-protected-outward ' +
    'label-duty label-own third-party override-passage override-mask',
  'there is one name, so it is always among the newest': 'tail',
  'a name carries no labels':
    'D08 D16 D27 address-label label-very-restricted label-named label-sensitive label-mask-beats-omission ' +
    'label-restricted-by-one-parent sexual-health-thirteen',
  'restrictions of one note do not reach a name':
    'D43 bar-police-handling bar-police-handling-custodian sealed sealed-own override-own-seal',
  'a name is not about sexual health': 'D07 proxy-not-competent proxy-sixteen',
  'a name tells nothing of where somebody is': 'address-category address-always address-override',
};

describe('found where the table shows the note, and nowhere else', () => {
  it.each(named)('%s: %s', async (_id, _name, one) => {
    expect(complaintsBeforeTheSearch(one)).toEqual([]);
    expect(await complaintsAtTheSearch(hub(), recorderOf(one), one)).toEqual([]);
  });

  it('but for rows that cannot be put to a search', () => {
    const sayable = scenarios.filter(({ onlyAtTheDecision, turnedAway }) => !onlyAtTheDecision && !turnedAway);
    const closed = sayable.flatMap((row) => {
      const reason = noSearchBecause(row);
      return reason === undefined ? [] : [`${row.id}: ${reason}`];
    });
    const listed = Object.entries(NO_SEARCH).flatMap(([reason, ids]) => ids.split(' ').map((id) => `${id}: ${reason}`));
    expect(closed.sort()).toEqual(listed.sort());
  });
});

/** Rows that are asked again for each rule: more would say no more. */
const MOST_ROWS = 4;

const LABELS = 'a name carries no labels';
const PLACES = 'a name is of no category that tells where somebody is, and carries no labels';
const PASSAGES = 'a name is one passage about one person, without third parties or sources';
const ONE_PERSON = 'a search is about one person at a time';

/** Rules whose absence does not show at the search, and why. */
const NO_SEARCH_DOOR: Readonly<Record<string, string>> = {
  'caller-registered': 'HTTP turns an unknown client or role away by itself',
  'purpose-stated': 'HTTP turns a request without a purpose away by itself',
  'somebody-asked-about': 'a search considers whom it may mean, or nobody',
  'subject-known': 'nobody is found who is not registered',
  'passage-about-somebody': PASSAGES,
  'passage-about-known-people': PASSAGES,
  'item-asked-about': 'the hub gathers nothing but what is about those who are asked about',
  'police-handling': 'a police handling condition belongs on a note',
  'unknown-household-protected': 'the API knows every member of a family',
  'item-protected': 'the API protects the address of a person, not of a note',
  'label-reveals-location': PLACES,
  'category-reveals-location': PLACES,
  'address-is-location': PLACES,
  'flow-between-parties': 'the API refuses such terms',
  'newest-version-first': 'one version of an agreement is in force at a time',
  'self-is-the-subject': 'the API refuses a grantor who is not the subject in the capacity of self',
  'consent-effective': 'the API refuses an effective time that is later than the record',
  'source-protected': PASSAGES,
  'very-restricted-label': LABELS,
  'sensitive-label': LABELS,
  'confidential-sexual-health': 'a name is not about sexual health',
  'under-13-sexual-activity': 'a name is not about sexual health',
  'label-restricted': LABELS,
  'third-party': PASSAGES,
  'within-tail': 'there is one name, so it is always among the newest',
  'override-about-every-subject': ONE_PERSON,
  'override-has-begun': 'the API opens an override now',
  'override-about-the-passage': ONE_PERSON,
};

const red = new Map(
  RULES.map(({ id }) => {
    const decide = decideWithout(id);
    return [id, sought.filter((one) => complaintsBeforeTheSearch(one, decide).length > 0)];
  }),
);
const guards = (rule: string): readonly Sought[] => red.get(rule) ?? [];
const bystander = (rule: string): readonly Sought[] => sought.filter((one) => !guards(rule).includes(one)).slice(-1);

describe('a rule that is taken from the running hub', () => {
  const guarded = RULES.map(({ id }) => id).filter((rule) => guards(rule).length > 0);

  it.each(guarded)('is missed where the table says so, and nowhere else: %s', async (rule) => {
    const its = guards(rule).slice(0, MOST_ROWS);
    const asked = [...its, ...bystander(rule)];
    const found = await withoutRule(rule, async () =>
      inParallel(asked, async (one) => complaintsAtTheSearch(hub(), recorderOf(one), one)),
    );
    expect(asked.filter((_, index) => found[index]?.length !== 0)).toEqual(its);
  });

  it('but for those that no name can show', () => {
    expect(RULES.map(({ id }) => id).filter((rule) => !guarded.includes(rule))).toEqual(Object.keys(NO_SEARCH_DOOR));
  });
});
