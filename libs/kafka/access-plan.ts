/** Somebody whose topic this is, and who may read it now. */
export interface Reader {
  readonly topic: string;
  /** What the names of their consumer groups begin with. */
  readonly groupPrefix: string;
  /** As Kafka names them, `User:…`; none: nobody reads the topic. */
  readonly principals: readonly string[];
}

/** What Kafka knows to allow somebody, by its own words. */
export const OPERATIONS = [
  'ALL',
  'READ',
  'WRITE',
  'CREATE',
  'DELETE',
  'ALTER',
  'DESCRIBE',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Something that somebody is allowed. */
export interface Grant {
  readonly principal: string;
  readonly operation: Operation;
  readonly on: 'topic' | 'group';
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly host: string;
}

/** How things are at the broker. */
export interface Present {
  readonly topics: readonly string[];
  readonly grants: readonly Grant[];
}

/** What has to be made and taken away, so that it is as it should be. */
export interface AccessPlan {
  readonly topics: readonly string[];
  readonly revoke: readonly Grant[];
  readonly grant: readonly Grant[];
  /** By a wider rule, which the hub does not touch, these may read or write somebody's topic as well: for the operator to judge. */
  readonly wider: readonly Grant[];
}

const onTopic = { on: 'topic', pattern: 'literal', host: '*' } as const;
const onGroups = { on: 'group', pattern: 'prefixed', host: '*' } as const;

const wantedBy = ({ topic, groupPrefix, principals }: Reader): readonly Grant[] =>
  principals.flatMap((principal): readonly Grant[] => [
    { principal, operation: 'READ', name: topic, ...onTopic },
    { principal, operation: 'DESCRIBE', name: topic, ...onTopic },
    { principal, operation: 'READ', name: groupPrefix, ...onGroups },
  ]);

const keyOf = ({ principal, operation, on, name, pattern, host }: Grant): string =>
  [principal, operation, on, name, pattern, host].join('\n');

const without = (grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] => {
  const keys = new Set(others.map(keyOf));
  return grants.filter((grant) => !keys.has(keyOf(grant)));
};

/** A rule that names no topic of its own, and is about one of these all the same. */
const isWider = ({ on, name, pattern, operation }: Grant, topics: ReadonlySet<string>): boolean => {
  if (on !== 'topic' || !['READ', 'WRITE', 'ALL'].includes(operation)) return false;
  return name === '*' || (pattern === 'prefixed' && [...topics].some((topic) => topic.startsWith(name)));
};

/**
 * What there is to do. The hub alone says who reads these topics: whatever else somebody is allowed on one of them, or on the
 * groups of its owner, is to go, but for `own`, the hub itself. Topics and groups of nobody here are left alone.
 */
export const planOf = (readers: readonly Reader[], present: Present, own?: string): AccessPlan => {
  const wanted = readers.flatMap(wantedBy);
  const topics = new Set(readers.map(({ topic }) => topic));
  const prefixes = new Set(readers.map(({ groupPrefix }) => groupPrefix));
  const others = present.grants.filter(({ principal }) => principal !== own);
  const ours = others.filter(({ on, name, pattern }) =>
    on === 'topic' ? pattern === 'literal' && topics.has(name) : pattern === 'prefixed' && prefixes.has(name),
  );
  return {
    topics: readers
      .filter(({ topic, principals }) => principals.length > 0 && !present.topics.includes(topic))
      .map(({ topic }) => topic),
    revoke: without(ours, wanted),
    grant: without(wanted, ours),
    wider: others.filter((grant) => isWider(grant, topics)),
  };
};

/** Whether everything is as it should be. */
export const isDone = ({ topics, revoke, grant }: AccessPlan): boolean =>
  topics.length + revoke.length + grant.length === 0;

const said = ({ principal, operation, on, name, pattern }: Grant): string =>
  `${principal}: ${operation} on ${on} ${name}${pattern === 'prefixed' ? '*' : ''}`;

/** The plan in lines, in the order in which it is carried out. */
export const linesOf = ({ topics, revoke, grant, wider }: AccessPlan): readonly string[] => [
  ...revoke.map((each) => `revoke  ${said(each)}`),
  ...topics.map((topic) => `make    topic ${topic}`),
  ...grant.map((each) => `grant   ${said(each)}`),
  ...wider.map((each) => `beware  ${said(each)}`),
];
