import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { NO_STREAM, type EventStore, type RememberingGrowth } from '@hub/eventsourcing';
import { CHOSEN_TYPES } from '@hub/partner-messages';
import { structuredLog } from '@hub/platform';
import { newSigningKey, signing } from '@hub/signing';
import type { Wanted } from '@hub/subscriptions';
import { openRelease } from '../apps/hub/release.js';
import { openSending, type SendParts } from '../apps/hub/send.js';
import { feedDepartures } from '../apps/hub/feed-departures.js';
import { openSettling } from '../apps/hub/settle.js';
import { agree, CATEGORIES, EVER, hubHolding, registerAgencies, SCHOOL, TEXT, type Writer } from './a-family.js';
import { say } from './row.js';

export const CHILDREN = 100;
const SOURCE = 'care';
const AGREEMENT = `with-${SOURCE}`;
const PARALLEL = 64;
/** Events of a stream of somebody whom no partner deals with. */
const TO_A_STREAM = 10;

const now = (): string => new Date().toISOString();
const childOf = (n: number): string => `child-${n % CHILDREN}`;

/** `count` pieces of work, some of them at the same time. */
const all = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
};

const registerChild = async (write: Writer, n: number): Promise<void> => {
  const [child, mother, family] = [childOf(n), `mother-${n}`, `family-${n}`];
  const read = { origin: 'written', location: 'checked' } as const;
  for (const [personId, born] of [
    [child, '2017-05-06'],
    [mother, '1988-05-06'],
  ] as const)
    await write.person(SOURCE, {
      type: 'RegisterPerson',
      data: {
        ...{ personId, agencyId: SOURCE, now: now(), ...read },
        name: { subjects: [personId], clear: { given: personId, family: 'Example' } },
        dateOfBirth: { subjects: [personId], clear: born },
      },
    });
  const record = { personId: child, now: now() };
  await write.person(SOURCE, {
    type: 'RecordParentalResponsibility',
    data: { ...record, agencyId: SOURCE, holder: mother, how: 'birth', from: EVER },
  });
  const service = { subjects: [child], clear: 'support' };
  await write.person(SCHOOL, {
    type: 'RecordInvolvement',
    data: {
      ...{ ...record, agencyId: SCHOOL, involvementId: `of-${child}`, workers: [], service, ...read },
      period: { from: EVER },
    },
  });
  const household = { familyId: family, agencyId: SOURCE, now: now() };
  await write.family(SOURCE, { type: 'FormFamily', data: household });
  for (const [personId, role] of [
    [child, 'child'],
    [mother, 'mother'],
  ] as const)
    await write.family(SOURCE, { type: 'AddMember', data: { ...household, personId, role, from: EVER } });
};

const subscribe = async (write: Writer): Promise<void> => {
  const named = { agencyId: SCHOOL, subscriptionId: 'subscription-1', worker: 'w' };
  const wanted: Wanted = {
    ...{ agreementId: AGREEMENT, role: 'dsl', categories: CATEGORIES, types: CHOSEN_TYPES },
    purpose: 'early-help',
    delivery: 'kafka',
  };
  await write.subscription(SCHOOL, { type: 'RequestSubscription', data: { ...named, wanted } });
  await write.subscription('partnership', { type: 'ApproveSubscription', data: { ...named, by: 'partnership' } });
};

/** A note about one of the children, as its source writes it: what the school is told of. */
const noteAbout = (write: Writer, n: number): Promise<unknown> => {
  const subjects = [childOf(n)];
  const text = { subjects, clear: `${TEXT}${String(n)}` };
  return write.note(SOURCE, {
    type: 'RecordNote',
    data: {
      ...{ noteId: randomUUID(), agencyId: SOURCE, author: `w-${SOURCE}-1`, now: now(), effectiveAt: EVER },
      ...{ category: CATEGORIES[n % CATEGORIES.length]!, labels: [], handling: [], origin: 'written' },
      passages: [{ subjects, thirdParties: [], revealsProtectedSource: false, location: 'checked', text }],
    },
  });
};

