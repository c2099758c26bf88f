import { rememberingGrowth, type EventStore, type Position, type RememberingGrowth } from '@hub/eventsourcing';
import { withdrawn } from '@hub/facts/testing';
import { wireForm, type PartnerMessage } from '@hub/partner-messages';
import { aPartner, departuresInMemory } from './testing/index.js';

const aboutNote = { person: 'c1', items: ['note-n1'] };
const isVoid = (message: PartnerMessage | undefined): boolean => message !== undefined && 'void' in message;

/** A partner whose log is remembered, how often it was asked, and by which it was written down that something leaves. */
const world = async () => {
  const steps: string[] = [];
  const inMemory = departuresInMemory();
  const departures = {
    ...inMemory,
    advance: (agency: string, sequence: number) => {
      steps.push(`left up to ${String(sequence)}`);
      return inMemory.advance(agency, sequence);
    },
  };
  let remembered: RememberingGrowth | undefined;
  const partner = await aPartner((log) => {
    const growth: EventStore['growth'] = (after, limit) => {
      steps.push('asked');
      return log.growth(after, limit);
    };
    return (remembered = rememberingGrowth({ ...log, growth }));
  }, departures);
  /** As somebody does who follows the log. */
  const heard = async (): Promise<Position> => (await remembered?.head()) ?? '';
  await heard();
  const settle = async (...all: Parameters<typeof partner.settle>) => {
    await heard();
    steps.length = 0;
    return partner.settle(...all);
  };
  return { ...partner, heard, settle, settleUnheard: partner.settle, departures, steps };
};

describe('messages that were released just now', () => {
  it('are written down as leaving by what is known, and looked at once, after that', async () => {
    const { release, settle, heard, steps } = await world();
    const released = await release(aboutNote, aboutNote);
    const position = await heard();
    const settled = await settle(released, position);
    expect(settled.map(wireForm)).toEqual(released.map(({ message }) => wireForm(message)));
    expect(steps).toEqual(['left up to 2', 'asked']);
  });

  it('are looked at before where it is not known how the log was when they were released', async () => {
    const { release, settle, heard, steps } = await world();
    const released = await release(aboutNote);
    await settle(released, String(Number(await heard()) + 1));
    expect(steps).toEqual(['asked', 'left up to 1', 'asked']);
  });

  it('are not written down as leaving where it is known that they are not permitted any more', async () => {
    const { release, settle, heard, happened, departures } = await world();
    const released = await release(aboutNote);
    const position = await heard();
    await happened(withdrawn('c1', 'k1'));
    expect((await settle(released, position)).map(isVoid)).toEqual([true]);
    expect(departures.known('school')).toBe(0);
  });

  it('are void where somebody has withdrawn meanwhile of whom nobody has heard', async () => {
    const { release, heard, happened, settleUnheard } = await world();
    const released = await release(aboutNote);
    const position = await heard();
    await happened(withdrawn('c1', 'k1'));
    expect((await settleUnheard(released, position)).map(isVoid)).toEqual([true]);
  });
});
