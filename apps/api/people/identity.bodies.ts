import type { Address, IdentifierScheme, Name } from '@hub/people';
import { Field, optional } from '../contract/field.js';
import { origin, type Origin } from '../contract/origin.js';
import { date, instant, list, oneOf, part, text } from '../contract/schema.js';
import { InvolvementOfPerson } from './circumstances.bodies.js';

const partOfName = (example: string) => ({ ...text(200, example), minLength: 0, pattern: '^[^\\p{Cc}]*$' });

export class NameOfPerson implements Name {
  @Field(partOfName('Ada'), 'Given names') given!: string;
  @Field(partOfName('Example'), 'The family name') family!: string;
  @Field(optional(text(200, 'Addie')), 'What they are called') known?: string;
}

export class RecordIdentifier {
  @Field(oneOf('nhs-number', 'upn', 'local'), 'What kind of number it is') scheme!: IdentifierScheme;
  @Field(text(64, '9990000018'), 'The number') value!: string;
}

export class RecordAddress implements Address {
  @Field(list(text(200, '1 Example Street'), { min: 1, max: 10 }), 'The lines of the address') lines!: string[];
  @Field(optional(text(20, 'ZZ99 3VZ')), 'The postcode') postcode?: string;
  @Field(instant, 'From when they live there') from!: string;
  @Field(optional(instant), 'Until when') until?: string;
}

export class RegisterPerson {
  @Field(part(() => NameOfPerson), 'The name') name!: NameOfPerson;
  @Field(optional(date), 'The date of birth, where it is known') dateOfBirth?: string;
  @Field(
    optional(
      list(
        part(() => RecordIdentifier),
        { max: 10 },
      ),
    ),
    'Numbers by which others know them',
  )
  identifiers?: RecordIdentifier[];
  @Field(
    optional(
      list(
        part(() => RecordAddress),
        { max: 10 },
      ),
    ),
    'Where they live, or lived',
  )
  addresses?: RecordAddress[];
  @Field(
    optional(part(() => InvolvementOfPerson)),
    'Why the caller’s agency deals with them; missing: the caller does, from now on',
  )
  involvement?: InvolvementOfPerson;
  @Field(origin, 'How all of this came to the hub; missing: written') origin?: Origin;
}

export class CorrectName {
  @Field(part(() => NameOfPerson), 'The name as it should be') name!: NameOfPerson;
  @Field(origin, 'How it came to the hub; missing: written') origin?: Origin;
}

export class CorrectBirthDate {
  @Field(date, 'The date of birth as it should be') dateOfBirth!: string;
}

export class Until {
  @Field(instant, 'When it ended') until!: string;
}
