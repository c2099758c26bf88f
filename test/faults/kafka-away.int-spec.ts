/**
 * Kafka away while much happens, withdrawals among it: nobody waits for it, what is behind is seen, and what is caught up with
 * afterwards is in order and carries no link of which the permission has gone meanwhile.
 */
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import { topics } from '@hub/kafka';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { toldBy } from '@hub/partner-feed';
import { topicOf, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { withPostgres } from '@hub/postgres/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHub, type Agent, type Opened } from '../e2e/hub.js';
import { consentAndNote, subscribedSchool } from '../e2e/subscribed-school.js';
import { describeUnless } from '../machine.js';
import { keysOf, readingPartner, type ReadingPartner } from './reading-partner.js';

const purpose = 'early-help';
const BACKLOG = 12;
const ROUNDS = 8;
const restriction = { kind: 'court-order', custodians: [], workers: [], from: '2026-06-01T00:00:00.000Z' };

type Sent = Exclude<PartnerMessage, { readonly type: 'org.concord.subscription.heartbeat.v1' }>;

describeUnless(whyNoOwnKafka(), 'a hub whose Kafka is away', () => {
  const kafka = withOwnKafka();
  const database = withPostgres();
  let opened: Opened;
  let school: ReadingPartner | undefined;
  const known = { child: '', mother: '', consent: '' };
  const hub = () => opened.hub;
  const as = (agency: string, role: string): Agent => hub().as(agency, role);

  beforeAll(async () => {
    await kafka().kill();
    const principals = { by: 'agencies' } as const;
    opened = await openHub(database(), {
      at: '2026-06-30T09:00:00.000Z',
      watched: true,
      kafka: { brokers: kafka().brokers, security: 'PLAINTEXT', replicas: 1, principals },
    });
  });
  afterAll(() => school?.consumer.stop());

  const reader = (): ReadingPartner => {
    if (!school) throw new Error('nobody reads yet');
    return school;
  };

  const health = async () => {
    const answer = await fetch(`${hub().url}/health`);
    const { parts } = (await answer.json()) as { parts: Record<string, { up: boolean; lag?: number }> };
    return { status: answer.status, sending: parts['sending']! };
  };
  const becomes = async (holds: (sending: { up: boolean; lag?: number }) => boolean): Promise<void> => {
    while (!holds((await health()).sending)) await sleep(50);
  };

  /** What Prometheus is told of one partner, one view, and so on. */
  const measured = async (series: string): Promise<number> => {
    const text = await (await fetch(`${hub().adminUrl!}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1));
  };
  const BEHIND = 'concord_partner_lag_events{agency="school",delivery="kafka"}';

  const feed = (): Promise<readonly Recorded<FeedEvent>[]> => hub().store.read<FeedEvent>(feedStream('school'));
  const released = async (): Promise<readonly (ReleasedMessage & { readonly position: string })[]> =>
    (await feed()).flatMap((event) =>
      event.type === 'MessagesReleased' ? event.data.messages.map((one) => ({ ...one, position: event.position })) : [],
    );
  const ofNote = async (note: string): Promise<readonly ReleasedMessage[]> =>
    (await released()).filter(({ about }) => about?.items.some(({ stream }) => stream === `note-${note}`));
  const toldOf = async (...notes: readonly string[]): Promise<void> => {
    while ((await Promise.all(notes.map(ofNote))).some((found) => found.length === 0)) await sleep(50);
  };

  const record = async (text = 'Walks well.'): Promise<string> => {
    const passages = [{ subjects: [known.child], text, thirdParties: [], location: 'checked' }];
    const note = { category: 'health-visit', labels: [], effectiveAt: '2026-06-29T09:00:00.000Z', passages };
    return (await as('health', 'visitor').post('/case-notes', note).created()).id as string;
  };
  const restrict = (note: string) => as('health', 'visitor').post(`/case-notes/${note}/restrictions`, restriction);
  const recordMany = async (count: number): Promise<readonly string[]> => {
    const notes: string[] = [];
    for (let n = 0; n < count; n += 1) notes.push(await record());
    return notes;
  };

  /** What is in the topic, heartbeats left out, in order. */
  const inTopic = async (): Promise<readonly Sent[]> => {
    const reading = topics({ brokers: kafka().brokers, clientId: 'test' });
    const found = await reading.sender().lastOf(topicOf('school'), 100_000);
    await reading.close();
    return found
      .map(({ value }) => JSON.parse(value) as PartnerMessage)
      .filter((message): message is Sent => message.subject !== 'feed');
  };

  const allSent = async (): Promise<void> => {
    const { length } = await released();
    await becomes(({ up, lag }) => up && lag === 0);
    await reader().upTo(length);
  };

  const linked = (messages: readonly Sent[], notes: readonly ReleasedMessage[]): readonly string[] =>
    messages
      .filter((message) => 'dataref' in message && notes.some(({ messageId }) => messageId === message.id))
      .map(({ id }) => id);

  const toldInLog = async (): Promise<readonly string[]> => toldBy(await feed()).map(wireForm);

  /** What the log says that is told is in the topic and was handed on, in order; once nothing is on its way any more, a recall for one. */
  const expectOrdered = async (): Promise<void> => {
    for (;;) {
      const [told, sent, still] = [await toldInLog(), await inTopic(), await toldInLog()];
      const { handed, gaps } = reader();
      if (sent.length < told.length || handed.length < told.length || still.join() !== told.join()) {
        await sleep(50);
        continue;
      }
      expect(sent.map(wireForm)).toEqual(told);
      expect(handed.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
      expect(gaps).toEqual([]);
      return;
    }
  };

  it('starts, records and answers all the same, and says how far the topic is behind', async () => {
    Object.assign(known, await subscribedSchool(hub, 'kafka'));
    const { consent, note } = await consentAndNote(hub, known);
    known.consent = consent;
    const notes = [note, ...(await recordMany(BACKLOG))];
    await toldOf(...notes);
    await as('school', 'dsl').get(`/people/${known.child}/view`, { purpose }).expect(200);
    await as('school', 'dsl').get(`/case-notes/${note}`, { purpose }).expect(200);
    const { length } = await released();
    await becomes(({ up, lag }) => !up && lag === length);
    expect(await measured(BEHIND)).toBe(length);
    expect(await measured('concord_part_up{part="sending"}')).toBe(0);
    // Nobody is sent away for it.
    expect((await health()).status).toBe(200);
    expect(await measured('concord_part_up{part="log"}')).toBe(1);
  });

  it('sends what has waited in order once it is back, and void what went while it waited', async () => {
    const gone = (await recordMany(3)).slice(0, 2);
    await toldOf(...gone);
    await restrict(gone[0]!).created();
    await as('health', 'visitor').post(`/case-notes/${gone[1]!}/errors`, { because: 'mistaken' }).created();
    await kafka().start();
    school = await readingPartner('school', kafka().brokers, await keysOf(hub().url));
    await allSent();
    expect(await measured(BEHIND)).toBe(0);
    expect(await measured('concord_part_up{part="sending"}')).toBe(1);
    await expectOrdered();
    const messages = (await Promise.all(gone.map(ofNote))).flat();
    const sent = await inTopic();
    expect(linked(sent, messages)).toEqual([]);
    expect(sent.filter((message) => 'void' in message).map(({ id }) => id)).toEqual(
      messages.map(({ messageId }) => messageId),
    );
  });

  it('sends nothing with a link that was gone before it was released, however closely a withdrawal follows', async () => {
    const raced: { readonly note: string; readonly at: string }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const note = await record();
      // Now before it has been released, now after, now while it is being sent.
      for (let turns = round; turns > 0; turns -= 1) await sleep(5);
      raced.push({ note, at: (await restrict(note).created()).position });
    }
    const last = await record();
    await toldOf(last);
    await allSent();
    await expectOrdered();
    const sent = await inTopic();
    for (const { note, at } of raced) {
      const late = (await released()).filter(
        ({ position, about }) =>
          about?.items.some(({ stream }) => stream === `note-${note}`) && hub().store.isAfter(position, at),
      );
      expect(linked(sent, late)).toEqual([]);
      for (const { messageId } of await ofNote(note))
        await as('school', 'dsl').get(`/feed/messages/${messageId}/content`, { purpose }).refused(404);
    }
  });

  it('takes all of a backlog back when the consent goes that it rests on; links that were sent before lead nowhere', async () => {
    const before = await inTopic();
    await kafka().kill();
    const backlog = await recordMany(BACKLOG);
    await toldOf(...backlog);
    const withdrawal = { subject: known.child };
    await as('health', 'visitor').post(`/consents/${known.consent}/withdrawals`, withdrawal).created();
    await hub().happened('MessagesReleased', ({ data }) => JSON.stringify(data).includes('access.withdrawn'));
    await kafka().start();
    await allSent();
    await expectOrdered();
    const after = (await inTopic()).slice(before.length);
    const ofBacklog = (await Promise.all(backlog.map(ofNote))).flat();
    expect(linked(after, ofBacklog)).toEqual([]);
    expect(after.map(({ type }) => type.split('.')[2])).toEqual(expect.arrayContaining(['note', 'access']));
    expect(after.filter((message) => 'dataref' in message && message.type.includes('.note.'))).toEqual([]);
    const links = before.flatMap((message) => ('dataref' in message ? [message] : []));
    expect(links.length).toBeGreaterThan(BACKLOG);
    for (const { type, dataref } of links) {
      const { status, text } = await as('school', 'dsl').get(dataref!, { purpose });
      // What the school knows of the child by itself stays, and so does the record of what was consented.
      expect([type, status === 404 || !type.includes('.note.'), text.includes('Walks')]).toEqual([type, true, false]);
    }
  });

  it('stops when it is told to, however much is still to be sent', async () => {
    await reader().consumer.stop();
    await kafka().kill();
    await as('health', 'visitor').post('/consents', consentAgain()).created();
    await record();
    await becomes(({ lag }) => lag! > 0);
    await opened.close();
  });

  const consentAgain = () => ({
    ...{ subject: known.child, grantor: known.mother, capacity: 'parental-responsibility', decision: 'permit' },
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
    ...{ from: '2026-06-01T00:00:00.000Z', effectiveAt: '2026-06-29T10:00:00.000Z' },
  });
});
