type Emit = (warning: string | Error, ...rest: never[]) => void;

const MUTED = 'TimeoutNegativeWarning';

const isMuted = (warning: string | Error, [named]: readonly unknown[]): boolean => {
  const type = warning instanceof Error ? warning.name : typeof named === 'string' ? named : undefined;
  return type === MUTED && /node_modules[\\/]kafkajs[\\/]/.test(new Error().stack ?? '');
};

/** Warnings as before, without kafkajs' own of a timer that it sets into the past (tulios/kafkajs#1751): that one is harmless. */
export const withoutNegativeTimers = (emit: Emit): Emit => {
  return (warning, ...rest) => {
    if (!isMuted(warning, rest)) emit(warning, ...rest);
  };
};

let quiet = false;

/** Mutes that one warning in this process, once. */
export const muteNegativeTimers = (): void => {
  if (quiet) return;
  quiet = true;
  process.emitWarning = withoutNegativeTimers(process.emitWarning.bind(process));
};
