import type { PeopleTold } from '@hub/door';
import { referencesOf } from '@hub/partner-feed';
import { Asked, KEYED_HASH, type Asking } from '@hub/platform';
import type { KeyedHash } from '@hub/vault';
import { Controller, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { isActive, refuseSuspended } from '../access/active-agency.js';
import type { Business } from '../access/business.js';
import { Field } from '../contract/field.js';
import { RecordId } from '../contract/ids.js';
import { Shows } from '../contract/operation.js';
import { code } from '../contract/schema.js';
import { BUSINESS, PEOPLE_TOLD } from '../tokens.js';

export class ReferenceAnswer {
  @Field(code('person/q83vEjRWeJCrze8SNFZ4kKvN7xI', 200), 'The `subject` of the agency’s messages about this person')
  reference!: string;
}

/**
 * The names under which an agency is told of people whom it has recorded itself.
 *
 * Leaves no entry in the trail: a keyed hash of an id that the caller gave, of a record in which something is its own. It says
 * nothing of anybody else's, and is given out before there is any message as after.
 */
@ApiTags('Feed')
@Controller('people/:id/reference')
export class ReferencesController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(BUSINESS) private readonly business: Business,
    @Inject(PEOPLE_TOLD) private readonly told: PeopleTold,
    @Inject(KEYED_HASH) private readonly hash: KeyedHash,
  ) {}

  @Shows('', {
    summary: 'Show the reference of a person',
    description:
      'By which the messages of the caller’s agency name somebody in whose record something is the agency’s own.',
    answer: ReferenceAnswer,
  })
  async showReference(@Param() { id }: RecordId, @Asked() { agency }: Asking) {
    if (!(await isActive(this.queries, { agency }))) return refuseSuspended();
    await this.business.withRecord(agency, `person-${id}`);
    const [person = id] = (await this.told(agency, [id])).people([id]);
    return { reference: `person/${referencesOf(this.hash, agency)('person', person)}` };
  }
}
