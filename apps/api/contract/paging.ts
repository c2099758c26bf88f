import { Field, optional } from './field.js';
import { text, whole } from './schema.js';

const cursor = { ...text(4000, 'eyJwIjoxfQ'), pattern: '^[A-Za-z0-9._~-]+$' };

/** How much of a list is asked for, and from where. */
export class PageQuery {
  @Field(optional(whole(1, 200)), 'Most items of the answer') limit?: number;
  @Field(optional(cursor), 'Where the page before ended: its `next`') after?: string;
}

/** Where the list goes on. */
export class PageAnswer {
  @Field(optional(cursor), 'For `after`, when there is more') next?: string;
}
