import { RULES } from '@hub/sharing';
import { withHub } from '../e2e/hub.js';
import { rowsRedWithout } from '../scenarios/guards.js';
import { ALWAYS } from '../scenarios/partnership.js';
import type { Scenario } from '../scenarios/scenario.js';
import { scenarios } from '../scenarios/scenarios.js';
import { ago } from '../scenarios/world.js';
import { inParallel } from './in-parallel.js';
import { recordWorlds } from './record-world.js';
import type { Recorder } from './recorder.js';
import { KEEPER, type Row } from './row.js';
import { askView, complaintsAtTheView, withoutRequest } from './view-door.js';
import { withoutRule } from './without-rule.js';

const hub = withHub({ at: ALWAYS.from });

/** Whatever the hub keeps of a person besides notes is hidden, so that the answers are those of the table. */
const rowOf = (scenario: Scenario): Row => ({
  scenario,
  registrar: KEEPER,
  registeredAt: ago('2h'),
  nameTells: 'checked',
  hidden: ['identity', 'involvement', 'family-composition'],
  withNotes: true,
});

const sayable = scenarios.filter(({ onlyAtTheDecision }) => onlyAtTheDecision === undefined);
const rows = sayable.filter(({ turnedAway }) => turnedAway === undefined);
const named = (some: readonly Scenario[]) => some.map((row) => [row.id, row.name, row] as const);

let recorders: ReadonlyMap<string, Recorder>;
const recorderOf = ({ id }: Scenario): Recorder => {
  const recorder = recorders.get(id);
  if (!recorder) throw new Error(`${id} has not been recorded`);
  return recorder;
};

beforeAll(async () => void (recorders = await recordWorlds(hub(), sayable.map(rowOf))), 240_000);

describe('over HTTP', () => {
  it.each(named(rows))('%s: %s', async (_id, _name, row) => {
    expect(await complaintsAtTheView(hub(), recorderOf(row))).toEqual([]);
  });
});

describe('who is told nothing is told what whoever asks about nobody is told', () => {
  it.each(named(rows.filter(({ answered }) => answered === 404)))('%s: %s', async (_id, _name, row) => {
    const recorder = recorderOf(row);
    expect(withoutRequest(await askView(hub(), recorder))).toEqual(
      withoutRequest(await askView(hub(), recorder, 'unknown')),
    );
  });
});

describe('turned away before anything is decided', () => {
  it.each(named(sayable.filter(({ turnedAway }) => turnedAway !== undefined)))('%s: %s', async (_id, _name, row) => {
    await hub().storesNothing(async () => {
      expect((await askView(hub(), recorderOf(row))).status).toBe(row.turnedAway);
    });
  });
});

/** Rows that are asked again for each rule: more would say no more. */
const MOST_ROWS = 4;

/** Rules whose absence does not show over HTTP, and why. */
const NO_VIEW_DOOR: Readonly<Record<string, string>> = {
  'caller-registered': 'HTTP turns an unknown client or role away by itself',
  'purpose-stated': 'HTTP turns a request without a purpose away by itself',
  'somebody-asked-about': 'every path of the API names somebody',
  'subject-known': 'the API asks about one person or one family, and nobody has a reason to deal with nobody',
  'passage-about-somebody': 'the API refuses a passage about nobody',
  'passage-about-known-people': 'the API refuses a subject who is not registered',
  'item-asked-about': 'the hub gathers nothing but what is about those who are asked about',
  'unknown-household-protected': 'the API knows every member of a family',
  'item-protected': 'the API protects the address of a person, not of a note',
  'flow-between-parties': 'the API refuses such terms',
  'newest-version-first': 'one version of an agreement is in force at a time',
  'self-is-the-subject': 'the API refuses a grantor who is not the subject in the capacity of self',
  'consent-effective': 'the API refuses an effective time that is later than the record',
  'override-has-begun': 'the API opens an override now',
};

/** The court order of this suite's own, over what the table does not speak of, makes every row red. */
const HIDING = 'court-order';

const red = rowsRedWithout();
const guards = (rule: string): readonly Scenario[] => (red.get(rule) ?? []).filter((row) => rows.includes(row));
const bystander = (rule: string): readonly Scenario[] =>
  rule === HIDING ? [] : rows.filter((row) => !guards(rule).includes(row)).slice(-1);

/** What a rule does is the same wherever the log is kept: that is asked once. */
const aRuleIsTaken = () => {
  const guarded = RULES.map(({ id }) => id).filter((rule) => guards(rule).length > 0);

  it.each(guarded)('is missed where the table says so, and nowhere else: %s', async (rule) => {
    const its = guards(rule).slice(0, MOST_ROWS);
    const asked = [...its, ...bystander(rule)];
    const found = await withoutRule(rule, async () =>
      inParallel(asked, async (row) => complaintsAtTheView(hub(), recorderOf(row))),
    );
    expect(asked.filter((_, index) => found[index]?.length !== 0)).toEqual(its);
  });

  it('but for those of which HTTP lets nothing be said', () => {
    expect(RULES.map(({ id }) => id).filter((rule) => !guarded.includes(rule))).toEqual(Object.keys(NO_VIEW_DOOR));
  });
};

if (!('LOG_ON_EVENTSTOREDB' in globalThis)) describe('a rule that is taken from the running hub', aRuleIsTaken);
