/** What one part of the hub says of itself. Numbers and codes; no personal data. */
export interface Health {
  readonly up: boolean;
  readonly [fact: string]: string | number | boolean;
}

/** A part that can be asked how it is: the database, its migrations, the projections. */
export interface Check {
  readonly name: string;
  /** Without it the hub cannot serve, and readiness says no. Never a broker: its outage must not take reads down. */
  readonly needed: boolean;
  readonly check: () => Promise<Health>;
}

/** The hub's own flag: false once it is about to stop, before anything else happens. */
export interface Readiness {
  readonly accepting: boolean;
  readonly stopAccepting: () => void;
}

export const readiness = (): Readiness => {
  let accepting = true;
  return {
    get accepting() {
      return accepting;
    },
    stopAccepting: () => void (accepting = false),
  };
};

/** Milliseconds that anything that is asked how it is may take. */
export const PATIENCE = 2_000;

/** What `work` comes to, or this where it takes longer. */
export const inTime = <T>(milliseconds: number, work: Promise<T>, otherwise: T): Promise<T> => {
  const late = new Promise<T>((resolve) => {
    AbortSignal.timeout(milliseconds).addEventListener('abort', () => resolve(otherwise));
  });
  return Promise.race([work, late]);
};

/** What comes of each, but for those that fail or take longer: they hide none of the others. */
export const foundInTime = async <T>(
  milliseconds: number,
  works: readonly Promise<readonly T[]>[],
): Promise<readonly T[]> => {
  const found = works.map((work) =>
    inTime<readonly T[]>(
      milliseconds,
      work.catch(() => []),
      [],
    ),
  );
  return (await Promise.all(found)).flat();
};

/** Asks one part; one that fails or does not answer is down. */
const ask = async ({ name, needed, check }: Check, patience: number): Promise<Part> => {
  const answer = check().catch((): Health => ({ up: false, because: 'failed' }));
  return { name, needed, health: await inTime(patience, answer, { up: false, because: 'no answer in time' }) };
};

interface Part {
  readonly name: string;
  readonly needed: boolean;
  readonly health: Health;
}

export interface Report {
  readonly status: 'up' | 'down' | 'draining';
  readonly parts: Readonly<Record<string, Health>>;
}

/** How the hub is: `up` while everything needed is, `draining` once it is about to stop. */
export const reportOf = async (
  checks: readonly Check[],
  { accepting }: Readiness,
  patience = PATIENCE,
): Promise<Report> => {
  const parts = await Promise.all(checks.map((each) => ask(each, patience)));
  const up = parts.every(({ needed, health }) => health.up || !needed);
  return {
    status: accepting ? (up ? 'up' : 'down') : 'draining',
    parts: Object.fromEntries(parts.map(({ name, health }) => [name, health])),
  };
};
