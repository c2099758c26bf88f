/** What may be logged of an error: its kind and where it came from. Its message may hold anybody's data, and stays out. */
export const safeError = (
  error: unknown,
): { readonly error: string; readonly reason?: string; readonly at?: readonly string[] } => {
  if (!(error instanceof Error)) return { error: typeof error };
  const reason =
    'code' in error && typeof error.code === 'string' && /^[\w/-]{1,60}$/.test(error.code) ? error.code : undefined;
  // The message comes first in a stack, and may itself have lines that look like any other.
  const stack = (error.stack ?? '').replace(`${error.name}: ${error.message}`, '').replace(error.message, '');
  const at = stack
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .map((line) => line.trim())
    .slice(0, 12);
  return { error: error.name, ...(reason !== undefined && { reason }), at };
};
