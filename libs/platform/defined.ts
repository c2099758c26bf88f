/** The same object without what is `undefined`. */
export const defined = <T extends object>(
  values: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
