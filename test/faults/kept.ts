import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { Asked, Sent } from './load.js';
import { byStream } from '@hub/eventsourcing/testing';

/** Order kept, no gap in a stream, nothing twice. */
export const expectOrder = (log: readonly Recorded[], isAfter: EventStore['isAfter']): void => {
  const out = log.filter(({ position }, index) => index > 0 && !isAfter(position, log[index - 1]!.position));
  expect(out).toEqual([]);
  for (const events of byStream(log).values())
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => n));
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
};

/** The stream that a command's answer speaks of. */
const streamOf = ({ path, answer }: Sent): string => {
  const [, kind, about = ''] = path.split('/');
  return kind === 'case-notes' ? `note-${answer!.id}` : `person-${about || answer!.id}`;
};

const MADE = ['PersonRegistered', 'NoteRecorded', 'AddressRecorded'];

export interface Caller {
  /** Whose commands they are, all of them. */
  readonly agency: string;
  /** What it has recorded besides. */
  readonly people: readonly string[];
}

/** Every command has its answer, is where that says, and nowhere else. */
export const expectCarriedOut = (
  log: readonly Recorded[],
  { commands }: Pick<Asked, 'commands'>,
  { agency, people }: Caller,
): void => {
  expect(commands.filter(({ answer }) => !answer)).toEqual([]);
  const byPosition = new Map(log.map((event) => [event.position, event]));
  for (const sent of commands) expect(byPosition.get(sent.answer!.position)?.stream).toBe(streamOf(sent));
  expect(new Set(commands.map(({ answer }) => answer!.position)).size).toBe(commands.length);
  const made = log.filter(({ type, metadata }) => MADE.includes(type) && metadata.agency === agency);
  expect(made).toHaveLength(commands.length + people.length);
};

/** Every read that was answered stands in the trail. */
export const expectRecorded = (log: readonly Recorded[], { disclosures }: Pick<Asked, 'disclosures'>): void => {
  const streams = byStream(log);
  const entries = disclosures.map((id) => streams.get(`disclosure-${id}`)?.map(({ type }) => type));
  expect(entries.filter((types) => types?.join() !== 'DisclosureMade')).toEqual([]);
};
