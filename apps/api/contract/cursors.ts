import type { Asking, Cursors } from '@hub/platform';

/** The cursors of one list as one caller asks for it. */
export const cursorsOf = <T>(cursors: Cursors, { issuer, clientId, worker }: Asking, list: string, filter: unknown) => {
  const of = { issuer, clientId, worker, list, filter };
  return {
    /** Where the page begins, as a part of a question. */
    after: (cursor: string | undefined): { readonly after?: T } =>
      cursor === undefined ? {} : { after: JSON.parse(cursors.read(of, cursor)) as T },
    /** Where the list goes on, as a part of an answer. */
    page: (next: T | undefined): { readonly next?: string } =>
      next === undefined ? {} : { next: cursors.give(of, JSON.stringify(next)) },
  };
};
