import { decide } from '@hub/sharing';
import { expectedSeen } from './expectation.js';
import { complaintsAtTheDecision } from './guards.js';
import { worldOfScenario } from './scenario.js';
import { scenarios } from './scenarios.js';

describe.each(scenarios.map((scenario) => [scenario.id, scenario.name, scenario] as const))(
  '%s: %s',
  (_id, _name, scenario) => {
    it('at the decision', () => {
      expect(complaintsAtTheDecision(scenario, decide)).toEqual([]);
    });
  },
);

it('every id is used once, and every passage has its expectation', () => {
  expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
  for (const scenario of scenarios) {
    const passages = worldOfScenario(scenario).notes.flatMap(({ passages }) => passages);
    expect([scenario.id, Object.keys(expectedSeen(scenario)).length]).toEqual([scenario.id, passages.length]);
  }
});

it('every case drawn from published guidance has its row', () => {
  const cases = 'D01 D02 D03 D04 D05 D06 D07 D08 D09 D10 D12 D14 D15 D16 D17 D20 D23 D26 D27 D28 D31 D33 D38 D40 D43';
  const ids = new Set(scenarios.map(({ id }) => id));
  expect(cases.split(' ').filter((id) => !ids.has(id))).toEqual([]);
});
