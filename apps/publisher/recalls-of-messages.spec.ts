/** Messages wait in a feed until the partner has them: whoever may have had one is recalled, and nobody because of one that never left. */
import type { ReleasedMessage } from '@hub/disclosures';
import { consented, HEALTH, noted, noteIndexOver, SCHOOL, withdrawn, type FactEvent } from '@hub/facts/testing';
import type { PartnerMessage } from '@hub/partner-messages';
import { aPartner, departuresInMemory } from '@hub/partner-feed/testing';
import { isCause, reliance, type Recalled } from '@hub/reliance';
import { tellingsOver } from '@hub/reliance/testing';
import fc from 'fast-check';
import { raisingRecalls } from './index.js';

const because = { subjects: ['c1'], clear: 'misheard' };
const NOTES = ['n1', 'n2', 'n3'];
const aboutNote = (note: string) => ({ person: 'c1', items: [`note-${note}`] });
const inFull = (messages: readonly PartnerMessage[]): readonly number[] =>
  messages.flatMap((message) => ('sequence' in message && !('void' in message) ? [message.sequence] : []));

const corrected = (noteId: string, version: number): FactEvent => ({
  type: 'NoteCorrected',
  data: {
    ...{ noteId, agencyId: HEALTH, author: 'hv-1', because },
    passages: [
      {
        ...{ id: `${noteId}.v${String(version)}`, subjects: ['c1'], thirdParties: [], revealsProtectedSource: false },
        ...{ location: 'checked', text: { subjects: ['c1'], clear: 'a fall' } },
      },
    ],
  },
});

const inError = (noteId: string): FactEvent => ({
  type: 'NoteMarkedInError',
  data: { noteId, agencyId: HEALTH, author: 'hv-1', because },
});

const restricted = (noteId: string, from: string): FactEvent => ({
  type: 'NoteRestricted',
  data: {
    ...{ noteId, agencyId: HEALTH },
    restriction: { id: `r-${noteId}`, kind: 'court-order', custodians: [], workers: [], period: { from } },
  },
});

/** A school that is subscribed, and what is recalled from it. `departures` stands between it and how far its feed has left. */
const aPartnerThatIsRecalled = async (departures = departuresInMemory()) => {
  const partner = await aPartner(undefined, departures);
  for (const note of NOTES.slice(1))
    await partner.happened(noted(note, { passages: [{ subjects: ['c1'], text: 'A talk.' }] }));
  const { store, facts, now, everything } = partner;
  const hash = (use: string, text: string): string => `${use} of ${text}`;
  const recalls = reliance({
    ...{ store, facts, now, hash, index: noteIndexOver(store), tellings: tellingsOver(store) },
    leftUpTo: (agency) => departures.upTo(agency),
  });

  const recalledAgain = async (type: FactEvent['type']): Promise<readonly Recalled[]> => {
    const cause = (await everything()).findLast((event) => event.type === type);
    const found: Recalled[] = [];
    if (cause && isCause(cause)) for await (const one of recalls.recalledBy(cause)) found.push(one);
    return found;
  };

  /** The items that the school is told about, because this has happened. */
  const recalledBy = async (event: FactEvent): Promise<readonly string[]> => {
    await partner.happened(event);
    return (await recalledAgain(event.type)).flatMap(({ scope }) => scope.items.map(({ item }) => item));
  };
  return { ...partner, hash, reliance: recalls, recalledBy, recalledAgain };
};

