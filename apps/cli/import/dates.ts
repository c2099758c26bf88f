/** What a date format may be made of. A year has four digits: two would be a guess at the century. */
const TOKENS: Readonly<Record<string, string>> = {
  yyyy: String.raw`(?<yyyy>\d{4})`,
  MM: String.raw`(?<MM>\d{2})`,
  M: String.raw`(?<MM>\d{1,2})`,
  dd: String.raw`(?<dd>\d{2})`,
  d: String.raw`(?<dd>\d{1,2})`,
  HH: String.raw`(?<HH>\d{2})`,
  mm: String.raw`(?<mm>\d{2})`,
  ss: String.raw`(?<ss>\d{2})`,
};

const TOKEN = /yyyy|MM|M|dd|d|HH|mm|ss/g;

/** A moment as a column of the extract says it: a day, and perhaps a time of day. */
export interface Moment {
  /** Year-month-day; not checked against the calendar. */
  readonly date: string;
  /** Hours, minutes and seconds, where the format has them. */
  readonly time?: string;
}

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

const patternOf = (format: string): string => {
  const literals = format.split(TOKEN).map(escaped);
  const tokens = format.match(TOKEN) ?? [];
  return literals.map((literal, index) => literal + (TOKENS[tokens[index] ?? ''] ?? '')).join('');
};

/** Whether a format says a whole date, and nothing of it twice. */
export const isDateFormat = (format: string): boolean => {
  const parts = (format.match(TOKEN) ?? []).map((token) => token.slice(-1) + (token.startsWith('m') ? 'in' : ''));
  const letters = format.replace(TOKEN, '').match(/[A-Za-z]/g) ?? [];
  const said = (part: string) => parts.filter((each) => each === part).length === 1;
  const strange = letters.some((letter) => letter !== 'T' && letter !== 'Z');
  return new Set(parts).size === parts.length && ['y', 'M', 'd'].every(said) && !strange;
};

const timeOf = ({ HH, mm = '00', ss = '00' }: Readonly<Record<string, string | undefined>>) =>
  HH === undefined ? {} : { time: `${HH}:${mm}:${ss}` };

/** Reads texts of one format; `undefined` where a text is not of it. */
export const dateReader = (format: string) => {
  const pattern = new RegExp(`^${patternOf(format)}$`);
  return (text: string): Moment | undefined => {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return undefined;
    const { yyyy = '', MM = '', dd = '' } = groups;
    return { date: `${yyyy}-${MM.padStart(2, '0')}-${dd.padStart(2, '0')}`, ...timeOf(groups) };
  };
};

const DAY = 86_400_000;

/** The instant in UTC, `undefined` when there is no such day or time. A day begins at midnight UTC. */
export const instantOf = ({ date, time = '00:00:00' }: Moment): string | undefined => {
  const written = `${date}T${time}.000Z`;
  const instant = Date.parse(written);
  return !Number.isNaN(instant) && new Date(instant).toISOString() === written ? written : undefined;
};

/** The instant at which it is over: a day is over when the next one begins. */
export const endOf = (moment: Moment): string | undefined => {
  const instant = instantOf(moment);
  if (instant === undefined || moment.time !== undefined) return instant;
  return new Date(Date.parse(instant) + DAY).toISOString();
};
