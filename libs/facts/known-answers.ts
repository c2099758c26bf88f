import type { EventStore } from '@hub/eventsourcing';
import type { Whereabouts } from './ports.js';
import { isFamilyStream, isNoteStream } from './streams.js';

/** More growth than this, and the index is asked again. */
const FEW = 1_000;
/** Answers that are kept. */
const MOST_ANSWERS = 5_000;

export type Log = Pick<EventStore, 'head' | 'page' | 'growth' | 'isAfter'>;

/** Answers, for as long as no stream has grown that leads to notes or families. */
export const knownAnswers = (store: Log) => {
  const answers = new Map<string, Whereabouts>();

  const keep = (key: string, answer: Whereabouts): Whereabouts => {
    answers.delete(key);
    answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
    return answer;
  };

  return {
    keep,
    /** The answer as of now, if it is known without asking. */
    async answerTo(key: string): Promise<Whereabouts | undefined> {
      const answer = answers.get(key);
      if (!answer) return undefined;
      const growth = await store.growth(answer.upTo, FEW);
      const leads = growth.some(({ stream }) => isNoteStream(stream) || isFamilyStream(stream));
      if (leads || growth.length === FEW) return undefined;
      return keep(key, { ...answer, upTo: growth.at(-1)?.position ?? answer.upTo });
    },
  };
};
