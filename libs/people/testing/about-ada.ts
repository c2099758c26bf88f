import type { PersonCommand, PersonEvent } from '../index.js';

/** The data of a message of one type. */
export type DataOf<M extends { type: string; data: object }, T extends M['type']> = Extract<M, { type: T }>['data'];
type Given<D> = Omit<D, 'personId' | 'agencyId' | 'now'> & { agencyId?: string };

export const NOW = '2026-06-30T09:00:00.000Z';

/** What any message is; the parameters below say that type and data go together. */
interface Message {
  readonly type: string;
  readonly data: object;
}

/** A command about Ada by a worker of the council, today. */
export const ask = <T extends PersonCommand['type']>(type: T, data: Given<DataOf<PersonCommand, T>>): PersonCommand => {
  const command: Message = { type, data: { personId: 'ada', agencyId: 'council', now: NOW, ...data } };
  return command as PersonCommand;
};

/** Something that the council has recorded about Ada. */
export const event = <T extends PersonEvent['type']>(type: T, data: Given<DataOf<PersonEvent, T>>): PersonEvent => {
  const recorded: Message = { type, data: { personId: 'ada', agencyId: 'council', ...data } };
  return recorded as PersonEvent;
};
