import type { FamilyRole } from '@hub/people';

/** Somebody who never was. NHS numbers are from the range 999, which is never given to a patient. */
export interface Invented {
  readonly key: string;
  readonly registeredBy: string;
  readonly name: { readonly given: string; readonly family: string; readonly known?: string };
  readonly born: string;
  readonly role: FamilyRole;
  readonly identifiers?: readonly { readonly scheme: 'nhs-number' | 'upn' | 'local'; readonly value: string }[];
  readonly address?: readonly string[];
}

export interface InventedFamily {
  readonly key: string;
  /** Who formed the family's record. */
  readonly by: string;
  readonly members: readonly Invented[];
}

const HELP = 'lena.lead-practitioner';
const CARE = 'amal.social-worker';

/** The Marlows get early help; the Okoros have fled; the Haddads have a daughter of sixteen. */
export const FAMILIES: readonly InventedFamily[] = [
  {
    key: 'marlow',
    by: HELP,
    members: [
      {
        key: 'wren',
        registeredBy: HELP,
        name: { given: 'Wren', family: 'Marlow' },
        born: '2017-03-14',
        role: 'child',
        address: ['4 Tannery Row', 'Northbridge'],
        identifiers: [{ scheme: 'nhs-number', value: '9990000018' }],
      },
      {
        key: 'kit',
        registeredBy: HELP,
        name: { given: 'Christopher', family: 'Marlow', known: 'Kit' },
        born: '2025-08-02',
        role: 'child',
      },
      {
        key: 'iris',
        registeredBy: HELP,
        name: { given: 'Iris', family: 'Marlow' },
        born: '1991-11-30',
        role: 'mother',
        address: ['4 Tannery Row', 'Northbridge'],
      },
      {
        key: 'tom',
        registeredBy: HELP,
        name: { given: 'Thomas', family: 'Marlow', known: 'Tom' },
        born: '1989-05-06',
        role: 'father',
      },
    ],
  },
  {
    key: 'okoro',
    by: CARE,
    members: [
      {
        key: 'ada',
        registeredBy: CARE,
        name: { given: 'Ada', family: 'Okoro' },
        born: '2015-09-21',
        role: 'child',
        address: ['Flat 9, Quay House', 'Northbridge'],
        identifiers: [{ scheme: 'nhs-number', value: '9990000026' }],
      },
      {
        key: 'ngozi',
        registeredBy: CARE,
        name: { given: 'Ngozi', family: 'Okoro' },
        born: '1990-01-17',
        role: 'mother',
        address: ['Flat 9, Quay House', 'Northbridge'],
      },
    ],
  },
  {
    key: 'haddad',
    by: HELP,
    members: [
      {
        key: 'leila',
        registeredBy: HELP,
        name: { given: 'Leila', family: 'Haddad' },
        born: '2010-02-08',
        role: 'child',
      },
      {
        key: 'yusuf',
        registeredBy: HELP,
        name: { given: 'Yusuf', family: 'Haddad' },
        born: '1982-12-01',
        role: 'father',
      },
    ],
  },
];

/** Who else deals with whom: the involvement that gives an agency a reason to ask. */
export const INVOLVED: readonly (readonly [person: string, user: string, service: string])[] = [
  ['wren', 'dana.dsl', 'On the school’s roll'],
  ['wren', 'grace.health-visitor', 'Health visiting to the family'],
  ['kit', 'grace.health-visitor', 'Health visiting'],
  ['wren', 'fay.family-worker', 'Saturday club'],
  ['ada', 'dana.dsl', 'On the school’s roll'],
  ['ada', 'piet.protecting-vulnerable-people', 'Protecting vulnerable people'],
  ['ngozi', 'hana.housing-officer', 'Homelessness application'],
  ['ada', 'idris.emergency-clinician', 'Attended the emergency department'],
  ['leila', 'dana.dsl', 'On the school’s roll'],
];

export const PARENTS: readonly (readonly [child: string, holder: string, how: 'birth' | 'registration'])[] = [
  ['wren', 'iris', 'birth'],
  ['wren', 'tom', 'registration'],
  ['kit', 'iris', 'birth'],
  ['ada', 'ngozi', 'birth'],
  ['leila', 'yusuf', 'registration'],
];
