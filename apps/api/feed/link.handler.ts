import type { PeopleTold } from '@hub/door';
import type { Link, MessageLinks } from '@hub/pull-feed';
import type { AgencyId, PersonId } from '@hub/sharing';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { MESSAGE_LINKS, PEOPLE_TOLD, SUBSCRIPTIONS } from '../tokens.js';
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
    @Inject(PEOPLE_TOLD) private readonly told: PeopleTold,
  ) {}

  async execute({ agency, messageId }: AskLink): Promise<Link | undefined> {
    const active = await this.subscriptions(agency);
    const link = active.length === 0 ? undefined : await this.links(agency, messageId);
    // What happened may stand in another agency's record: whoever asks for the message has not named that one.
    return link && link.to !== 'note' ? { ...link, id: await this.toldAs(agency, link.id) } : link;
  }

  private async toldAs(agency: AgencyId, person: PersonId): Promise<PersonId> {
    const [told = person] = (await this.told(agency, [person])).people([person]);
    return told;
  }
}
