/** What a suite has left for nobody to handle: it would end a process. To be called where its hooks are written. */
export const unhandledRejections = (): readonly unknown[] => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));
  return unhandled;
};
