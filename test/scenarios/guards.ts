import { answerOf, decideWithout, RULES, type Decision, type Facts, type Request } from '@hub/sharing';
import { complaints } from './expectation.js';
import { requestOf, worldOfScenario, type Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { factsOf } from './world.js';

type Decide = (request: Request, facts: Facts) => Decision;

const factsBefore = new WeakMap<Scenario, Facts>();

const factsFor = (scenario: Scenario): Facts => {
  const known = factsBefore.get(scenario);
  if (known !== undefined) return known;
  const facts = factsOf(worldOfScenario(scenario));
  factsBefore.set(scenario, facts);
  return facts;
};

/** What the decision's own door says against a scenario. */
export const complaintsAtTheDecision = (scenario: Scenario, decide: Decide): readonly string[] => {
  const decision = decide(requestOf(scenario), factsFor(scenario));
  return complaints(scenario, decision, answerOf(decision));
};

/** For each rule, the rows that turn red at the decision's door when it is removed; the rows that other doors replay too. */
export const rowsRedWithout = (): ReadonlyMap<string, readonly Scenario[]> =>
  new Map(
    RULES.map(({ id }) => {
      const decide = decideWithout(id);
      return [id, scenarios.filter((scenario) => complaintsAtTheDecision(scenario, decide).length > 0)];
    }),
  );
