/**
 * `kill -9` of the whole hub, and of the broker, at points that a seed chooses, while partners are told of a random history.
 *
 * One log and one broker; the hub is started again after every kill; a partner reads its topic by the consumer library all along.
 * 25 points, at two of which the broker goes as well; with `CONCORD_SOAK=1` twenty times 25, each with a seed of its own: a soak
 * that was broken off goes on with the next. At the end the partner has been handed what the released and voided events of its
 * feed say, each once and in order; every copy in the topic is the released form or the void one, byte for byte; of every note
 * that stayed readable it was told exactly once; and whoever deals with nobody was told of nobody.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import { topics } from '@hub/kafka';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { toldBy } from '@hub/partner-feed';
import { topicOf, wireForm } from '@hub/partner-messages';
import { postgresEventStore } from '@hub/postgres';
import { runFolder, withPostgres } from '@hub/postgres/testing';
import { describeUnless } from '../machine.js';
import { progressOf } from '../soak/progress.js';
import { chance } from './chance.js';
import { enrolPartners, feedWorld } from './feed-world.js';
import { partnershipAt, startHubProcess, startIssuer, type HubProcess, type OutsideIssuer } from './hub/index.js';
import { keysOf, readingPartner } from './reading-partner.js';

const POINTS = 25;
/** Points at which the broker is killed too, while the hub is away. */
const OF_BROKER = [8, 17];
const CALLERS = 4;
/** Milliseconds of what happens before a kill, at most. */
const LOAD = 200;
const soak = process.env['CONCORD_SOAK'] === '1';
const FIRST_SEED = Number(process.env['CONCORD_SEED'] ?? 20261128);
const progress = progressOf('feed-kills', FIRST_SEED);
const seeds = Array.from({ length: soak ? 20 : 1 }, (_, index) => FIRST_SEED + index);

const releasedIn = (feed: readonly FeedEvent[]): readonly ReleasedMessage[] =>
  feed.flatMap((event) => (event.type === 'MessagesReleased' ? event.data.messages : []));

const voidedIn = (feed: readonly FeedEvent[]) =>
  feed.flatMap((event) => (event.type === 'MessageVoided' ? [event.data.message] : []));

