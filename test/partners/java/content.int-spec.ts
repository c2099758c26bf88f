import { randomUUID } from 'node:crypto';
import { whyNoMaven } from '@hub/kafka/testing';
import { exampleOf, signed, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { testKey } from '@hub/partner-messages/testing';
import { recallStream, type RecallEvent } from '@hub/recalls';
import { agree, plainFlow } from '../../e2e/agreed.js';
import { append, subscribe, tellByHand } from '../../e2e/feed-by-hand.js';
import { withHub } from '../../e2e/hub.js';
import { describeUnless } from '../../machine.js';
import { withJavaProgram } from './program.js';

describeUnless(whyNoMaven(), 'a partner’s reader in Java at a hub', () => {
  const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });
  const java = withJavaProgram();
  const { sign, jwk } = testKey('of-this-test');

  it('is told what a message is about, and that there is nothing any more', async () => {
    const roles = { dsl: {}, head: { functions: ['administrator'] } } as const;
    for (const id of ['school', 'health']) await hub().enrol(id, { sector: 'education', roles });
    await agree({
      administrator: hub().administrator,
      parties: new Map(['school', 'health'].map((party) => [party, hub().as(party, 'head')])),
      startsOn: '2026-06-01T00:00:00.000Z',
      flows: [plainFlow(1, { from: 'health', to: 'school', categories: ['identity', 'attendance'] })],
    });
    const [health, school] = [hub().as('health', 'dsl'), hub().as('school', 'dsl')];
    const ada = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2015-02-03' };
    const child = (await health.post('/people', ada).created()).id as string;
    const involvement = { workers: [], service: 'school', from: '2026-06-01T00:00:00.000Z' };
    await school.post(`/people/${child}/involvements`, involvement).created();
    const passages = [{ text: 'Late on Monday.', subjects: [child], thirdParties: [], location: 'checked' }];
    const note = (await health.post('/case-notes', { category: 'attendance', labels: [], passages }).created()).id;
    await subscribe(hub().store, 'school');
    const [released] = await tellByHand(hub().store, 'school', [{ person: child, note }]);

    const keys = java.file('keys.json', JSON.stringify({ keys: [jwk] }));
    const token = await hub().tokenFor(JSON.stringify(['school', 'dsl', 'school-dsl']));
    const contentOf = async (more: object = {}): Promise<string> => {
      const wire = wireForm(signed({ ...released!.message, ...more }, sign));
      return (await java.run('hub', keys, hub().url, java.file('message', wire), 'early-help', token!)).join('');
    };
    expect(JSON.parse(await contentOf())).toMatchObject({ outcome: 'permit', items: [{ category: 'attendance' }] });
    const dataref = '/v1/feed/messages/0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11/content';
    expect(await contentOf({ dataref })).toBe('NOTHING');
  });

  it('acknowledges a recall once, however often it says so', async () => {
    const recallId = randomUUID();
    const at = '2026-06-30T09:00:00.000Z';
    const raised: RecallEvent = {
      type: 'RecallRaised',
      data: {
        ...{ recallId, agencyId: 'school', subjects: [], knownAs: [], obligation: 'stop-using', due: at, at },
        cause: { eventId: randomUUID(), kind: 'ConsentWithdrawn', by: 'health' },
        scope: { items: [], byHand: [] },
      },
    };
    await append(hub().store, recallStream(recallId), [raised]);
    const example = exampleOf('org.concord.recall.raised.v1') as PartnerMessage & { readonly data: object };
    const recall = signed({ ...example, data: { ...example.data, recall: recallId } } as PartnerMessage, sign);
    const keys = java.file('keys.json', JSON.stringify({ keys: [jwk] }));
    const token = await hub().tokenFor(JSON.stringify(['school', 'dsl', 'school-dsl']));
    for (const _again of [1, 2]) {
      const said = await java.run('acknowledge', keys, hub().url, java.file('recall', wireForm(recall)), token!);
      expect(said).toEqual(['ACKNOWLEDGED']);
    }
    const events = await hub().store.read<RecallEvent>(recallStream(recallId));
    expect(events.map(({ type }) => type)).toEqual(['RecallRaised', 'RecallAcknowledged']);
  });
});
