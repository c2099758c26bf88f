import { randomUUID } from 'node:crypto';
import type { Agent, Answer } from '../e2e/agent.js';
import { oneOf } from './chance.js';

/** A command, as often as it is sent. */
export interface Sent {
  readonly key: string;
  readonly path: string;
  readonly body: object;
  /** Its answer, once one has come. */
  answer?: { readonly id: string; readonly position: string };
}

/** Everything that was asked of the hub over all its lives. */
export interface Asked {
  readonly commands: Sent[];
  /** Ids under which the trail has to hold what was read. */
  readonly disclosures: string[];
  /** Commands that were answered for the first time. */
  acknowledged: number;
}

export interface Load {
  readonly agent: Agent;
  /** People who are there, to write and read about. */
  readonly people: readonly string[];
  readonly asked: Asked;
  readonly next: () => number;
}

/** Sends a command, again if it was sent before, and keeps its first answer. */
export const carryOut = async (agent: Agent, asked: Asked, sent: Sent): Promise<Answer> => {
  const answer = await agent.post(sent.path, sent.body, { key: sent.key });
  if (answer.status !== 201 && answer.status !== 503)
    throw new Error(`${sent.path} was answered ${answer.status}: ${answer.text}`);
  if (answer.status === 201 && !sent.answer) {
    sent.answer = answer.body as NonNullable<Sent['answer']>;
    asked.acknowledged += 1;
  }
  return answer;
};

const newCommand = ({ people, next }: Load): Omit<Sent, 'key'> => {
  const about = oneOf(people, next);
  const passages = [{ text: `a note, ${Math.floor(next() * 1e9)}`, subjects: [about], thirdParties: [] }];
  const since = { from: '2026-01-01T00:00:00.000Z' };
  return oneOf<Omit<Sent, 'key'>>(
    [
      { path: '/people', body: { name: { given: `Given${Math.floor(next() * 1e9)}`, family: 'Load' } } },
      { path: '/case-notes', body: { category: 'attendance', labels: [], passages } },
      { path: '/case-notes', body: { category: 'behaviour', labels: [], passages } },
      { path: `/people/${about}/addresses`, body: { lines: [`${Math.floor(next() * 1e6)} Load Lane`], ...since } },
    ],
    next,
  );
};

/** The hub was killed under a request; whether it was carried out is for later to find out. Another realm's errors have no class here. */
const isHungUp = (error: unknown): boolean => (error as Error).name === 'TypeError';

const askOnce = async (load: Load): Promise<void> => {
  const { agent, people, asked, next } = load;
  if (next() < 0.7) {
    const sent: Sent = { key: randomUUID(), ...newCommand(load) };
    asked.commands.push(sent);
    await carryOut(agent, asked, sent);
    return;
  }
  const read = { purpose: 'early-help', minPosition: null };
  const { status, body } = await agent.get(`/people/${oneOf(people, next)}/view`, read);
  if (status === 200) asked.disclosures.push(body.disclosureId as string);
};

/** Commands and reads, one after the other, until the hub is gone. */
export const press = async (load: Load, gone: () => boolean): Promise<void> => {
  while (!gone())
    await askOnce(load).catch((error: unknown) => {
      if (!isHungUp(error)) throw error;
    });
};
