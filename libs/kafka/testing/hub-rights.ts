import kafkajs from 'kafkajs';

// Node finds these by the default export alone.
const {
  AclOperationTypes: Operations,
  AclPermissionTypes,
  AclResourceTypes: Resources,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} = kafkajs;

/** The hub as a broker for tests and development knows it; no agency's code has a dot. */
export const HUB = 'concord.hub';

/** What the hub itself has to be allowed (`docs/operations.md`): its topics, groups to look at them with, and who reads. */
const RIGHTS = [
  [Resources.TOPIC, 'concord.', [Operations.CREATE, Operations.DESCRIBE, Operations.READ, Operations.WRITE]],
  [Resources.GROUP, 'concord', [Operations.READ, Operations.DELETE]],
  [Resources.CLUSTER, 'kafka-cluster', [Operations.DESCRIBE, Operations.ALTER]],
] as const;

/** Allows the hub what it needs, by somebody who may do everything. */
export const grantHubRights = async (brokers: readonly string[]): Promise<void> => {
  const admin = new Kafka({ brokers: [...brokers], clientId: 'operator', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await admin.createAcls({
      acl: RIGHTS.flatMap(([resourceType, resourceName, operations]) =>
        operations.map((operation) => ({
          principal: `User:${HUB}`,
          host: '*',
          operation,
          permissionType: AclPermissionTypes.ALLOW,
          resourceType,
          resourceName,
          resourcePatternType:
            resourceType === Resources.CLUSTER ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
        })),
      ),
    });
  } finally {
    await admin.disconnect();
  }
};
