/** A partner that is suspended is told nothing; once it is reinstated it is told what has waited and what it missed, as of then, whichever way it is told. */
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { topics } from '@hub/kafka';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { toldBy } from '@hub/partner-feed';
import { topicOf, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeUnless } from '../machine.js';
import { withHub } from './hub.js';
import { consentAndNote, noteAbout, subscribedSchool } from './subscribed-school.js';

const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(50);
  }
};

describeUnless(whyNoOwnKafka(), 'a partner that is suspended', () => {
  const kafka = withOwnKafka();

  describe.each(['kafka', 'pull'] as const)('and is told by %s', (delivery) => {
    const isByTopic = delivery === 'kafka';
    const hub = withHub(() => ({
      at: '2026-06-30T09:00:00.000Z',
      ...(isByTopic && {
        kafka: { brokers: kafka().brokers, security: 'PLAINTEXT', replicas: 1, principals: { by: 'agencies' } },
      }),
    }));
    const known = { child: '', mother: '', waits: '', wrong: '', meanwhile: '' };
    const say = (what: 'suspensions' | 'reinstatements', reason: string) =>
      hub().administrator.post(`/agencies/school/${what}`, { reason }).created();

    const feed = () => hub().store.read<FeedEvent>(feedStream('school'));
    const released = async (note: string): Promise<ReleasedMessage> =>
      until(async () =>
        (await feed())
          .flatMap((event) => (event.type === 'MessagesReleased' ? event.data.messages : []))
          .find(({ about }) => about?.items.some(({ stream }) => stream === `note-${note}`)),
      );

    const inTopic = async (): Promise<readonly string[]> => {
      const reading = topics({ brokers: kafka().brokers, clientId: 'test' });
      const found = await reading.sender().lastOf(topicOf('school'), 1_000);
      await reading.close();
      return found
        .filter(({ value }) => (JSON.parse(value) as PartnerMessage).subject !== 'feed')
        .map(({ value }) => value);
    };
    const fetched = async (): Promise<readonly string[]> => {
      const answer = await hub().as('school', 'system').get('/feed/events', { minPosition: null }).expect(200);
      return (answer as readonly PartnerMessage[]).map(wireForm);
    };
    /** What the partner has been given: all that the log says that it is told, once that is so. */
    const given = async (): Promise<readonly PartnerMessage[]> =>
      until(async () => {
        const had = await (isByTopic ? inTopic() : fetched());
        const told = toldBy(await feed());
        if (had.length < told.length) return undefined;
        expect(had).toEqual(told.map(wireForm));
        return told;
      });

    const sending = async () =>
      ((await (await fetch(`${hub().url}/health`)).json()) as { parts: { sending?: { partners: number } } }).parts
        .sending;

    beforeAll(async () => {
      Object.assign(known, await subscribedSchool(hub, delivery));
      const system = { code: 'system', title: 'System', reach: 'agency', functions: ['system'] };
      await hub().administrator.post('/agencies/school/roles', system).created();
      await released((await consentAndNote(hub, known)).note);
      await given();
    });

    it('is given nothing, and nothing of what waits becomes void for that', async () => {
      const before = await given();
      if (isByTopic) await kafka().kill();
      [known.waits, known.wrong] = [await noteAbout(hub, known.child), await noteAbout(hub, known.child)];
      for (const note of [known.waits, known.wrong]) await released(note);
      await say('suspensions', 'under-review');
      if (isByTopic) {
        await until(async () => ((await sending())?.partners === 0 ? true : undefined));
        await kafka().start();
        expect(await inTopic()).toEqual(before.map(wireForm));
      } else await hub().as('school', 'system').get('/feed/events').refused(403, 'request/agency-suspended');
      await hub()
        .as('health', 'visitor')
        .post(`/case-notes/${known.wrong}/errors`, { because: 'another child' })
        .created();
      known.meanwhile = await noteAbout(hub, known.child);
      await hub().happened('FeedPaused');
      expect((await feed()).map(({ type }) => type)).not.toContain('MessageVoided');
    });

    it('is given what waited and what came meanwhile once it is reinstated, in order and as of then', async () => {
      await say('reinstatements', 'put-right');
      const [waits, wrong] = [await released(known.waits), await released(known.wrong)];
      const meanwhile = await released(known.meanwhile);
      const told = await given();
      expect(told.slice(waits.sequence - 1)).toMatchObject([
        waits.message,
        { id: wrong.messageId, void: true },
        meanwhile.message,
      ]);
      expect(told.filter((message) => 'void' in message)).toHaveLength(1);
    });
  });
});
