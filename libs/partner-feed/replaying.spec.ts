import { consented, noted, SCHOOL, withdrawn } from '@hub/facts/testing';
import { signedForm, type PartnerMessage } from '@hub/partner-messages';
import fc from 'fast-check';
import { aPartner } from './testing/index.js';

const aboutNote = { person: 'c1', items: ['note-n1'] };
const HAPPENINGS = ['release', 'withdraw', 'consent', 'hour', 'other'] as const;
type Happening = (typeof HAPPENINGS)[number];
const isVoid = (message: PartnerMessage | undefined): boolean => message !== undefined && 'void' in message;

describe('what was released, told once more', () => {
  it('is what it was, with the id of the replay, and signed anew', async () => {
    const { release, replaying } = await aPartner();
    const [released] = await release(aboutNote);
    expect(await replaying.standings(SCHOOL, [released!])).toEqual(['permitted']);
    const message = replaying.formOf('r1', released!, 'permitted');
    expect(signedForm(message)).toBe(signedForm({ ...released!.message, replay: 'r1' }));
    expect(message.jws).toMatch(/^test\.\./);
    expect(message.jws).not.toBe(released!.message.jws);
  });

  it('is void in its place where the permission has gone since, and the feed stays as it is', async () => {
    const { release, replaying, happened, feed } = await aPartner();
    const released = await release(aboutNote, aboutNote);
    await happened(withdrawn('c1', 'k1'));
    const before = await feed();
    expect(await replaying.standings(SCHOOL, released)).toEqual(['permission-gone', 'permission-gone']);
    const form = replaying.formOf('r1', released[1]!, 'permission-gone');
    const { id, type, subject } = released[1]!.message;
    expect(form).toMatchObject({ id, type, subject, sequence: 2, previous: 1, void: true, replay: 'r1' });
    for (const name of ['data', 'dataref', 'purpose', 'agreement', 'flow', 'family'])
      expect(form).not.toHaveProperty(name);
    expect(await feed()).toEqual(before);
  });

  it('is told again where the permission has come back, and stays void where it was void before it left', async () => {
    const { release, replaying, happened, settle, now } = await aPartner();
    const released = await release(aboutNote);
    await happened(withdrawn('c1', 'k1'));
    expect(await replaying.standings(SCHOOL, released)).toEqual(['permission-gone']);
    await happened(consented('k2', 'c1', 'm1', { effectiveAt: now() }));
    expect(await replaying.standings(SCHOOL, released)).toEqual(['permitted']);
    await happened(withdrawn('c1', 'k2'));
    await settle(released);
    await happened(consented('k3', 'c1', 'm1', { effectiveAt: now() }));
    expect(await replaying.standings(SCHOOL, released)).toEqual(['void']);
  });

  it('has left by that: where it goes afterwards, the log says that it may have been had', async () => {
    const { release, replaying, happened, settle, feed } = await aPartner();
    const released = await release(aboutNote);
    expect(await replaying.leaving(SCHOOL, released)).toEqual(['permitted']);
    await happened(withdrawn('c1', 'k1'));
    await settle(released);
    expect((await feed()).at(-1)).toMatchObject({ type: 'MessageVoided', data: { left: true } });
  });

  it('is nothing any more for whoever is not subscribed', async () => {
    const { release, replaying, ended } = await aPartner();
    const released = await release(aboutNote);
    await ended();
    expect(await replaying.standings(SCHOOL, released)).toEqual(['permission-gone']);
  });

  it('is told as it would be sent, whatever has happened; asked twice, the same; and nothing is written', async () => {
    const happening = fc.constantFrom(...HAPPENINGS);
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 14 }), async (happenings) => {
        const partner = await aPartner();
        const released = [...(await partner.release(aboutNote, { person: 'c1', items: [] }))];
        let [consent, isPermitted] = [1, true];
        const does: Readonly<Record<Happening, () => Promise<unknown>>> = {
          // Nothing is released on a permission that has gone.
          release: async () => released.push(...(isPermitted ? await partner.release(aboutNote) : [])),
          withdraw: () => {
            isPermitted = false;
            return partner.happened(withdrawn('c1', `k${consent}`));
          },
          consent: () => {
            isPermitted = true;
            return partner.happened(consented(`k${(consent += 1)}`, 'c1', 'm1', { effectiveAt: partner.now() }));
          },
          hour: () => {
            partner.tick(3_600);
            return Promise.resolve();
          },
          other: () => partner.happened(noted('n2', { passages: [{ subjects: ['m1'], text: 'x' }] })),
        };
        for (const one of happenings) await does[one]();
        const before = await partner.feed();
        const standings = await partner.replaying.standings(SCHOOL, released);
        expect(await partner.replaying.standings(SCHOOL, released)).toEqual(standings);
        expect(await partner.feed()).toEqual(before);
        const sent = await partner.settle(released);
        expect(standings.map((standing) => standing !== 'permitted')).toEqual(sent.map(isVoid));
      }),
      { numRuns: 60 },
    );
  });
});
