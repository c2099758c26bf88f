/** What is wrong with a row: a stable code, the column where there is one, a sentence. Never a value. */
export interface Fault {
  readonly code: string;
  readonly column?: string;
  readonly reason: string;
}

/** The reasons that this command itself has; the others are those of the hub. */
const REASONS = {
  'csv/quote-not-closed': 'a quote that opens in this row is never closed',
  'csv/quote-out-of-place': 'a quote stands in the middle of a field',
  'csv/not-utf-8': 'the row is not UTF-8; save the extract as UTF-8',
  'csv/row-too-long': 'the row is longer than 64 KiB',
  'csv/columns': 'the row has not as many columns as the heading',
  'import/control-character': 'the text holds a control character',
  'import/too-long': 'the text is too long',
  'import/not-a-date': 'the date is not a real one in the format of the mapping',
  'import/date-missing': 'there is no date here',
  'import/local-id-missing': 'the row has no local id, so it could not be recognised when it comes again',
  'import/duplicate-local-id': 'a row before this one has the same local id',
  'import/already-imported-differently':
    'the person of this local id was imported before with other content; nothing was changed: correct the record in the hub',
} as const;

export type ImportFaultCode = keyof typeof REASONS;

export const faultOf = (code: ImportFaultCode, column?: string): Fault => ({
  code,
  ...(column !== undefined && { column }),
  reason: REASONS[code],
});
