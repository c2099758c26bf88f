import { storeContract } from '../testing/index.js';
import { memoryStore, type MemoryTransaction } from './memory-store.js';

storeContract<MemoryTransaction>('memory', () => {
  const store = memoryStore();
  const wordsIn = (held: unknown): readonly string[] => (held ?? []) as readonly string[];
  return Promise.resolve({
    store,
    note: (transaction, word) => {
      transaction.set('words', [...wordsIn(transaction.get('words')), word]);
    },
    noted: () => store.transaction(({ transaction }) => Promise.resolve(wordsIn(transaction.get('words')))),
  });
});
