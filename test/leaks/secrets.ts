/**
 * What is told to the hub in the run, one word or number for each place that can hold personal data. Invented, and unlike
 * anything else, so that a search for one finds nothing by chance.
 */
export const SECRETS = {
  given: 'Ysoldefina',
  family: 'Quartermoss',
  known: 'Zuzkalein',
  correctedGiven: 'Ysoldegarde',
  dateOfBirth: '1953-07-19',
  correctedBirth: '1953-07-23',
  nhsNumber: '9993847569',
  upn: 'Z801273946158',
  localId: 'LOC-88417-KX',
  addressLine: 'Peppercornsnicket',
  postcode: 'ZZ91 7QX',
  otherGiven: 'Thaddeusk',
  otherBirth: '1951-02-27',
  note: 'halcyonverdigris',
  correctedNote: 'halcyonceladon',
  correctionReason: 'misheardbassoon',
  noteErrorReason: 'wrongchildmarmot',
  sealedNote: 'saffronobelisk',
  story: 'lanternwhispering',
  evidence: 'signedinkwell',
  consentErrorReason: 'mistakentamarisk',
  withdrawalReason: 'retractedcinnabar',
  restrictionReason: 'hiddenorchard',
  harmReason: 'perilousgossamer',
  competenceReason: 'understoodquincunx',
  overrideReason: 'urgentmagnolia',
  reviewReason: 'weighedpumice',
  groundWords: 'overheardtrellis',
  groundReference: 'S47-fathomlark',
  service: 'kindlingharbour',
  registeringService: 'umbersparrow',
  toldOutside: 'auntiepersimmon',
  toldBecause: 'telephonedgazebo',
  declinedBecause: 'withheldmistral',
  refusedText: 'unspokenzeppelin',
} as const;

export type Secret = keyof typeof SECRETS;

/** Those that the content tables hold in clear: what is shown through the door. */
export const CONTENT: readonly Secret[] = [
  'given',
  'family',
  'known',
  'correctedGiven',
  'dateOfBirth',
  'correctedBirth',
  'addressLine',
  'postcode',
  'note',
  'correctedNote',
  'sealedNote',
  'story',
  'service',
  'registeringService',
];

/** The record of a child, with a secret in every place. */
export const RECORD = {
  name: { given: SECRETS.given, family: SECRETS.family, known: SECRETS.known },
  dateOfBirth: SECRETS.dateOfBirth,
  identifiers: [
    { scheme: 'nhs-number', value: SECRETS.nhsNumber },
    { scheme: 'upn', value: SECRETS.upn },
    { scheme: 'local', value: SECRETS.localId },
  ],
  addresses: [{ lines: [`77 ${SECRETS.addressLine}`], postcode: SECRETS.postcode, from: '2026-01-01T00:00:00.000Z' }],
};
