import { decide, type Decision, type Facts, type PersonId, type Request } from '@hub/sharing';
import type { TestHub } from '../e2e/hub.js';
import { complaintsAboutDecision } from '../scenarios/expectation.js';
import { requestOf, worldOfScenario, type Scenario } from '../scenarios/scenario.js';
import { factsOf } from '../scenarios/world.js';
import { askerOf, proper, statedIn } from './asking.js';
import { decisionInTable, decisionOf, entryOf } from './in-table.js';
import { nameOf } from './record-people.js';
import type { Recorder } from './recorder.js';
import type { Sought } from './sought.js';

const differ = (what: string, expected: unknown, actual: unknown): readonly string[] =>
  expected === actual ? [] : [`${what}: expected ${String(expected)}, got ${String(actual)}`];

/** Beside the name there is a date of birth, which goes its own way: the outcome of the whole is not the row's. */
const complaintsAboutName = (scenario: Scenario, decision: Decision): readonly string[] =>
  complaintsAboutDecision({ ...scenario, decided: decision.outcome }, decision);

/** What the decision's own door says against a row that is put to the search. */
export const complaintsBeforeTheSearch = (
  { row: { scenario }, found, alone }: Sought,
  by: (request: Request, facts: Facts) => Decision = decide,
): readonly string[] => {
  const decision = by(requestOf(scenario), factsOf(worldOfScenario(scenario)));
  return [
    ...differ('found', found, decision.items[0]?.outcome === 'permit'),
    ...(alone ? complaintsAboutName(scenario, decision) : []),
  ];
};

/** What the search says against a row: who is found, and its entry in the trail. */
export const complaintsAtTheSearch = async (
  hub: TestHub,
  recorder: Recorder,
  { row, note, found, alone }: Sought,
): Promise<readonly string[]> => {
  const person: PersonId = row.scenario.asks.about.join();
  const id = recorder.names.idOf('person', person);
  const { purpose, ...stated } = statedIn(recorder);
  const sought = { purpose, name: nameOf(row, person) };
  const { body } = proper(await askerOf(hub, recorder).post('/people:search', sought, stated));

  const entry = await entryOf(hub, String(body.disclosureId));
  const [candidate, ...others] = entry.type === 'SearchMade' ? entry.data.candidates : [];
  const name = {
    item: `identity-${id}`,
    note: note.id,
    passage: (passage: string) => (passage.endsWith('.name') ? note.passages[0]?.id : undefined),
  };
  const items = body.items as readonly { readonly personId: PersonId }[];
  return [
    ...differ('found', found ? id : '', items.map(({ personId }) => personId).join()),
    ...differ(
      'considered',
      `${id} ${String(found)} 0`,
      `${String(candidate?.personId)} ${String(candidate?.shown)} ${String(others.length)}`,
    ),
    ...(alone ? complaintsAboutName(row.scenario, decisionInTable(recorder, decisionOf(entry), [name])) : []),
  ];
};
