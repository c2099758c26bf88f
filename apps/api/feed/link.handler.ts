import type { Link, MessageLinks } from '@hub/pull-feed';
import type { AgencyId } from '@hub/sharing';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { MESSAGE_LINKS, SUBSCRIPTIONS } from '../tokens.js';
import type { ActiveSubscriptions } from './subscribed.js';

/** Where the link of a message leads for an agency; `undefined` for whoever has no such message, or is no partner any more. */
export class AskLink extends Query<Link | undefined> {
  constructor(
    readonly agency: AgencyId,
    readonly messageId: string,
  ) {
    super();
  }
}

@QueryHandler(AskLink)
export class LinkHandler implements IQueryHandler<AskLink> {
  constructor(
    @Inject(MESSAGE_LINKS) private readonly links: MessageLinks,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: ActiveSubscriptions,
  ) {}

  async execute({ agency, messageId }: AskLink): Promise<Link | undefined> {
    const active = await this.subscriptions(agency);
    return active.length === 0 ? undefined : this.links(agency, messageId);
  }
}
