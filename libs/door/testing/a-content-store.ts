import type { EventStore, Recorded } from '@hub/eventsourcing';
import { noteContents } from '@hub/case-notes';
import type { Projecting } from '@hub/facts/testing';
import { familyContents, personContents, type Content } from '@hub/people';
import { contentKey, type ContentStore, type Json, type PassageRef, type Permission } from '../index.js';

type Words = Pick<Content, 'item' | 'passage'> & Partial<Pick<Content, 'words' | 'plain'>>;

const contentsOf = (stream: string, history: readonly Recorded[]): readonly Words[] => {
  if (stream.startsWith('note-')) return noteContents(history as never);
  return stream.startsWith('family-') ? familyContents(history as never) : personContents(history as never);
};

const said = ({ words, plain }: Words): Json => {
  const clear = words && 'clear' in words.confidential ? words.confidential.clear : undefined;
  const field = words?.path.split(/[./]/).at(-1) ?? '';
  return { ...(typeof clear === 'object' ? clear : { [field]: clear }), ...plain };
};

/** Content as a projection of a log would have it, and every permission that it was ever shown. */
export const contentOver = (store: EventStore, { stoppedAt }: Projecting = {}) => {
  const asked: Permission[] = [];

  const contentIn = async ({ stream, item, passage, revision }: PassageRef): Promise<Json | undefined> => {
    const upTo = stoppedAt?.() ?? (await store.head());
    const history = (await store.read(stream)).filter(({ position }) => !store.isAfter(position, upTo));
    if ((history.at(-1)?.revision ?? -1) < revision) return undefined;
    const found = contentsOf(stream, history).find((content) => content.item === item && content.passage === passage);
    return found && said(found);
  };

  const content: ContentStore = {
    async contentOf(permission) {
      asked.push(permission);
      const found = await Promise.all(
        permission.passages.map(async (ref) => [contentKey(ref), await contentIn(ref)] as const),
      );
      return new Map(found.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
    },
    waitFor: async (position) => {
      const upTo = stoppedAt?.() ?? (await store.head());
      return !store.isAfter(position, upTo);
    },
  };
  return { content, asked };
};
