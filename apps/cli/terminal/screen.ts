import { progressOn, type Progress, type ProgressOptions } from './progress.js';

/** Where the command speaks: results on `out`, progress and warnings on `err`. */
export interface Screen {
  /** For programs: one JSON object a line, with `--json` alone. */
  event(event: { readonly event: string } & Readonly<Record<string, unknown>>): void;
  /** A result, for people. */
  line(text: string): void;
  /** Something that happened on the way, for people. */
  note(text: string): void;
  progress(label: string, total: number): Progress;
}

export interface ScreenOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

interface Streams extends Pick<ProgressOptions, 'now'> {
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

const nowhere = (): void => undefined;

export const screenOn = ({ out, err, now }: Streams, { json = false, quiet = false }: ScreenOptions): Screen => {
  const say = (text: string): void => void out.write(`${text}\n`);
  const warn = (text: string): void => void err.write(`${text}\n`);
  const event: Screen['event'] = json ? (said) => say(JSON.stringify(said)) : nowhere;
  const isBar = err.isTTY === true && !json;
  const kind = json ? 'events' : isBar ? 'bar' : 'lines';
  let current: Progress | undefined;
  return {
    event,
    line: json ? nowhere : say,
    note: (text) => {
      current?.clear();
      if (!quiet) warn(text);
    },
    progress(label, total) {
      current = quiet
        ? { advance: nowhere, reach: nowhere, clear: nowhere, end: nowhere }
        : progressOn({ kind, label, total, now, event, write: (text) => void err.write(text) });
      return current;
    },
  };
};
