import kafkajs, { type AclEntry, type Admin, type DescribeAclResource } from 'kafkajs';
import { OPERATIONS, planOf, type AccessPlan, type Grant, type Present, type Reader } from './access-plan.js';
import { asking, type KafkaOptions } from './client.js';
import { brokersWord, KafkaFailure } from './failure.js';
import { topics } from './topics.js';

// Node finds these by the default export alone.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

export interface AccessOptions {
  readonly replicas: number;
  /** The hub's own principal: whatever it is allowed stays. */
  readonly own?: string;
  /** A Kafka that guards nothing gets topics all the same: for development. */
  readonly unguarded?: boolean;
}

/** Who reads which topic: what there is to do, and doing it. Fails with a `KafkaFailure` within the deadline. */
export interface Access {
  plan(readers: readonly Reader[]): Promise<AccessPlan>;
  /** Takes away first, then makes topics, then grants; doing it twice is doing it once. */
  apply(plan: AccessPlan): Promise<void>;
}

/** A message is kept so long; whatever is older is fetched from the hub, where the permission of that day counts. */
const RETENTION_MS = 14 * 86_400_000;

const RESOURCES = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP } as const;
const PATTERNS = { literal: ResourcePatternTypes.LITERAL, prefixed: ResourcePatternTypes.PREFIXED } as const;

const nameIn = <K extends string>(names: Readonly<Record<K, number>>, value: number): K | undefined =>
  (Object.keys(names) as K[]).find((name) => names[name] === value);

const entryOf = ({ principal, operation, on, name, pattern, host }: Grant): AclEntry => ({
  principal,
  host,
  operation: AclOperationTypes[operation],
  permissionType: AclPermissionTypes.ALLOW,
  resourceType: RESOURCES[on],
  resourceName: name,
  resourcePatternType: PATTERNS[pattern],
});

const grantsOf = ({ acls, ...resource }: DescribeAclResource): readonly Grant[] => {
  const { resourceName: name } = resource;
  const [on, pattern] = [nameIn(RESOURCES, resource.resourceType), nameIn(PATTERNS, resource.resourcePatternType)];
  return acls.flatMap((acl) => {
    const operation = OPERATIONS.find((each) => AclOperationTypes[each] === acl.operation);
    const isGrant = acl.permissionType === AclPermissionTypes.ALLOW && on && pattern && operation;
    return isGrant ? [{ principal: acl.principal, host: acl.host, operation, on, name, pattern }] : [];
  });
};

const everything = {
  resourceType: AclResourceTypes.ANY,
  resourcePatternType: ResourcePatternTypes.ANY,
  operation: AclOperationTypes.ANY,
  permissionType: AclPermissionTypes.ANY,
};

/** Everything that anybody is allowed; `undefined` where the broker guards nothing. */
const grantsAt = async (admin: Admin): Promise<readonly Grant[] | undefined> => {
  try {
    const { resources } = await admin.describeAcls(everything);
    return resources.flatMap(grantsOf);
  } catch (error) {
    if (brokersWord(error) === 'SECURITY_DISABLED') return undefined;
    throw error;
  }
};

/** Access to topics of a Kafka. */
export const access = (options: KafkaOptions, { replicas, own, unguarded = false }: AccessOptions): Access => {
  const present = (): Promise<Present & { readonly guarded: boolean }> =>
    asking(options, 'who may read which topic', async (admin) => {
      const grants = await grantsAt(admin);
      if (grants === undefined && !unguarded)
        throw new KafkaFailure('refused', 'this Kafka has no authoriser: whoever reaches it would read every topic');
      return { topics: await admin.listTopics(), grants: grants ?? [], guarded: grants !== undefined };
    });
  const change = (what: string, grants: readonly Grant[], work: (admin: Admin, acl: AclEntry[]) => Promise<unknown>) =>
    grants.length === 0 ? undefined : asking(options, what, (admin) => work(admin, grants.map(entryOf)));

  return {
    plan: async (readers) => {
      const { guarded, ...now } = await present();
      const plan = planOf(readers, now, own);
      return guarded ? plan : { ...plan, grant: [] };
    },
    apply: async ({ topics: missing, revoke, grant }) => {
      await change('taking access away', revoke, (admin, filters) => admin.deleteAcls({ filters }));
      for (const name of missing)
        await topics(options).ensure({ name, partitions: 1, replicas, retentionMs: RETENTION_MS });
      await change('giving access', grant, (admin, acl) => admin.createAcls({ acl }));
    },
  };
};