describe('a message that waits in a feed', () => {
  it.each([
    ['a consent is withdrawn', withdrawn('c1', 'k1')],
    ['its note was made in error', inError('n1')],
    ['its note is restricted', restricted('n1', '2026-01-01T00:00:00.000Z')],
  ])('is not recalled when %s, and is void when it is asked for', async (_, cause) => {
    const partner = await aPartnerThatIsRecalled();
    const released = await partner.release(aboutNote('n1'));
    expect(await partner.recalledBy(cause)).toEqual([]);
    expect(inFull(await partner.settle(released))).toEqual([]);
    expect(await partner.recalledAgain(cause.type)).toEqual([]);
  });

  it('is recalled when it has left, by whatever way', async () => {
    const partner = await aPartnerThatIsRecalled();
    const [first, second, third] = await partner.release(...NOTES.map(aboutNote));
    expect(inFull(await partner.settle([first!]))).toEqual([1]);
    expect(await partner.replaying.leaving(SCHOOL, [second!])).toEqual(['permitted']);
    expect(await partner.recalledBy(withdrawn('c1', 'k1'))).toEqual(['note-n1', 'note-n2']);
    await partner.settle([first!, second!, third!]);
    expect(await partner.recalledAgain('ConsentWithdrawn')).toMatchObject([{ scope: { items: [{}, {}] } }]);
  });

  it('is not recalled when its note is corrected, and is told of the note as it is by then', async () => {
    const partner = await aPartnerThatIsRecalled();
    const released = await partner.release(aboutNote('n1'));
    expect(await partner.recalledBy(corrected('n1', 2))).toEqual([]);
    expect(inFull(await partner.settle(released))).toEqual([1]);
    expect(await partner.recalledBy(corrected('n1', 3))).toEqual(['note-n1']);
  });

  it('is recalled in any case by a restriction that is to begin: until then it may leave', async () => {
    const partner = await aPartnerThatIsRecalled();
    await partner.release(aboutNote('n1'));
    expect(await partner.recalledBy(restricted('n1', '2027-01-01T00:00:00.000Z'))).toEqual(['note-n1']);
  });

  it('is recalled where nobody knows how far the feed has left', async () => {
    const partner = await aPartnerThatIsRecalled({ ...departuresInMemory(), upTo: () => Promise.resolve(Infinity) });
    await partner.release(aboutNote('n1'));
    expect(await partner.recalledBy(withdrawn('c1', 'k1'))).toEqual(['note-n1']);
  });

  it('is recalled when the consent ends that it left on, where that for which it was released had ended before', async () => {
    const partner = await aPartnerThatIsRecalled();
    const released = await partner.release(aboutNote('n1'));
    expect(await partner.recalledBy(withdrawn('c1', 'k1'))).toEqual([]);
    const at = { effectiveAt: partner.now() };
    await partner.happened(consented('k2', 'c1', 'm1', at), consented('other', 'm1', 'm1', at));
    expect(inFull(await partner.settle(released))).toEqual([1]);
    expect(await partner.recalledBy(withdrawn('m1', 'other'))).toEqual([]);
    expect(await partner.recalledBy(withdrawn('c1', 'k2'))).toEqual(['note-n1']);
  });

  it('is in doubt when it leaves before the raising begins again: recalled as well, and what was raised stays as it was', async () => {
    const partner = await aPartnerThatIsRecalled();
    const [first, second] = await partner.release(aboutNote('n1'), aboutNote('n2'));
    await partner.settle([first!]);
    await partner.happened(withdrawn('c1', 'k1'));
    const raise = raisingRecalls({ ...partner, keyedHash: partner.hash, clock: () => new Date(partner.now()) });
    const raised = async () => (await partner.everything()).filter(({ type }) => type === 'RecallRaised');
    await raise(await partner.everything());
    const before = await raised();
    expect(before).toMatchObject([{ data: { scope: { items: [{ item: 'note-n1' }] } } }]);
    await partner.happened(consented('k2', 'c1', 'm1', { effectiveAt: partner.now() }));
    expect(inFull(await partner.settle([second!]))).toEqual([2]);
    await raise(await partner.everything());
    const [same, ...more] = await raised();
    expect([same]).toEqual(before);
    expect(more).toMatchObject([{ data: { scope: { items: [{ item: 'note-n2' }] } } }]);
    await raise(await partner.everything());
    expect(await raised()).toEqual([same, ...more]);
  });

  it('is recalled by what comes just after it is written down that it leaves, and not by what comes just before', async () => {
    for (const when of ['before', 'after'] as const) {
      const departures = departuresInMemory();
      let recalled: readonly string[] = [];
      const meanwhile = async (): Promise<void> => void (recalled = await partner.recalledBy(withdrawn('c1', 'k1')));
      const partner = await aPartnerThatIsRecalled({
        ...departures,
        async advance(agency, sequence) {
          if (when === 'before') await meanwhile();
          await departures.advance(agency, sequence);
          if (when === 'after') await meanwhile();
        },
      });
      const released = await partner.release(aboutNote('n1'));
      expect(inFull(await partner.settle(released))).toEqual([]);
      expect(recalled).toEqual(when === 'after' ? ['note-n1'] : []);
    }
  });
});

