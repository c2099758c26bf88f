import { AgenciesController } from './agencies/agencies.controller.js';
import { AgencyHandler } from './agencies/agencies.handler.js';
import { AgreementsController } from './agreements/agreements.controller.js';
import { AgreementHandler } from './agreements/agreements.handler.js';
import { AsyncApiController } from './asyncapi/asyncapi.controller.js';
import { CaseNotesController } from './case-notes/case-notes.controller.js';
import { NoteHandler } from './case-notes/case-notes.handler.js';
import { CaseloadController } from './caseload/caseload.controller.js';
import { CaseloadHandler } from './caseload/caseload.handler.js';
import { ConsentsController } from './consents/consents.controller.js';
import { ConsentHandler } from './consents/consents.handler.js';
import { ConsentsHandler, ReadConsentsController } from './consents/consents.query.js';
import { DisclosuresController } from './disclosures/disclosures.controller.js';
import { DisclosureHandler } from './disclosures/disclosures.handler.js';
import { ContentController } from './feed/content.controller.js';
import { EventsController } from './feed/events.controller.js';
import { EventsHandler } from './feed/events.handler.js';
import { ParkedController } from './feed/parked.controller.js';
import { ParkedHandler, UnparkingHandler } from './feed/parked.handler.js';
import { PositionsController } from './feed/positions.controller.js';
import { ReplayEventsController } from './feed/replay-events.controller.js';
import { ReplaysController } from './feed/replays.controller.js';
import {
  FeedReplayHandler,
  FeedReplayPageHandler,
  FeedReplayPreviewHandler,
  KnownFeedReplayHandler,
} from './feed/replays.handler.js';
import { LinkHandler } from './feed/link.handler.js';
import { ReferencesController } from './feed/references.controller.js';
import { FamiliesController } from './families/families.controller.js';
import { FamilyHandler } from './families/families.handler.js';
import { MatchesController } from './matches/matches.controller.js';
import { MatchHandler } from './matches/matches.handler.js';
import { MatchesHandler, ReadMatchesController } from './matches/matches.query.js';
import { OverridesController } from './overrides/overrides.controller.js';
import { OverrideHandler } from './overrides/overrides.handler.js';
import { AuthorityController } from './people/authority.controller.js';
import { IdentityController } from './people/identity.controller.js';
import { PersonHandler } from './people/people.handler.js';
import { ProtectionController } from './people/protection.controller.js';
import { WhereaboutsController } from './people/whereabouts.controller.js';
import { ProblemPagesController } from './problem-pages/problem-pages.controller.js';
import { RecallsController } from './recalls/recalls.controller.js';
import { RecallHandler } from './recalls/recalls.handler.js';
import { ReadRecallsController, RecallsHandler } from './recalls/recalls.query.js';
import { RegisterController } from './register/register.controller.js';
import { RegisterHandler } from './register/register.queries.js';
import { SearchController } from './search/search.controller.js';
import { SearchHandler } from './search/search.handler.js';
import { SubscriptionsController } from './subscriptions/subscriptions.controller.js';
import { SubscriptionHandler } from './subscriptions/subscriptions.handler.js';
import { ReadSubscriptionsController, SubscriptionsHandler } from './subscriptions/subscriptions.query.js';
import { TrailController } from './trail/trail.controller.js';
import { EntryHandler, ExplanationHandler, ExportHandler, ReplayHandler, TrailHandler } from './trail/trail.handler.js';
import { ViewsController } from './views/views.controller.js';
import { ViewHandler } from './views/views.handler.js';

/** Everything that can be asked over HTTP. */
export const controllers = [
  AgenciesController,
  AgreementsController,
  RegisterController,
  IdentityController,
  WhereaboutsController,
  AuthorityController,
  ProtectionController,
  FamiliesController,
  ConsentsController,
  ReadConsentsController,
  CaseNotesController,
  OverridesController,
  RecallsController,
  ReadRecallsController,
  DisclosuresController,
  TrailController,
  MatchesController,
  ReadMatchesController,
  SearchController,
  CaseloadController,
  ViewsController,
  SubscriptionsController,
  ReadSubscriptionsController,
  EventsController,
  PositionsController,
  ParkedController,
  ReplaysController,
  ReplayEventsController,
  ContentController,
  ReferencesController,
  AsyncApiController,
  ProblemPagesController,
];

/** What carries it out: one handler for each decider, and one for each question. */
export const handlers = [
  AgencyHandler,
  AgreementHandler,
  RegisterHandler,
  PersonHandler,
  FamilyHandler,
  ConsentHandler,
  ConsentsHandler,
  NoteHandler,
  OverrideHandler,
  RecallHandler,
  RecallsHandler,
  DisclosureHandler,
  TrailHandler,
  EntryHandler,
  ExplanationHandler,
  ExportHandler,
  ReplayHandler,
  MatchHandler,
  MatchesHandler,
  SearchHandler,
  CaseloadHandler,
  ViewHandler,
  SubscriptionHandler,
  SubscriptionsHandler,
  EventsHandler,
  ParkedHandler,
  UnparkingHandler,
  FeedReplayHandler,
  FeedReplayPreviewHandler,
  FeedReplayPageHandler,
  KnownFeedReplayHandler,
  LinkHandler,
];