describeUnless(whyNoOwnKafka(), 'a feed', () => {
  describe.each(soak ? progress.left(seeds) : seeds)('from seed %i', (seed) => {
    const database = withPostgres();
    const kafka = withOwnKafka();
    const folder = runFolder('feed-kills');
    let issuer: OutsideIssuer;
    let hub: HubProcess;
    let store: EventStore;

    const start = async (): Promise<void> => {
      const dataDir = join(folder, 'data');
      hub = await startHubProcess({ dataDir, issuer, database: database(), brokers: kafka().brokers });
    };

    beforeAll(async () => {
      issuer = await startIssuer();
      await start();
      const now = (): string => new Date().toISOString();
      store = postgresEventStore({ connectionString: database().appUrl, now });
    }, 120_000);
    afterAll(async () => {
      await hub.stop();
      await store.close();
      issuer.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const feedOf = (agency: string): Promise<readonly FeedEvent[]> => store.read<FeedEvent>(feedStream(agency));

    /** The feed once everything that has happened has led to what it leads to. */
    const settled = async (agency: string, notes: readonly string[]): Promise<readonly FeedEvent[]> => {
      for (;;) {
        const feed = await feedOf(agency);
        const told = new Set(releasedIn(feed).flatMap(({ about }) => about?.items.map(({ stream }) => stream) ?? []));
        if (notes.every((note) => told.has(`note-${note}`))) return feed;
        await sleep(100);
      }
    };

    /** Every message that stands in a topic, heartbeats left out. */
    const inTopic = async (agency: string): Promise<readonly { readonly id: string; readonly text: string }[]> => {
      const reading = topics({ brokers: kafka().brokers, clientId: 'test' });
      const found = await reading.sender().lastOf(topicOf(agency), 100_000);
      await reading.close();
      return found
        .map(({ value }) => ({ id: (JSON.parse(value) as { id: string }).id, text: value }))
        .filter(({ text }) => !text.includes('subscription.heartbeat'));
    };

    it(
      `is read whole, once and in order over ${POINTS} kills`,
      async () => {
        const partnership = partnershipAt({ url: () => hub.url, issuer, isAfter: (a, b) => BigInt(a) > BigInt(b) });
        const next = chance(seed);
        await enrolPartners(partnership);
        const world = await feedWorld(partnership, next);
        // Their access has opened, and been told, before anything else happens.
        await settled('school', world.done.steadyNotes);
        const school = await readingPartner('school', kafka().brokers, await keysOf(hub.url));

        for (let point = 1; point <= POINTS; point += 1) {
          let gone = false;
          const before = world.done.answered;
          const callers = Array.from({ length: CALLERS }, async () => {
            while (!gone) await world.act();
          });
          while (world.done.answered < before + CALLERS) await sleep(5);
          await sleep(next() * LOAD);
          await hub.kill();
          if (OF_BROKER.includes(point)) {
            await kafka().kill();
            await start();
            await kafka().start();
          } else await start();
          gone = true;
          await Promise.all(callers);
        }

        // The last of all that happens: once it has been told, everything before it has.
        const { done } = world;
        await world.finish();
        const feed = await settled('school', done.steadyNotes);
        const released = releasedIn(feed);
        await school.upTo(released.length);
        await school.consumer.stop();

        // A recall may have come since: what was handed is all of what was there, and in the order of what is.
        const { length } = school.handed;
        expect(length).toBeGreaterThanOrEqual(released.length);
        const told = toldBy(await feedOf('school')).slice(0, length);
        expect(school.gaps).toEqual([]);
        expect(school.handed.map(({ id, sequence }) => [sequence, id])).toEqual(told.map(({ id }, n) => [n + 1, id]));
        expect((await school.consumer.state()).feeds).toMatchObject([{ last: length, missing: [] }]);

        // Whatever was sent again was the same to the byte; in doubt it may have been void by then, and never the other way round.
        const copies = await inTopic('school');
        const full = new Map(releasedIn(await feedOf('school')).map(({ message }) => [message.id, wireForm(message)]));
        const void_ = new Map(voidedIn(await feedOf('school')).map((message) => [message.id, wireForm(message)]));
        expect(copies.filter(({ id, text }) => text !== full.get(id) && text !== void_.get(id))).toEqual([]);
        const last = new Map(copies.map(({ id, text }) => [id, text]));
        expect([...last].filter(([id, text]) => text !== (void_.get(id) ?? full.get(id)))).toEqual([]);

        // Nothing was told twice, and nothing was left out.
        const shared = released
          .filter(({ message: { type } }) => type === 'org.concord.note.shared.v1')
          .map(({ about }) => about!.items[0]!.stream.slice('note-'.length));
        const steady = shared.filter((note) => done.steadyNotes.includes(note));
        expect(new Set(steady).size).toBe(steady.length);
        expect(new Set(steady)).toEqual(new Set(done.steadyNotes));
        const causes = released.map(({ cause, key, message }) =>
          JSON.stringify([cause.eventId, key, message.type, 'data' in message && message.data]),
        );
        expect(new Set(causes).size).toBe(causes.length);

        // Whoever deals with nobody is told of nobody.
        expect(releasedIn(await feedOf('stranger'))).toEqual([]);
        expect(await inTopic('stranger')).toEqual([]);
        if (soak) progress.note(seed);
        process.stderr.write(
          `seed ${seed}: ${POINTS} kills, ${OF_BROKER.length} of the broker, ${done.answered} commands (${done.refused} refused), ` +
            `${told.length} messages (${void_.size} void), ${copies.length} copies in the topic\n`,
        );
      },
      POINTS * 20_000,
    );
  });
});
