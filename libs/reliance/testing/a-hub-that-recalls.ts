import { recorder, type Question } from '@hub/door';
import { aHub, asking, familyQuestion } from '@hub/door/testing';
import {
  aFamily,
  agreed,
  consented,
  flow,
  HEALTH,
  involved,
  noted,
  noteIndexOver,
  partnership,
  POLICE,
  type FactEvent,
} from '@hub/facts/testing';
import { isCause, reliance, type LeftUpTo, type Recalled } from '../index.js';
import { tellingsOver } from './a-telling-index.js';

const toPolice = (route: 'duty' | 'consent') =>
  flow(7, ['identity', 'injury'], {
    to: POLICE,
    roles: ['officer'],
    purposes: ['safeguarding'],
    route,
    basis: { article6: 'c', gateway: 'ca2004-s11' },
    consentRequired: false,
  });

/** The school is told on consent, the police under a duty. */
export const aHubThatRecalls = async (leftUpTo: LeftUpTo = () => Promise.resolve(Infinity)) => {
  const hub = aHub();
  const [index, tellings] = [noteIndexOver(hub.store), tellingsOver(hub.store)];
  const recalls = reliance({ ...hub.ports, store: hub.store, index, tellings, leftUpTo });
  await hub.happened(...partnership(), ...agreed('duty', [HEALTH, POLICE], [toPolice('duty')]), ...aFamily());
  await hub.happened(
    involved('c1', POLICE),
    noted('n1', { passages: [{ subjects: ['c1'], text: 'a bruise' }] }),
    consented('k1', 'c1', 'm1'),
  );

  const ask = async (change: Partial<Question> = {}) => hub.door.answer(familyQuestion('f1', change));
  const bySchool = async (change: Partial<Question> = {}) => ask(change);
  const byPolice = async (change: Partial<Question> = {}) =>
    ask({
      asking: {
        ...{ ...asking, agency: POLICE, worker: 'w-police', role: 'officer', purpose: 'safeguarding' },
        ground: { kind: 'enquiry' },
      },
      ...change,
    });
  const byHealth = async () =>
    ask({ asking: { ...asking, agency: HEALTH, worker: 'w-health', role: 'health-visitor' } });

  const recalledAgain = async (type: string): Promise<readonly Recalled[]> => {
    const cause = (await hub.everything()).findLast((event) => event.type === type);
    const found: Recalled[] = [];
    if (cause && isCause(cause)) for await (const one of recalls.recalledBy(cause)) found.push(one);
    return found;
  };

  /** Whoever is recalled when this happens. */
  const recalledBy = async (event: FactEvent): Promise<readonly Recalled[]> => {
    await hub.happened(event);
    return recalledAgain(event.type);
  };
  return {
    ...hub,
    reliance: recalls,
    ask,
    bySchool,
    byPolice,
    byHealth,
    recalledBy,
    recalledAgain,
    record: recorder(hub.ports),
  };
};
