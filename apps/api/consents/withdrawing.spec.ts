import type { ConsentCommand, ConsentEvent } from '@hub/consents';
import type { Appended, Context, EventStore } from '@hub/eventsourcing';
import { factsGatherer, type Open } from '@hub/facts';
import { aLog, consented, HEALTH, linked, noteIndexOver, registered, SCHOOL, uuid } from '@hub/facts/testing';
import type { MatchEvent, PersonEvent } from '@hub/people';
import { consentHandling } from './consent-handling.js';

const open: Open = async <T>(content: object) => Promise.resolve('clear' in content ? (content.clear as T) : undefined);

/** Three records of one child, and two of the mother, as three agencies have them. */
const CHILD = ['c1', 'c2', 'c3'] as const;
const MATCHES = [
  ['c1', 'c2', 'x'],
  ['c2', 'c3', 'y'],
  ['m1', 'm2', 'z'],
] as const;
const linkedPeople = (): readonly (PersonEvent | MatchEvent)[] => [
  ...[...CHILD, 'm1', 'm2'].map((id) => registered(id, HEALTH)),
  ...MATCHES.flatMap(([a, b, matchId]) => linked(a, b, matchId)),
];
const undone: readonly MatchEvent[] = MATCHES.map(([a, b, matchId]) => ({
  type: 'MatchUndone',
  data: { matchId, people: [a, b], steward: 's' },
}));

let commands = 0;

const aHub = async (through: (store: EventStore) => EventStore = (store) => store) => {
  const log = aLog();
  const store = through(log.store);
  const facts = factsGatherer({ store, index: noteIndexOver(log.store), open });
  const gathered = (person: string) => facts.gather({ people: [person], notes: false, at: log.now() });
  const handle = consentHandling({ store, recordsOf: async (person) => (await gathered(person)).recordsOf(person) });
  await log.happened(...linkedPeople());

  const contextOf = (id: string): Context => ({
    claim: { agency: SCHOOL, commandId: id, requestMac: 'mac' },
    metadata: { agency: SCHOOL, actor: 'w1', correlationId: id },
  });
  const withdrawAll = (subject: string, grantor: string, id = uuid((commands += 1))): Promise<Appended> => {
    const now = log.now();
    const data = { subject, withdraws: { grantor }, effectiveAt: now, agencyId: SCHOOL, now };
    const command: ConsentCommand = { type: 'WithdrawConsent', data };
    return handle(command, contextOf(id));
  };
  /** Consents that a decision would rely on, about any of the records as they are linked now. */
  const live = async (): Promise<readonly string[]> => {
    const all = await Promise.all(CHILD.map(async (person) => (await gathered(person)).facts.consents));
    return [...new Set(all.flat().flatMap(({ id, withdrawn }) => (withdrawn ? [] : [id])))].sort();
  };
  const written = async (subject: string): Promise<readonly ConsentEvent[]> =>
    (await log.store.read<ConsentEvent>(`consents-${subject}`)).filter(({ type }) => type === 'ConsentWithdrawn');
  return { ...log, withdrawAll, live, written };
};

