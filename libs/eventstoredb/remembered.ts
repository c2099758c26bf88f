const MOST = 10_000;

/** Names that are true for good, the last so many. */
export const remembered = () => {
  const names = new Set<string>();
  return {
    has: (name: string): boolean => names.has(name),
    add: (name: string): void => {
      names.add(name);
      const [oldest] = names;
      if (names.size > MOST && oldest !== undefined) names.delete(oldest);
    },
  };
};