const STEPS = ['release', 'pull', 'replay', 'withdraw', 'consent', 'correct'] as const;
type Step = (typeof STEPS)[number];

/** What the school has been told by messages: of which note, on which consent, in which version. */
interface TheyWere {
  readonly note: string;
  readonly consent: string;
  readonly version: number;
}

/** A school that is told now and then, and whoever watches what it is told. */
const watched = async () => {
  const partner = await aPartnerThatIsRecalled();
  const released: ReleasedMessage[] = [];
  const noteOf = (sequence: number): string => NOTES[(sequence - 1) % NOTES.length]!;
  const versions = new Map(NOTES.map((note) => [note, 1]));
  const told: TheyWere[] = [];
  let [consent, isPermitted, pulled, left] = [1, true, 0, 0];

  const had = (sequences: readonly number[]): void => {
    for (const sequence of sequences) {
      const note = noteOf(sequence);
      told.push({ note, consent: `k${String(consent)}`, version: versions.get(note)! });
    }
    left = Math.max(left, ...sequences);
  };

  /** Who must be told, and who must not, of what the school was told. */
  const judge = (items: readonly string[], relied: (one: TheyWere) => boolean): void => {
    for (const one of told.filter(relied)) expect(items).toContain(`note-${one.note}`);
    const waiting = NOTES.filter(
      (note) => !released.some(({ sequence }) => sequence <= left && noteOf(sequence) === note),
    );
    for (const note of waiting) expect(items).not.toContain(`note-${note}`);
  };

  const does: Readonly<Record<Step, () => Promise<void>>> = {
    async release() {
      if (isPermitted) released.push(...(await partner.release(aboutNote(noteOf(released.length + 1)))));
    },
    async pull() {
      const next = released.slice(pulled, pulled + 2);
      pulled += next.length;
      had(inFull(await partner.settle(next)));
    },
    async replay() {
      const some = released.slice(-2);
      const standings = await partner.replaying.leaving(SCHOOL, some);
      had(some.flatMap(({ sequence }, n) => (standings[n] === 'permitted' ? [sequence] : [])));
    },
    async withdraw() {
      if (!isPermitted) return;
      isPermitted = false;
      const gone = `k${String(consent)}`;
      judge(await partner.recalledBy(withdrawn('c1', gone)), (one) => one.consent === gone);
    },
    async consent() {
      if (isPermitted) return;
      [consent, isPermitted] = [consent + 1, true];
      await partner.happened(consented(`k${String(consent)}`, 'c1', 'm1', { effectiveAt: partner.now() }));
    },
    async correct() {
      const version = versions.get('n1')!;
      versions.set('n1', version + 1);
      const items = await partner.recalledBy(corrected('n1', version + 1));
      judge(items, (one) => one.note === 'n1' && one.version === version);
    },
  };
  return does;
};

it('whoever had a message is recalled when that goes on which they were told, and nobody because of what never left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 10, maxLength: 30 }), async (steps) => {
      const does = await watched();
      for (const step of steps) await does[step]();
    }),
    { numRuns: 150 },
  );
});
