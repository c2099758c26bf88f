import { inMemoryKeyStore } from './index.js';
import { keyStoreContract } from './testing/index.js';

keyStoreContract('in-memory key store', () => Promise.resolve(inMemoryKeyStore()));
