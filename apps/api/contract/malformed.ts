import type { Fault } from './checked.js';

export class Malformed extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super('the request is not what the document says');
  }
}
