import { canonicalJson, type Appended } from '@hub/eventsourcing';
import type { KeyedHash } from '@hub/vault';
import type { FastifyReply } from 'fastify';

/** The tag of a resource: its revision. */
export const revisionTag = (revision: number): string => `"${revision}"`;

/** The tag of a view: a hash of the answer, keyed because the answer is personal, and never a stream's revision. */
export const answerTag = (answer: object, keyedHash: KeyedHash): string =>
  `"${keyedHash('etag', canonicalJson(answer)).slice(0, 27)}"`;

/** What a write came to, as its caller may know it: the revision is missing where others write to the same record. */
export type Acknowledged = Pick<Appended, 'position' | 'replayed'> & { readonly revision?: number };

/** What every answer to a write says in its headers. */
export const acknowledge = (
  reply: FastifyReply,
  { revision, position, replayed }: Acknowledged,
  location: string,
): void => {
  void reply.headers({
    location,
    ...(revision !== undefined && { etag: revisionTag(revision) }),
    'concord-position': position,
    ...(replayed && { 'idempotency-replayed': 'true' }),
  });
};
