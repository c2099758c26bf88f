import { refuse } from '@hub/eventsourcing';
import { Asked, type Asking } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Field } from '../contract/field.js';
import { Shows } from '../contract/operation.js';
import { code, free, text } from '../contract/schema.js';
import type { ActiveSubscriptions } from '../feed/subscribed.js';
import { OFFER, SUBSCRIPTIONS } from '../tokens.js';
import { asyncApiOf, type AsyncApiDocument } from './document.js';
import { feedOf, type Offer } from './feed.js';

export class AsyncApiAnswer {
  @Field(code('3.0.0'), 'The version of AsyncAPI') asyncapi!: string;
  @Field(free, 'What the document is of') info!: object;
  @Field(text(200, 'application/cloudevents+json; charset=utf-8'), 'What messages are written in')
  defaultContentType!: string;
  @Field(free, 'Where the feed is read') servers!: object;
  @Field(free, 'The topic and the pull feed') channels!: object;
  @Field(free, 'What a reader does') operations!: object;
  @Field(free, 'Messages, schemas and security') components!: object;
}

/** What an agency is told, as a document that its developers’ tools understand. */
@ApiTags('Feed')
@Controller('asyncapi')
export class AsyncApiController {
  constructor(
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
    @Inject(OFFER) private readonly offer: Offer,
  ) {}

  @Shows('', {
    summary: 'Describe the feed of the caller’s agency',
    description:
      'An AsyncAPI 3 document: its own topic and feed, with the types and categories of its active subscriptions. 404 where none is active.',
    answer: AsyncApiAnswer,
  })
  async describeFeed(@Asked() { agency }: Asking): Promise<AsyncApiDocument> {
    const active = await this.subscriptions(agency);
    if (active.length === 0) refuse('request/not-found', 'there is no such record, or not for you');
    return asyncApiOf(feedOf(this.offer, agency, active));
  }
}
