/** How far a long task has come. */
export interface Progress {
  advance(by?: number): void;
  /** For a task whose end moves: so much is done of so much. */
  reach(done: number, total: number): void;
  /** Makes room for a line of text. */
  clear(): void;
  end(): void;
}

export interface ProgressOptions {
  /** A bar on a terminal; a line every ten seconds or five per cent elsewhere; events for programs. */
  readonly kind: 'bar' | 'lines' | 'events';
  readonly label: string;
  readonly total: number;
  /** Milliseconds. */
  readonly now: () => number;
  readonly event: (event: { readonly event: 'progress' } & Readonly<Record<string, unknown>>) => void;
  readonly write: (text: string) => void;
}

interface State {
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  readonly etaSeconds: number;
}

const WIDTH = 24;

const clock = (seconds: number): string => {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes === 0 ? `${rest} s` : `${minutes} min ${rest} s`;
};

const sentence = (label: string, { done, total, perSecond, etaSeconds }: State): string => {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const left = done < total ? `, ${clock(etaSeconds)} left` : '';
  return `${label}: ${done} of ${total} (${percent} %), ${perSecond}/s${left}`;
};

const barred = (label: string, state: State): string => {
  const filled = state.total === 0 ? WIDTH : Math.round((state.done / state.total) * WIDTH);
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${sentence(label, state)}`;
};

const ERASE = '\r\u001b[2K';

const show = ({ kind, label, event, write }: ProgressOptions, state: State): void => {
  switch (kind) {
    case 'bar':
      write(ERASE + barred(label, state));
      break;
    case 'lines':
      write(`${sentence(label, state)}\n`);
      break;
    case 'events':
      event({ event: 'progress', phase: label, ...state });
  }
};

const PAUSE = { bar: 100, lines: 10_000, events: 10_000 };
const STEP = 0.05;

export const progressOn = (options: ProgressOptions): Progress => {
  const { kind, now } = options;
  const startedAt = now();
  let { total } = options;
  let done = 0;
  let last = { at: startedAt, done: 0 };

  const state = (): State => {
    const seconds = Math.max((now() - startedAt) / 1000, 0.001);
    const perSecond = done / seconds;
    const etaSeconds = perSecond === 0 ? 0 : Math.ceil((total - done) / perSecond);
    return { done, total, perSecond: Math.round(perSecond), etaSeconds };
  };
  const tell = (): void => {
    last = { at: now(), done };
    show(options, state());
  };
  const isDue = (): boolean =>
    now() - last.at >= PAUSE[kind] || (kind !== 'bar' && done - last.done >= Math.max(total * STEP, 1));

  const reach = (reached: number, of: number): void => {
    [done, total] = [reached, of];
    if (isDue()) tell();
  };

  return {
    advance: (by = 1) => reach(done + by, total),
    reach,
    clear: () => {
      if (kind === 'bar') options.write(ERASE);
    },
    end() {
      if (last.done !== done || done === 0) tell();
      if (kind === 'bar') options.write('\n');
    },
  };
};
