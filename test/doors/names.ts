/** What the table calls things, and what the hub does: in both directions. */
export interface Names {
  /** From now on the hub's id stands for this name of the table. */
  is(kind: Kind, name: string, id: string): string;
  /** The hub's id. */
  idOf(kind: Kind, name: string): string;
  /** The table's name; `undefined` for what the table does not speak of. */
  nameOf(kind: Kind, id: string): string | undefined;
}

type Kind = 'agreement' | 'person' | 'family' | 'note' | 'consent' | 'override';

/** Names of one row, in which those of `shared` are known as well. */
export const names = (shared?: Names): Names => {
  const ids = new Map<string, string>();
  const known = new Map<string, string>();
  return {
    is(kind, name, id) {
      ids.set(`${kind}/${name}`, id);
      known.set(`${kind}/${id}`, name);
      return id;
    },
    idOf(kind, name) {
      const id = ids.get(`${kind}/${name}`) ?? shared?.idOf(kind, name);
      if (id === undefined) throw new Error(`the hub has no ${kind} ${name}`);
      return id;
    },
    nameOf: (kind, id) => known.get(`${kind}/${id}`) ?? shared?.nameOf(kind, id),
  };
};
