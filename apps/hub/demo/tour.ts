import { USERS } from './partnership.js';

/** What the tour speaks of. */
export interface Known {
  readonly url: string;
  readonly family: string;
  readonly child: string;
  readonly mother: string;
  readonly consent: string;
}

/** How to get a token for each demonstration user. */
export const users = (url: string): string =>
  [
    'Demonstration users:',
    ...USERS.map(({ id }) => `  ${id}`),
    'A token for one of them, good for an hour:',
    `  curl -s -X POST ${url}/dev/token -H 'content-type: application/json' -d '{"user":"amal.social-worker"}'`,
  ].join('\n');

/** Prints an answer in a few lines: outcome and reasons, then what may be seen, or the entries of the trail. */
const brief = `
  const { outcome, reasons, items, ...rest } = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const line = (...parts) => console.log("  " + parts.filter(Boolean).join("  "));
  const codes = (of) => (of ?? []).map((one) => one.code ?? one).join(" ");
  const words = ({ content, reasons }) => content ? content.text ?? JSON.stringify(content) : "[withheld: " + codes(reasons) + "]";
  if (outcome) line(outcome.toUpperCase(), codes(reasons));
  for (const { category, source, passages, via, ...entry } of items ?? [])
    if (!passages) line(entry.at, entry.kind, entry.agency, entry.role, entry.purpose, entry.outcome, codes(entry.reasons));
    else if (via?.kind !== "own") line(category, "from", source + ":", passages.map(words).join(" "));
  const own = (items ?? []).filter(({ via }) => via?.kind === "own").length;
  if (own > 0) line("and " + own + " records of its own");
  if (!items) line(JSON.stringify(rest));
`;

/** What the steps of a tour are written with. */
const shell = (url: string): string => `
HUB=${url}
brief() { node -e '${brief}'; }
token() { curl -s -X POST $HUB/dev/token -H 'content-type: application/json' -d '{"user":"'"$1"'"}' | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).token'; }
read_as() { curl -s "$HUB/v1$2" -H "Authorization: Bearer $(token $1)" | brief; }
post_as() { curl -s -X POST "$HUB/v1$2" -H "Authorization: Bearer $(token $1)" -H 'content-type: application/json' -H "Idempotency-Key: $(node -p 'crypto.randomUUID()')" -d "$3" | brief; }
`;

/** A short tour for a shell: paste it as a whole or line by line. */
export const tour = ({ url, family, child, consent }: Known): string => `${shell(url)}
# 1. The school records a note about Wren.
post_as dana.dsl /case-notes '{"category":"attendance","labels":[],"passages":[{"text":"In school every day this week, and on time.","subjects":["${child}"],"thirdParties":[],"location":"checked"}]}'

# 2. Early help reads the family view: Iris has consented, so the school's notes are there.
read_as lena.lead-practitioner '/families/${family}/view?purpose=early-help'

# 3. Iris withdraws her consent for Wren.
post_as lena.lead-practitioner /consents/${consent}/withdrawals '{"subject":"${child}"}'

# 4. The same view: what rested on that consent is gone, at once, and the answer says why.
read_as lena.lead-practitioner '/families/${family}/view?purpose=early-help'

# 5. The trail tells the story, to early help's information governance officer.
post_as northbridge-early-help.ig-officer /disclosures:search '{"subject":"${child}"}'
`;

/** What a school's system is told, and told to forget: paste step by step, and look at the system in between. */
export const partnerTour = ({ url, child, consent }: Known): string => `${shell(url)}
# 1. Health visiting records a note about Wren. Iris has consented, so the school's system is told, and fetches it.
post_as grace.health-visitor /case-notes '{"category":"health-summary","labels":[],"passages":[{"text":"Hears little on the left: sits best at the front.","subjects":["${child}"],"thirdParties":[],"location":"checked"}]}'

# 2. Iris withdraws her consent for Wren. Some seconds later the note is recalled: the school's system forgets it, and says so to the hub.
post_as lena.lead-practitioner /consents/${consent}/withdrawals '{"subject":"${child}"}'

# 3. The recall is closed: the partnership sees how many are, the school's information governance officer which.
read_as noor.partnership /recalls/progress
post_as elm-grove-school.ig-officer /disclosures:search '{"subject":"${child}","kind":"recall-acknowledged"}'
`;
