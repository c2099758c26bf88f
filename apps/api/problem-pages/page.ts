import type { ProblemType } from './problem-types.js';

/** What a caller does about it, by status. */
const ADVICE: Readonly<Record<number, string>> = {
  400: 'Nothing of the request was looked at. Change it to what /openapi.json says; sending it again changes nothing.',
  401: 'Get a fresh token from the issuer, or have the client registered with the partnership.',
  403: 'Another role, or another agency, may do this; this one may not. Nothing was stored.',
  404: 'There is no such record, or it is withheld from you: the hub says the same of both, and of a record that never was.',
  409: 'Read the record again and decide afresh. Nothing was stored.',
  410: 'Begin the list again without `after`, or from the `cursor` of the problem where it has one.',
  412: 'Somebody else came first. Read the record again, and decide on what it says now. Nothing was stored.',
  413: 'Send less at a time.',
  415: 'Send the body as application/json, in UTF-8.',
  422: 'A rule of the record refuses the command as it stands. Nothing was stored; the same command is refused again.',
  428: 'Read the record, and send its ETag as If-Match.',
  429: 'Wait for as many seconds as Retry-After says. Nothing was stored.',
  431: 'Send fewer or shorter headers.',
  500: 'It has been noted. Tell the operator the `instance` of the problem.',
  503: 'Send the same request again after as many seconds as Retry-After says, a write with the same Idempotency-Key.',
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const html = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body>${body}</body></html>\n`;

/** The page of one kind of problem. The same for everybody: it says nothing of any request. */
export const pageOf = ({ code, status, titles }: ProblemType): string =>
  html(
    code,
    `<main><h1>${escaped(code)}</h1>${titles.map((title) => `<p>${escaped(title)}</p>`).join('')}` +
      `<p>Status ${String(status)}. ${escaped(ADVICE[status] ?? '')}</p><p><a href="/problems">All problems</a></p></main>`,
  );

/** The list of all kinds. */
export const listOf = (types: Iterable<ProblemType>): string => {
  const rows = [...types].map(
    ({ code, status, titles }) =>
      `<tr><td><a href="/problems/${code}">${escaped(code)}</a></td><td>${String(status)}</td><td>${titles.map(escaped).join('<br>')}</td></tr>`,
  );
  return html(
    'Problems',
    `<main><h1>Problems</h1><table><thead><tr><th>Code</th><th>Status</th><th>What is wrong</th></tr></thead><tbody>${rows.join('')}</tbody></table></main>`,
  );
};
