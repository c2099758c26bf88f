import type { LawfulBasis } from '@hub/sharing';
import type { TrailRow } from './trail-row.js';

const several = (values: readonly string[]): string => values.join('; ');

const basisOf = ({ article6, article9, schedule1, gateway }: LawfulBasis): string =>
  [`6(1)(${article6})`, article9 && `9(2)(${article9})`, schedule1 && `Sch 1 ${schedule1}`, gateway]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');

const flowsOf = ({ items }: TrailRow): readonly string[] => [
  ...new Set(
    items.flatMap(({ flows }) =>
      flows.map(({ agreement, version, flow, from }) => `${agreement} v${version} flow ${flow} from ${from}`),
    ),
  ),
];

/** The columns of an export, in order. */
const COLUMNS: readonly (readonly [name: string, cell: (row: TrailRow) => string])[] = [
  ['recordedAt', (row) => row.recordedAt],
  ['at', (row) => row.at],
  ['kind', (row) => row.kind],
  ['disclosureId', (row) => row.disclosureId],
  ['agency', (row) => row.agency],
  ['otherAgency', (row) => row.otherAgency ?? ''],
  ['worker', (row) => row.worker],
  ['role', (row) => row.role],
  ['purpose', (row) => row.purpose ?? ''],
  ['question', (row) => row.question ?? ''],
  ['familyId', (row) => row.familyId ?? ''],
  ['outcome', (row) => row.outcome ?? ''],
  ['subjects', (row) => several(row.subjects)],
  ['items', (row) => several(row.items.map(({ item, revision }) => `${item}@${revision}`))],
  ['fields', (row) => several([...new Set([...row.fields, ...row.items.flatMap(({ fields }) => fields)])])],
  ['flows', (row) => several(flowsOf(row))],
  ['bases', (row) => several(row.bases.map(basisOf))],
  ['reasons', (row) => several(row.reasons)],
  ['obligations', (row) => several(row.obligations)],
  ['policy', (row) => row.policy ?? ''],
  ['override', (row) => row.override ?? ''],
  ['reviewOn', (row) => row.reviewOn ?? ''],
];

/** A spreadsheet would carry it out (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell: no formula, and quoted where RFC 4180 asks for it. */
export const csvCell = (text: string): string => {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** The first line of an export. */
export const csvHeader = (): string => line(COLUMNS.map(([name]) => name));

/** One row of an export as a line of CSV (RFC 4180). */
export const csvLine = (row: TrailRow): string => line(COLUMNS.map(([, cell]) => cell(row)));

/** One row of an export as a line of JSON. */
export const jsonLine = (row: TrailRow): string => `${JSON.stringify(row)}\n`;
