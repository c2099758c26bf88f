import type { EventStore } from '@hub/eventsourcing';
import type { NoteIndex } from '@hub/facts';
import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { businessOf } from './access/business.js';
import { AgenciesController } from './agencies/agencies.controller.js';
import { AgencyHandler } from './agencies/agencies.handler.js';
import { AgreementsController } from './agreements/agreements.controller.js';
import { AgreementHandler } from './agreements/agreements.handler.js';
import { CaseNotesController } from './case-notes/case-notes.controller.js';
import { NoteHandler } from './case-notes/case-notes.handler.js';
import { ConsentsController } from './consents/consents.controller.js';
import { ConsentHandler } from './consents/consents.handler.js';
import { DisclosuresController } from './disclosures/disclosures.controller.js';
import { DisclosureHandler } from './disclosures/disclosures.handler.js';
import { FamiliesController } from './families/families.controller.js';
import { FamilyHandler } from './families/families.handler.js';
import { MatchesController } from './matches/matches.controller.js';
import { MatchHandler } from './matches/matches.handler.js';
import { OverridesController } from './overrides/overrides.controller.js';
import { OverrideHandler } from './overrides/overrides.handler.js';
import { AuthorityController } from './people/authority.controller.js';
import { IdentityController } from './people/identity.controller.js';
import { PersonHandler } from './people/people.handler.js';
import { ProtectionController } from './people/protection.controller.js';
import { WhereaboutsController } from './people/whereabouts.controller.js';
import { BUSINESS, EVENT_STORE } from './tokens.js';

/** What the API runs on. */
export interface ApiParts {
  /** The log, sealed by the vault. */
  readonly store: EventStore;
  readonly index: NoteIndex;
}

const controllers = [
  AgenciesController,
  AgreementsController,
  IdentityController,
  WhereaboutsController,
  AuthorityController,
  ProtectionController,
  FamiliesController,
  ConsentsController,
  CaseNotesController,
  OverridesController,
  DisclosuresController,
  MatchesController,
];

const handlers = [
  AgencyHandler,
  AgreementHandler,
  PersonHandler,
  FamilyHandler,
  ConsentHandler,
  NoteHandler,
  OverrideHandler,
  DisclosureHandler,
  MatchHandler,
];

/** Commands and queries over HTTP. */
@Module({})
export class ApiModule {
  static of({ store, index }: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule],
      controllers,
      providers: [
        ...handlers,
        { provide: EVENT_STORE, useValue: store },
        { provide: BUSINESS, useValue: businessOf({ store, index }) },
      ],
    };
  }
}
