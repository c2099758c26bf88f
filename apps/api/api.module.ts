import type { RecallList } from '@hub/recalls';
import type { ConsentList } from '@hub/consent-list';
import type { Audit, PeopleTold, Record as WriteToTrail } from '@hub/door';
import type { Trail } from '@hub/disclosure-trail';
import type { EventStore } from '@hub/eventsourcing';
import type { NoteIndex } from '@hub/facts';
import type { FamilyView } from '@hub/family-view';
import type { FeedReplays, MessageLinks, PullFeed } from '@hub/pull-feed';
import type { Caseload, PersonSearch } from '@hub/person-search';
import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { businessOf } from './access/business.js';
import type { Offer } from './asyncapi/feed.js';
import type { RecordsOf } from './access/records-of.js';
import type { FeedBell } from './feed/bell.js';
import type { Feeds } from './feed/parked.handler.js';
import type { FeedPositions } from './feed/positions.js';
import { activeSubscriptions } from './feed/subscribed.js';
import { controllers, handlers } from './routes.js';
import { currentRegister } from './register/register.js';
import type { MatchList } from './matches/matches.query.js';
import * as tokens from './tokens.js';

/** What the API runs on. Whatever reads people leaves through the door. */
export interface ApiParts {
  /** The log, sealed by the vault. */
  readonly store: EventStore;
  readonly index: NoteIndex;
  readonly recordsOf: RecordsOf;
  readonly familyView: FamilyView;
  readonly search: PersonSearch;
  readonly caseload: Caseload;
  readonly consents: ConsentList;
  readonly trail: Trail;
  readonly audit: Audit;
  readonly record: WriteToTrail;
  readonly matches: MatchList;
  readonly recalls: RecallList;
  /** Whether partners may have their messages by Kafka. */
  readonly hasTopics: boolean;
  readonly messageLinks: MessageLinks;
  readonly pullFeed: PullFeed;
  readonly feeds: Feeds;
  readonly feedReplays: FeedReplays;
  readonly feedBell: FeedBell;
  readonly feedPositions: FeedPositions;
  readonly peopleTold: PeopleTold;
  readonly offer: Offer;
}

/** Commands and queries over HTTP. */
@Module({})
export class ApiModule {
  static of(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule],
      controllers,
      providers: [
        ...handlers,
        { provide: tokens.EVENT_STORE, useValue: parts.store },
        { provide: tokens.REGISTER, useValue: currentRegister(parts.store) },
        { provide: tokens.RECORDS_OF, useValue: parts.recordsOf },
        { provide: tokens.BUSINESS, useValue: businessOf(parts) },
        { provide: tokens.FAMILY_VIEW, useValue: parts.familyView },
        { provide: tokens.SEARCH, useValue: parts.search },
        { provide: tokens.CASELOAD, useValue: parts.caseload },
        { provide: tokens.CONSENTS, useValue: parts.consents },
        { provide: tokens.TRAIL, useValue: parts.trail },
        { provide: tokens.AUDIT, useValue: parts.audit },
        { provide: tokens.RECORD, useValue: parts.record },
        { provide: tokens.MATCHES, useValue: parts.matches },
        { provide: tokens.RECALLS, useValue: parts.recalls },
        { provide: tokens.HAS_TOPICS, useValue: parts.hasTopics },
        { provide: tokens.SUBSCRIPTIONS, useValue: activeSubscriptions(parts.store) },
        { provide: tokens.MESSAGE_LINKS, useValue: parts.messageLinks },
        { provide: tokens.PULL_FEED, useValue: parts.pullFeed },
        { provide: tokens.FEEDS, useValue: parts.feeds },
        { provide: tokens.FEED_REPLAYS, useValue: parts.feedReplays },
        { provide: tokens.FEED_BELL, useValue: parts.feedBell },
        { provide: tokens.FEED_POSITIONS, useValue: parts.feedPositions },
        { provide: tokens.PEOPLE_TOLD, useValue: parts.peopleTold },
        { provide: tokens.OFFER, useValue: parts.offer },
      ],
    };
  }
}
