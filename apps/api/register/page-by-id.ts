import type { PageQuery } from '../contract/paging.js';

const MOST = 200;

/** One page of a list that everybody may see, in order of id: where it goes on is an id. */
export const pageById = <T extends { readonly id: string }>(all: readonly T[], { limit = MOST, after }: PageQuery) => {
  const rest = [...all].sort((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => after === undefined || id > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, page: last && rest.length > items.length ? { next: last.id } : {} };
};
