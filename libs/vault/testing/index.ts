export { keyStoreContract } from './key-store-contract.js';
