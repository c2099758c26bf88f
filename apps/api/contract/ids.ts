import { Field } from './field.js';
import { agency, code, id, matchId, worker } from './schema.js';

/** Parameters of addresses. One that cannot be an id is the id of nothing. */
export class RecordId {
  @Field(id, 'The record') id!: string;
}

export class AgencyId {
  @Field(agency, 'The agency') id!: string;
}

export class OfAddress extends RecordId {
  @Field(id, 'The address') addressId!: string;
}

export class OfHolder extends RecordId {
  @Field(id, 'The person who holds parental responsibility') holder!: string;
}

export class OfDispute extends OfHolder {
  @Field(id, 'The dispute') disputeId!: string;
}

export class OfRestriction extends RecordId {
  @Field(id, 'The restriction') restrictionId!: string;
}

export class OfInvolvement extends RecordId {
  @Field(id, 'The involvement') involvementId!: string;
}

export class OfWorker extends RecordId {
  @Field(worker, 'The worker') worker!: string;
}

export class OfFinding extends RecordId {
  @Field(id, 'The finding') findingId!: string;
}

export class OfMember extends RecordId {
  @Field(id, 'The member of the family') personId!: string;
}

export class MatchId {
  @Field(matchId, 'The match') id!: string;
}

export class DisclosureId {
  @Field({ ...code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 40), pattern: '^[0-9a-f-]{36}(\\.\\d)?$' }, 'The entry')
  id!: string;
}

/** By which a partner's messages name a person; an agreement by `agreement/` and its id, the slash as `%2F`. */
export class ParkedKey {
  @Field(
    { ...code('q83vEjRWeJCrze8SNFZ4kKvN7xI', 120), pattern: '^(agreement/)?[A-Za-z0-9_-]+$' },
    'The person by that name, or `agreement/` and the id of the agreement',
  )
  key!: string;
}

/** Of a message to a partner: its `id`. */
export class MessageId {
  @Field({ ...code('q83vEjRWeJCrze8SNFZ4kKvN7xI', 120), pattern: '^[A-Za-z0-9_.-]+$' }, 'The message') id!: string;
}
