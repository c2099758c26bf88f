/** Where a partner's messages are: one topic, written by the hub alone and read by this agency alone. */
export const topicOf = (agency: string): string => `concord.${agency}.v1`;

/** What every consumer group of a partner begins with. */
export const groupPrefixOf = (agency: string): string => `${agency}.`;

/** Lower case to the letter: some readers compare the whole of it. */
export const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';
export const BATCH_CONTENT_TYPE = 'application/cloudevents-batch+json; charset=utf-8';

/** `source` of every message of a partnership. */
export const sourceOf = (partnership: string): string => `/${partnership}/concord`;
