/** Where a broker listens, on loopback alone. */
export interface Ports {
  readonly plain: number;
  readonly behindProxy: number;
  readonly controller: number;
  readonly proxy: number;
  /** Where callers say who they are, and are let do what they have been granted. */
  readonly secured?: number;
}

/** Whoever comes in without a name, over the plain listener, may do everything; everybody else only what is granted. */
const guarded = [
  'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found=false',
  'super.users=User:ANONYMOUS',
  'sasl.enabled.mechanisms=SCRAM-SHA-512',
  'listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
];

const listener = (name: string, port: number | undefined): readonly string[] =>
  port === undefined ? [] : [`${name}://127.0.0.1:${port}`];

/** The configuration of a broker of one node with KRaft. */
export const settings = (data: string, { plain, behindProxy, controller, proxy, secured }: Ports): string => {
  const listeners = [...listener('PLAIN', plain), ...listener('PROXIED', behindProxy), ...listener('SECURED', secured)];
  const told = [...listener('PLAIN', plain), ...listener('PROXIED', proxy), ...listener('SECURED', secured)];
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=${[...listeners, ...listener('CONTROLLER', controller)].join()}`,
    `advertised.listeners=${told.join()}`,
    'listener.security.protocol.map=PLAIN:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_PLAINTEXT',
    'inter.broker.listener.name=PLAIN',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${data}`,
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=5',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=5',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    // After `kill -9` it waits for the end of its own old session.
    'broker.session.timeout.ms=1500',
    'broker.heartbeat.interval.ms=300',
    ...(secured === undefined ? [] : guarded),
    '',
  ].join('\n');
};
