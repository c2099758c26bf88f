const MOST = 200;

/** One page of a list, in order of id, and the id after which it goes on. */
export const pageById = <T extends { readonly id: string }>(
  all: readonly T[],
  { limit = MOST, after }: { readonly limit?: number | undefined; readonly after?: string },
) => {
  const rest = [...all].sort((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => after === undefined || id > after);
  const items = rest.slice(0, limit);
  return { items, next: rest.length > items.length ? items.at(-1)?.id : undefined };
};
