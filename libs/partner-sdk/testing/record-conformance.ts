import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECALL_RAISED } from '@hub/partner-messages';
import type { ConformanceKit, Expected } from '../conformance/kit.js';
import { messageIn, sampleFeed } from './sample-feed.js';

/**
 * Records the stream of the conformance kit, with a key that is thrown away. A kit that was given out stays as it is: a new one
 * gets a new number, `node --import ./libs/postgres/testing/load-typescript.mjs libs/partner-sdk/testing/record-conformance.ts 2`.
 */
const number = process.argv[2] ?? '1';
const feed = sampleFeed(`conformance-${number}`);
const [ada, ben] = [{ subject: 'person/ada' }, { subject: 'person/ben' }];
const category = 'a-category-of-tomorrow';
const data = { reference: 'note/2', validfrom: '2026-06-30T09:00:00.000Z', category, weight: 3 };

const first = feed.next(ada);
const later = feed.next({ ...ben, data, more: { urgency: 'high', specversion: '1.0' } });
const lost = feed.next(ada);
const failing = feed.next(ada);
const forged = feed.next(ben);
const recall = feed.recall(['note/1'], 'person/ada');
const voided = feed.voidOf(feed.next(ben));
const unknown = feed.next({ ...ben, type: 'org.concord.referral.made.v1', data: { reference: 'referral/1' } });
const last = feed.next(ada);
const heartbeat = feed.heartbeat();
feed.next(ben);
const heartbeatAfterLoss = feed.heartbeat();

const idOf = (text: string): string => messageIn(text).id;
const expected: Expected = {
  handed: [
    { kind: 'event', id: idOf(first) },
    { kind: 'event', id: idOf(later) },
    { kind: 'void', id: idOf(voided) },
    { kind: 'unknown', id: idOf(unknown) },
    { kind: 'event', id: idOf(failing) },
    { kind: 'recall', id: idOf(recall) },
    { kind: 'event', id: idOf(last) },
  ],
  failing: [idOf(failing)],
  gaps: [
    { from: 3, to: 3 },
    { from: 5, to: 5 },
    { from: feed.last(), to: feed.last() },
  ],
  rejected: [8],
};

const kit: ConformanceKit = {
  kit: Number(number),
  why: [
    'the first message',
    'a later minor version: attributes and fields that you do not know, a word of an open list that you do not know',
    'the first message again: drop it',
    'one message is lost before this, sequence 3; and your handler fails for it the first time',
    'the recall of what was told: it comes while the message before it waits, and is handed on after it',
    'the message with the handler that failed, again: drop it',
    'the second message again: drop it',
    'one byte of this was changed: hand nobody on; its place stays missing',
    'a void message: its place is taken, there is no content',
    'a type that you do not know: skip it, and take its place',
    'the last message',
    'a heartbeat: nothing new is missing',
    'a heartbeat: one more was sent, and did not come',
  ].map((why, index) => `${index + 1}. ${why}`),
  keys: feed.keySet,
  stream: [
    ...[first, later, first, failing, recall, failing, later, forged.replace('early-help', 'early-hulp')],
    ...[voided, unknown, last, heartbeat, heartbeatAfterLoss],
  ],
  expected,
};
if (messageIn(recall).type !== RECALL_RAISED || lost === failing) throw new Error('the stream is not what it says');
const file = join(import.meta.dirname, `../conformance/kit-${number}.json`);
writeFileSync(file, `${JSON.stringify(kit, undefined, 2)}\n`, { flag: 'wx' });