/** Notes about somebody whom no partner deals with, several to a stream. */
const ofOthers = async (store: EventStore): Promise<void> => {
  const [noteId, subjects] = [randomUUID(), [`other-${Math.floor(Math.random() * 200)}`]];
  const events = Array.from({ length: TO_A_STREAM }, (_, n) => ({
    type: n === 0 ? 'NoteRecorded' : 'NoteCorrected',
    id: randomUUID(),
    metadata: { agency: SOURCE, actor: 'w1', correlationId: 'bench' },
    data: {
      ...{ noteId, agencyId: SOURCE, author: 'w1', category: 'support-work', labels: [], handling: [] },
      ...{ effectiveAt: EVER, origin: 'written' },
      passages: [
        {
          ...{ id: `${noteId}.${n}.0`, subjects, thirdParties: [], revealsProtectedSource: false, location: 'checked' },
          text: { subjects, clear: TEXT },
        },
      ],
    },
  }));
  const claim = { agency: SOURCE, commandId: randomUUID(), requestMac: 'bench' };
  await store.append({ stream: `note-${noteId}`, expected: NO_STREAM, events, claim });
};

/** The log for whoever follows it, who is held up while the gate is closed. */
const behindAGate = (store: RememberingGrowth) => {
  let [opened, open] = [Promise.resolve(), (): void => undefined];
  return {
    close: (): void => void (opened = new Promise((resolve) => (open = resolve))),
    open: (): void => open(),
    store: {
      ...store,
      async *follow(...asked: Parameters<EventStore['follow']>) {
        for await (const batch of store.follow(...asked)) {
          await opened;
          yield batch;
        }
      },
    } satisfies RememberingGrowth,
  };
};

/** A hub with a hundred children whom a school deals with, and that school's topic, served as `apps/hub` does. */
export const hubWithAPartner = async (brokers: readonly string[]) => {
  const hub = await hubHolding(async (write) => {
    await registerAgencies(write);
    await agree(write);
    await all(CHILDREN, (n) => registerChild(write, n));
    await subscribe(write);
  });
  const { storage, parts, write } = hub;
  const signs = signing({ key: newSigningKey() });
  const signed = { on: true };
  const sign = (form: string): string => (signed.on ? signs.sign(form) : 'unsigned..unsigned');
  const log = structuredLog({ level: 'warn', to: { write: (line) => say(line.trim()) } });
  const config = {
    ...{ partnership: 'northshire', publicUrl: 'https://hub.example' },
    kafka: { brokers, security: 'PLAINTEXT', replicas: 1, principals: { by: 'agencies' } },
  } satisfies SendParts['config'];
  const common = { ...storage, ...parts, config, sign, clock: () => new Date(), log };
  const gate = behindAGate(parts.store);
  const release = await openRelease({ ...common, store: gate.store });
  const settling = openSettling({ ...common, departures: await feedDepartures(storage) });
  const sending = await openSending({ ...common, settling });
  if (!sending) throw new Error('no Kafka is configured');
  release.start();
  await sending.start();

  const told = async (): Promise<number> => (await settling.feeds.told(SCHOOL)).feed.sequence;

  /** Resolves once so many messages are in the topic. */
  const inTopic = async (sequence: number): Promise<void> => {
    while ((await told()) < sequence || (await sending.going()).get(SCHOOL)?.lag !== 0) await sleep(10);
  };

  return {
    ...hub,
    told,
    inTopic,
    sign: signs.sign,
    signsWith: (on: boolean): void => void (signed.on = on),
    /** One note, durable when this resolves. */
    note: (n: number) => noteAbout(write, n),
    /** Writes so many notes that lead to a message each, and events that lead to none; nothing is released meanwhile. */
    backlog: async (messages: number, others = 0): Promise<void> => {
      gate.close();
      const [each, streams] = [messages / 10, others / TO_A_STREAM / 10];
      for (let portion = 0; portion < 10; portion += 1) {
        await all(each, (n) => noteAbout(write, portion * each + n));
        await all(streams, () => ofOthers(storage.store));
      }
      await hub.settled();
    },
    /** Lets the publisher go on; resolves once all is in the topic. */
    published: async (sequence: number): Promise<void> => {
      gate.open();
      await inTopic(sequence);
    },
    close: async () => {
      gate.open();
      await release.stop();
      await sending.stop();
      await hub.close();
    },
  };
};

export type PartnerHub = Awaited<ReturnType<typeof hubWithAPartner>>;
