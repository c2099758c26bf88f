import { BATCH_CONTENT_TYPE, CONTENT_TYPE, groupPrefixOf, topicOf } from '@hub/partner-messages';
import type { Feed } from './feed.js';
import { componentsOf, nameOf, referTo } from './messages.js';
import { serversOf } from './servers.js';

const BINDING = { bindingVersion: '0.5.0' };
const ANY = '{agency}';

const description = `What a partner’s system reads: signed messages that say that something has happened, never what.
What it is about is told under \`dataref\`, decided afresh. A reader skips a type, an attribute and a field that it does not know.`;

const infoOf = ({ agency, publicUrl }: Feed) => ({
  title: agency === undefined ? 'What partners of Concord are sent' : `What ${agency} is sent by Concord`,
  version: '1.0.0',
  description,
  contact: { name: 'The partnership’s operator', url: publicUrl },
  license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
});

const topicChannel = ({ agency = ANY }: Feed, brokers: readonly string[], messages: object) => ({
  address: topicOf(agency),
  title: 'The topic',
  description: 'Written by the hub alone, read by this agency alone, in the order of `sequence`.',
  servers: brokers.map((name) => ({ $ref: `#/servers/${name}` })),
  messages,
  ...(agency === ANY && {
    parameters: { agency: { description: 'The code of the agency.', examples: ['northbridge-school'] } },
  }),
  bindings: { kafka: { topic: topicOf(agency), partitions: 1, ...BINDING } },
});

/** What every consumer group of the agency begins with. */
const groupOf = ({ agency }: Feed) => ({
  type: 'string',
  description: `Begins with \`${groupPrefixOf(agency ?? ANY)}\`: no other group may read the topic.`,
  pattern: agency === undefined ? '^[a-z0-9-]+\\..+' : `^${groupPrefixOf(agency).replaceAll('.', '\\.')}.+`,
});

const page = {
  name: 'page',
  title: 'A page of the feed',
  summary: 'Messages in order, the same to the byte as in the topic; none where there is nothing new.',
  contentType: BATCH_CONTENT_TYPE,
  payload: { type: 'array', items: referTo('schemas', 'message') },
};

const feedChannel = {
  address: '/v1/feed/events',
  title: 'The pull feed',
  description: 'The same messages, fetched. Parameters and answers are in the OpenAPI document of the hub.',
  servers: [{ $ref: '#/servers/hub' }],
  messages: { page: referTo('messages', 'page') },
};

const readFeed = {
  action: 'receive',
  channel: { $ref: '#/channels/feed' },
  title: 'Fetch what is new',
  summary: 'Fetch the next messages after a cursor.',
  messages: [{ $ref: '#/channels/feed/messages/page' }],
  bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
};

const NONE = { channels: {}, operations: {} };

const pullOf = ({ fetched }: Feed) => (fetched ? { channels: { feed: feedChannel }, operations: { readFeed } } : NONE);

/** Channel and operation of the topic, where there is one. */
const topicOfFeed = (feed: Feed, servers: readonly string[]) => {
  const brokers = servers.filter((name) => name.startsWith('kafka'));
  if (brokers.length === 0) return NONE;
  const names = feed.types.map(nameOf);
  const messages = Object.fromEntries(names.map((name) => [name, referTo('messages', name)]));
  const readTopic = {
    action: 'receive',
    channel: { $ref: '#/channels/topic' },
    title: 'Read the topic',
    summary: 'Read the messages in the order in which they were sent.',
    messages: names.map((name) => ({ $ref: `#/channels/topic/messages/${name}` })),
    bindings: { kafka: { groupId: groupOf(feed), ...BINDING } },
  };
  return { channels: { topic: topicChannel(feed, brokers, messages) }, operations: { readTopic } };
};

/** The AsyncAPI document of a feed, from the side of whoever reads it. */
export const asyncApiOf = (feed: Feed) => {
  const { servers, securitySchemes } = serversOf(feed);
  const { messages, ...components } = componentsOf(feed);
  const topic = topicOfFeed(feed, Object.keys(servers));
  const pull = pullOf(feed);
  return {
    asyncapi: '3.0.0',
    info: infoOf(feed),
    defaultContentType: CONTENT_TYPE,
    servers,
    channels: { ...topic.channels, ...pull.channels },
    operations: { ...topic.operations, ...pull.operations },
    components: { ...components, messages: { ...messages, ...(feed.fetched && { page }) }, securitySchemes },
  };
};
export type AsyncApiDocument = ReturnType<typeof asyncApiOf>;
