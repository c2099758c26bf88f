/** Values of plain data, each once. */
export const distinct = <T>(values: readonly T[]): readonly T[] => [
  ...new Map([...new Set(values)].map((value) => [JSON.stringify(value), value])).values(),
];
