import type { Instant } from '@hub/eventsourcing';
import type { Asked } from '@hub/facts';
import { knownDecisions } from '@hub/sharing';
import { NOT_FOUND, type Answered, type NotFound } from './answered.js';
import { groundSaid } from './ground-said.js';
import { leaving, type DoorPorts } from './leave.js';
import { preparing } from './prepared.js';
import { requestOf, type Question } from './question.js';

/** The one way anything leaves the hub. */
export interface Door {
  /**
   * Decides, records, makes sure that nothing has moved meanwhile, and only then answers.
   *
   * Fails with `NotAnswered`, or as the log fails, when nothing was answered.
   */
  answer<C = never>(question: Question<C>): Promise<Answered<C> | NotFound>;
}

const askedOf = ({ about, asking }: Question<unknown>, at: Instant): Asked => ({
  people: [],
  ...about,
  ...(asking.override === undefined ? {} : { override: asking.override }),
  notes: true,
  at,
});

/** The door: heads, decision, record, content and heads again, answer. */
export const door = (ports: DoorPorts): Door => {
  const leave = leaving(ports);
  const decide = knownDecisions();
  const prepare = preparing(ports.hash);

  return {
    answer: <C>(question: Question<C>) =>
      leave<Answered<C> | NotFound>(question.id, async (id) => {
        const gathered = await ports.facts.gather(askedOf(question, ports.now()));
        const request = requestOf(question, gathered.subjects, gathered.at);
        const { recorded, passages, answer } = prepare(question, gathered, decide(request, gathered.facts));
        return {
          by: question.asking,
          command: {
            type: 'RecordDisclosure',
            data: {
              requestId: id,
              request,
              question: question.kind,
              ...('familyId' in question.about ? { familyId: question.about.familyId } : {}),
              ...groundSaid(question.asking, gathered),
              ...recorded,
            },
          },
          heads: recorded.decision.heads,
          passages,
          positionOf: gathered.positionOf,
          silent: !answer,
          answer: (words) => answer?.({ asAt: gathered.at, disclosureId: id }, words) ?? NOT_FOUND,
        };
      }),
  };
};
