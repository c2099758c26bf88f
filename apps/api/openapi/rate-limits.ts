const budget = (description: string, pattern: string, example: string) => ({
  description,
  schema: { type: 'string', pattern, maxLength: 200, example },
});

const seconds = (description: string) => ({ description, schema: { type: 'integer', minimum: 1, example: 42 } });

const count = (description: string, example: number) => ({
  description,
  schema: { type: 'integer', minimum: 0, example },
});

const POLICY = String.raw`"[a-z-]+";q=\d+;w=\d+`;
const BALANCE = String.raw`"[a-z-]+";r=\d+;t=\d+`;
const listOf = (each: string): string => `^${each}(, ${each})*$`;

/** Headers that many answers have. */
export const HEADERS = {
  RateLimitPolicy: budget(
    'The budgets that the request was counted by: `q` requests in `w` seconds. Missing where there is no limit.',
    listOf(POLICY),
    '"client";q=3000;w=60',
  ),
  RateLimit: budget(
    'What is left of them: `r` requests, and `t` seconds until it is `q` again. Missing where there is no limit.',
    listOf(BALANCE),
    '"client";r=2999;t=60',
  ),
  RateLimitLimit: count('As `q` of `RateLimit-Policy`, for older clients, of the budget of which least is left.', 3000),
  RateLimitRemaining: count('As `r` of `RateLimit`, of the same budget.', 0),
  RateLimitReset: count('As `t` of `RateLimit`, of the same budget.', 42),
  RetryAfter: seconds('Seconds after which the same request may succeed.'),
} as const;

const referTo = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });

/** On every answer. */
export const BUDGETS = { 'RateLimit-Policy': referTo('RateLimitPolicy'), RateLimit: referTo('RateLimit') };

/** On a refusal for a limit. */
export const LIMITED = {
  'Retry-After': referTo('RetryAfter'),
  ...BUDGETS,
  'X-RateLimit-Limit': referTo('RateLimitLimit'),
  'X-RateLimit-Remaining': referTo('RateLimitRemaining'),
  'X-RateLimit-Reset': referTo('RateLimitReset'),
};
