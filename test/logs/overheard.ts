import { toldIn } from './told.js';

/** The log of one hub, listened to: every line that it ever wrote, held against what had been told to it. */
export interface Overheard {
  /** Takes some more of the log, in pieces of any length. */
  take(text: string): void;
  /** How many lines there were so far. */
  lines(): number;
  /** Fails when any line told anything. */
  tellsNothing(): void;
}

/** Called with each whole line, for whoever wants to see some of them. */
type Listener = (line: string) => void;

export const overheard = (listen: Listener = () => undefined): Overheard => {
  const telling: string[] = [];
  let rest = '';
  let lines = 0;

  const takeLine = (line: string): void => {
    lines += 1;
    const found = toldIn(line);
    if (found.length > 0) telling.push(`${found.map((text) => JSON.stringify(text)).join(', ')} in ${line}`);
    listen(line);
  };

  return {
    take: (text) => {
      const whole = (rest + text).split('\n');
      rest = whole.pop() ?? '';
      whole.forEach(takeLine);
    },
    lines: () => lines,
    tellsNothing: () => {
      if (rest !== '') takeLine(rest);
      rest = '';
      const told = telling.splice(0);
      if (told.length > 0)
        throw new Error(
          `${told.length} of ${lines} lines of the hub's log tell what was told to it:\n${told.join('\n')}`,
        );
    },
  };
};