describe('a withdrawal of all that a grantor has given', () => {
  it('keeps biting in every record of the person, and of the grantor, also once the matches are undone', async () => {
    const hub = await aHub();
    await hub.happened(consented('k1', 'c1', 'm1'), consented('k2', 'c2', 'm2'));
    await hub.happened(consented('k3', 'c3', 'm1'), consented('k4', 'c3', 'm2'), consented('other', 'c3', 'm3'));
    await hub.withdrawAll('c1', 'm1');
    expect(await hub.live()).toEqual(['other']);
    await hub.happened(...undone);
    expect(await hub.live()).toEqual(['other']);
  });

  it('leaves alone what is given after it, also when it is repeated', async () => {
    const hub = await aHub();
    await hub.happened(consented('k1', 'c1', 'm1'), consented('k2', 'c2', 'm1'));
    const first = await hub.withdrawAll('c1', 'm1', 'again');
    await hub.happened(consented('k3', 'c1', 'm1'), consented('k4', 'c2', 'm1'));
    expect(await hub.withdrawAll('c1', 'm1', 'again')).toEqual({ ...first, replayed: true });
    await hub.happened(...undone);
    expect(await hub.live()).toEqual(['k3', 'k4']);
  });

  it('is carried out once, however often it is asked for', async () => {
    const hub = await aHub();
    await hub.happened(consented('k1', 'c1', 'm1'), consented('k2', 'c2', 'm1'), consented('k3', 'c3', 'm1'));
    await Promise.all([1, 2, 3].map(() => hub.withdrawAll('c1', 'm1', 'at once')));
    await hub.withdrawAll('c2', 'm1');
    for (const subject of CHILD) expect(await hub.written(subject)).toHaveLength(1);
  });

  it('is finished by a repeat where it was broken off', async () => {
    let left = 1;
    const hub = await aHub((store) => ({
      ...store,
      append: (request) => {
        if (request.claim.agency === SCHOOL && (left -= 1) < 0) throw new Error('killed');
        return store.append(request);
      },
    }));
    await hub.happened(consented('k1', 'c1', 'm1'), consented('k2', 'c2', 'm1'), consented('k3', 'c3', 'm1'));
    await expect(hub.withdrawAll('c1', 'm1', 'broken off')).rejects.toThrow('killed');
    left = 1;
    await expect(hub.withdrawAll('c1', 'm1', 'broken off')).rejects.toThrow('killed');
    left = 10;
    await hub.withdrawAll('c1', 'm1', 'broken off');
    await hub.happened(...undone);
    expect(await hub.live()).toEqual([]);
  });

  it('reaches a record that is linked while it is carried out', async () => {
    const late = linked('c3', 'c4', 'w');
    let happened: (() => Promise<unknown>) | undefined;
    const hub = await aHub((store) => ({
      ...store,
      append: async (request) => {
        const appended = await store.append(request);
        const once = happened;
        happened = undefined;
        await once?.();
        return appended;
      },
    }));
    await hub.happened(registered('c4', HEALTH), consented('k1', 'c1', 'm1'), consented('k4', 'c4', 'm1'));
    happened = () => hub.happened(...late);
    await hub.withdrawAll('c1', 'm1');
    expect(await hub.written('c4')).toHaveLength(1);
  });

  it('reaches a record whose match is undone while it is carried out', async () => {
    let happened: (() => Promise<unknown>) | undefined;
    const hub = await aHub((store) => ({
      ...store,
      append: async (request) => {
        const once = happened;
        happened = undefined;
        const appended = await store.append(request);
        await once?.();
        return appended;
      },
    }));
    await hub.happened(consented('k1', 'c1', 'm1'), consented('k2', 'c2', 'm2'));
    happened = () => hub.happened(...undone);
    await hub.withdrawAll('c1', 'm1');
    expect(await hub.live()).toEqual([]);
  });

  it('passes over what is said to be an error meanwhile', async () => {
    const hub = await aHub((store) => ({
      ...store,
      // What is said here is said between the reading of all records and the part that ends it.
      readMany: async (...asked) => {
        const read = await store.readMany(...asked);
        if (asked[1] === undefined && (await hub.written('c1')).length > 0) await mistake();
        return read;
      },
    }));
    let told = false;
    const mistake = async (): Promise<void> => {
      if (told) return;
      told = true;
      await hub.happened({
        type: 'ConsentEnteredInError',
        data: { consentId: 'k2', subject: 'c2', agencyId: HEALTH },
      });
    };
    await hub.happened(consented('k1', 'c1', 'm1'), consented('k2', 'c2', 'm1'), consented('k3', 'c3', 'm1'));
    await hub.withdrawAll('c1', 'm1');
    await hub.happened(...undone);
    expect(await hub.live()).toEqual([]);
  });

  it('of nobody who has given anything is refused', async () => {
    const hub = await aHub();
    await hub.happened(consented('k1', 'c1', 'm1'));
    await expect(hub.withdrawAll('c2', 'm3')).rejects.toMatchObject({ code: 'consent/unknown' });
  });
});
