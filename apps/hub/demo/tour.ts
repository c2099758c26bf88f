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

/** A short tour for a shell: paste it as a whole or line by line. */
export const tour = ({ url, family, child, consent }: Known): string => `
HUB=${url}
token() { curl -s -X POST $HUB/dev/token -H 'content-type: application/json' -d "{\\"user\\":\\"$1\\"}" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'; }
read_as() { curl -s "$HUB/v1$2" -H "Authorization: Bearer $(token $1)"; echo; }
post_as() { curl -s -X POST "$HUB/v1$2" -H "Authorization: Bearer $(token $1)" -H 'content-type: application/json' -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)" -d "$3"; echo; }

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
