import type { Flow } from '@hub/sharing';
import type { Asked, Caller, Recorded, Recording, WrittenPassage } from './history.js';
import { expectedView, type Seen, type View } from './oracle.js';

/* Ada is a child of Bea, who has parental responsibility; the clinic writes about Ada, and the school asks. */

const DAYS = ['2026-06-01', '2026-06-30', '2026-07-01'] as const;
const at = (day: string, time = '09:00:00.000'): string => `${day}T${time}Z`;
const [BEFORE, TODAY] = [at(DAYS[0]), at(DAYS[1])];

const teacher: Caller = { agency: 'school', worker: 'tom', role: 'dsl' };
const nurse: Caller = { agency: 'clinic', worker: 'nia', role: 'nurse' };
const board: Caller = { agency: 'partnership', worker: 'pat', role: 'administrator' };

const did = (by: Caller, recording: Recording, when = BEFORE): Recorded => ({ at: when, by, ...recording });

const flow = (more: Partial<Flow> = {}): Flow => ({
  number: 1,
  categories: ['health-summary'],
  from: 'clinic',
  to: 'school',
  roles: ['dsl'],
  purposes: ['early-help'],
  route: 'consent',
  basis: { article6: 'a' },
  consentRequired: true,
  labels: [],
  onward: [],
  ...more,
});
const duty = flow({ route: 'duty', purposes: ['safeguarding'], basis: { article6: 'c' }, consentRequired: false });

const agreed = (...flows: readonly Flow[]): readonly Recorded[] => [
  did(nurse, {
    do: 'draft-agreement',
    id: 'agreement',
    terms: { parties: ['clinic', 'school'], startsOn: at('2026-01-01'), flows },
  }),
  did(nurse, { do: 'propose-agreement', agreement: 'agreement', version: 1 }),
  did(nurse, { do: 'sign-agreement', agreement: 'agreement', version: 1 }),
  did(teacher, { do: 'sign-agreement', agreement: 'agreement', version: 1 }),
];

const agency = (id: string, role: string): Recorded =>
  did(board, { do: 'register-agency', id, powers: [], roles: [{ code: role, reach: 'agency' }] });
const involved: Recorded = did(teacher, {
  do: 'record-involvement',
  id: 'involvement',
  person: 'ada',
  workers: ['tom'],
  service: 'Pastoral care',
  from: BEFORE,
  location: 'checked',
});

const family = (born: string): readonly Recorded[] => [
  agency('clinic', 'nurse'),
  agency('school', 'dsl'),
  did(nurse, { do: 'register-person', id: 'ada', given: 'Ada', dateOfBirth: born }),
  did(nurse, { do: 'register-person', id: 'bea', given: 'Bea', dateOfBirth: '1990-01-01' }),
  did(nurse, { do: 'register-person', id: 'cal', given: 'Cal', dateOfBirth: '1988-01-01' }),
  did(nurse, { do: 'record-responsibility', person: 'ada', holder: 'bea', from: at('2015-01-01') }),
  did(nurse, {
    do: 'form-family',
    id: 'family',
    members: [
      { personId: 'ada', role: 'child', from: BEFORE },
      { personId: 'bea', role: 'mother', from: BEFORE },
    ],
  }),
  involved,
];

const passage = (more: Partial<WrittenPassage> = {}): WrittenPassage => ({
  text: 'Words.',
  subjects: ['ada'],
  thirdParties: [],
  location: 'checked',
  ...more,
});
type Note = Extract<Recording, { do: 'record-note' }>;
const note = (more: Partial<Note> = {}, by = nurse): Recorded =>
  did(by, {
    do: 'record-note',
    id: 'note',
    category: 'health-summary',
    labels: [],
    effectiveAt: BEFORE,
    passages: [passage()],
    handling: [],
    ...more,
  });

type Consent = Extract<Recording, { do: 'record-consent' }>;
const consent = (more: Partial<Consent> = {}): Recorded =>
  did(nurse, {
    do: 'record-consent',
    id: 'consent',
    subject: 'ada',
    grantor: 'bea',
    capacity: 'parental-responsibility',
    decision: 'permit',
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
    from: at('2026-01-01'),
    effectiveAt: at('2026-06-02'),
    ...more,
  });
const scope = (more: object) => ({
  purposes: ['early-help' as const],
  exceptLabels: [],
  excludedAgencies: [],
  excludedWorkers: [],
  ...more,
});
const self = { grantor: 'ada', capacity: 'self' } as const;

const asks = (more: Partial<Asked> = {}): Asked => ({
  at: TODAY,
  by: teacher,
  do: 'ask',
  about: { person: 'ada' },
  purpose: 'early-help',
  ...more,
});
const enquiry = { purpose: 'safeguarding', ground: { kind: 'enquiry' } } as const;

const BORN = '2016-03-01';
const seen = (history: readonly Recorded[], asked = asks(), born = BORN): View =>
  expectedView([...family(born), ...history], asked);
const answer = (...given: Parameters<typeof seen>): Seen => {
  const view = seen(...given);
  if (view.status === 404) throw new Error('not found');
  return view;
};
/** What becomes of the note: shown, masked with reasons, or not there. */
const noteIn = (view: View): unknown => {
  const item = view.status === 404 ? undefined : view.items.find(({ id }) => id === 'note-note');
  return item?.passages.map(({ masked }) => masked ?? 'shown');
};
const stage5 = (view: Seen) => view.reasons.filter((reason) => reason.startsWith('5'));

describe('the cases of the guidance', () => {
  it('D01, D09: a mother’s consent lets the school see what the agreement lists', () => {
    const view = answer([...agreed(flow()), note(), consent()]);
    expect(noteIn(view)).toEqual(['shown']);
    expect(view).toMatchObject({ outcome: 'permit', reasons: ['5 CONSENT_GRANTED', '5 PROXY_CONSENT_PR'] });
  });

  it.each<[string, readonly Recorded[], readonly string[], readonly string[], string]>([
    ['D02: nobody was asked', [], ['5 NO_CONSENT'], ['ASK_FOR_CONSENT'], BORN],
    [
      'D03: withdrawn yesterday',
      [consent(), did(nurse, { do: 'withdraw-consent', consent: 'consent', subject: 'ada' })],
      ['5 CONSENT_WITHDRAWN'],
      [],
      BORN,
    ],
    ['D06: at 16 she decides', [consent()], ['5 YOUNG_PERSON_DECIDES'], ['ASK_YOUNG_PERSON'], '2010-06-30'],
    [
      'D06: and has refused',
      [consent(), consent({ id: 'no', ...self, decision: 'refuse' })],
      ['5 CONSENT_REFUSED', '5 YOUNG_PERSON_DECIDES'],
      [],
      '2010-06-01',
    ],
    ['D10: no parental responsibility', [consent({ grantor: 'cal' })], ['5 GRANTOR_WITHOUT_PR'], [], BORN],
    ['D12: it has run out', [consent({ until: TODAY })], ['5 CONSENT_EXPIRED'], [], BORN],
    ['it has not begun', [consent({ from: at(DAYS[2]) })], ['5 CONSENT_INACTIVE'], [], BORN],
    [
      'D14: not this worker',
      [consent({ scope: scope({ excludedWorkers: ['tom'] }) })],
      ['5 RECIPIENT_EXCLUDED'],
      [],
      BORN,
    ],
    [
      'D15: not for this',
      [consent({ scope: scope({ purposes: ['research'] }) })],
      ['5 PURPOSE_NOT_PERMITTED'],
      [],
      BORN,
    ],
    ['a child under 16 for herself', [consent(self)], ['5 GRANTOR_NOT_COMPETENT'], [], BORN],
    [
      'a refusal that is withdrawn still stands',
      [consent({ decision: 'refuse' }), did(nurse, { do: 'withdraw-all', subject: 'ada', grantor: 'bea' })],
      ['5 CONSENT_REFUSED'],
      [],
      BORN,
    ],
    [
      'of two at one instant the refusal wins',
      [consent(), consent({ id: 'no', decision: 'refuse' })],
      ['5 CONSENT_REFUSED'],
      [],
      BORN,
    ],
  ])('%s', (_, history, reasons, obligations, born) => {
    const view = answer([...agreed(flow()), note(), ...history], asks(), born);
    expect(noteIn(view)).toBeUndefined();
    expect(stage5(view)).toEqual(reasons);
    expect(view.obligations).toEqual(obligations);
    expect(view.outcome).toBe('partial'); // the school's own involvement shows
  });

  it('D04: a refusal does not stand in the way of an enquiry', () => {
    const view = answer([...agreed(duty), note(), consent({ decision: 'refuse' })], asks(enquiry));
    expect(noteIn(view)).toEqual(['shown']);
    expect(view.reasons).toEqual(['4 CONSENT_NOT_REQUIRED_SAFEGUARDING']);
    expect(view.obligations).toEqual(['INFORM_UNLESS_UNSAFE', 'RECORD_REASON']);
  });

  it('D05: nobody is told where telling is unsafe, and typed grounds are reviewed', () => {
    const asked = asks({ purpose: 'safeguarding', ground: { kind: 'typed', informUnsafe: true } });
    const view = answer([...agreed(duty), note()], asked);
    expect(view.reasons).toContain('4 SAFEGUARDING_INFORM_UNSAFE');
    expect(view.obligations).toEqual(['DO_NOT_INFORM', 'RECORD_REASON', 'REVIEW_GROUND']);
  });

  it('the duty needs a ground', () => {
    const view = answer([...agreed(duty), note()], asks({ purpose: 'safeguarding' }));
    expect(noteIn(view)).toBeUndefined();
    expect(view.reasons).toEqual(['4 GROUND_MISSING']);
  });

  it.each([
    ['D07: at 14', '2012-01-01', true, undefined],
    ['unless she was found not to understand', '2012-01-01', false, ['shown']],
    ['at 12 her parents read for her', '2014-01-01', undefined, ['shown']],
  ])('sexual health is not read by proxy: %s', (_, born, competent, expected) => {
    const route = flow({ purposes: ['proxy-access'], route: 'public-task', labels: ['SEX'], consentRequired: false });
    const found =
      competent === undefined
        ? []
        : [did(nurse, { do: 'assess-competence', person: 'ada', competent, assessedAt: BEFORE })];
    const asked = asks({ purpose: 'proxy-access' });
    expect(noteIn(answer([...agreed(route), note({ labels: ['SEX'] }), ...found], asked, born))).toEqual(expected);
  });

  it('D08: under 13 it is shared with social care and the police', () => {
    const view = answer([...agreed(duty), note({ labels: ['SEX'] })], asks(enquiry), '2014-01-01');
    expect(view.reasons).toContain('7 UNDER_13_SEXUAL_ACTIVITY');
    expect(view.obligations).toContain('SHARE_WITH_SOCIAL_CARE_AND_POLICE');
  });

  it('D16: a label that the consent leaves out is masked', () => {
    const view = answer([
      ...agreed(flow()),
      note({ labels: ['R'] }),
      consent({ scope: scope({ exceptLabels: ['R'] }) }),
    ]);
    expect(noteIn(view)).toEqual([['7 LABEL_RESTRICTED']]);
    expect(view.obligations).toEqual(['RESPECT_MASK']);
  });

  it('D17: the newest word counts', () => {
    const view = answer([
      ...agreed(flow()),
      note(),
      consent({ id: 'no', decision: 'refuse', effectiveAt: at('2026-06-01') }),
      consent(),
    ]);
    expect(stage5(view)).toEqual(['5 CONSENT_GRANTED', '5 NEWER_CONSENT', '5 PROXY_CONSENT_PR']);
  });

  it('D23, D27: a scheme is a reason, and may itself be the ground', () => {
    const scheme = { code: 'MARAC', sentence: '', isGround: true, obligations: ['RECORD_PROPORTIONALITY' as const] };
    const view = answer([...agreed({ ...duty, scheme }), note()], asks({ purpose: 'safeguarding' }));
    expect(view.reasons).toContain('4 MARAC');
    expect(view.obligations).toContain('RECORD_PROPORTIONALITY');
    expect(noteIn(view)).toEqual(['shown']);
  });

  it('D28: only the newest, and what is hidden is not counted', () => {
    const newest = note({ id: 'newest', effectiveAt: at('2026-06-01', '10:00:00.000') });
    const tail = agreed(flow({ mostRecent: 1 }));
    expect(noteIn(answer([...tail, note(), newest, consent()]))).toBeUndefined();
    const hidden = did(nurse, {
      do: 'restrict-note',
      id: 'order',
      note: 'newest',
      hidden: { kind: 'court-order', custodians: [], workers: [], from: BEFORE },
    });
    expect(noteIn(answer([...tail, note(), newest, consent(), hidden]))).toEqual(['shown']);
  });

  it('D31: without an agreement there are the agency’s own records', () => {
    const view = answer([note(), consent()]);
    expect(view).toMatchObject({ outcome: 'permit', reasons: [] });
    expect(noteIn(view)).toBeUndefined();
  });

  it('D33: what the table does not list is left out', () => {
    expect(noteIn(answer([...agreed(flow({ categories: ['attendance'] })), note(), consent()]))).toBeUndefined();
  });

  it('D35: a subject access shows the third party as a gap, the professional not', () => {
    const own = note(
      {
        passages: [
          passage({ thirdParties: [{ kind: 'person' }] }),
          passage({ thirdParties: [{ kind: 'professional' }] }),
          passage({ revealsProtectedSource: true }),
        ],
      },
      teacher,
    );
    expect(noteIn(answer([own], asks({ purpose: 'subject-access' })))).toEqual([['7 THIRD_PARTY'], 'shown']);
    expect(noteIn(answer([own]))).toEqual(['shown', 'shown', 'shown']);
  });

  it('D38: the board sees nobody', () => {
    const view = seen(
      [note({}, teacher), ...agreed(flow({ purposes: ['board-reporting'] }))],
      asks({ purpose: 'board-reporting' }),
    );
    expect(view).toMatchObject({ outcome: 'deny', items: [], obligations: ['OFFER_AGGREGATE'] });
  });

  it('D40: a worker does not read about her niece', () => {
    const conflict = did(nurse, { do: 'record-conflict', person: 'ada', worker: 'tom', kind: 'inferred' });
    expect(seen([...agreed(flow()), conflict])).toEqual({ status: 404 });
    expect(
      seen([...agreed(flow()), conflict, did(nurse, { do: 'clear-conflict', person: 'ada', worker: 'tom' })]).status,
    ).toBe(200);
  });

  it('D43: an override opens a seal, for an hour', () => {
    const sealed = did(nurse, {
      do: 'restrict-note',
      id: 'seal',
      note: 'note',
      hidden: { kind: 'sealed', custodians: [], workers: [], from: BEFORE },
    });
    const open = did(teacher, { do: 'open-override', id: 'override', subjects: ['ada'], minutes: 60 }, TODAY);
    const history = [...agreed(duty), note(), sealed, open];
    expect(noteIn(answer(history, asks(enquiry)))).toEqual([['7 ITEM_SEALED']]);
    const opened = answer(history, asks({ ...enquiry, override: 'override' }));
    expect(noteIn(opened)).toEqual(['shown']);
    expect(opened.reasons).toContain('9 OVERRIDE_ACCEPTED');
    expect(opened.obligations).toEqual(expect.arrayContaining(['ALERT', 'RECORD_REASON', 'REVIEW_OVERRIDE']));
    const late = asks({ ...enquiry, override: 'override', at: at(DAYS[1], '10:00:00.000') });
    expect(noteIn(answer(history, late))).toEqual([['7 ITEM_SEALED']]);
  });
});

describe('beyond the cases', () => {
  const restricted = (kind: 'protected-address' | 'adoption' | 'named-worker-exclusion', more: object = {}): Recorded =>
    did(nurse, {
      do: 'restrict-person',
      id: 'restriction',
      person: 'bea',
      hidden: { kind, custodians: [], workers: [], from: BEFORE, ...more },
    });
  const open = [...agreed(flow({ categories: ['health-summary', 'attendance', 'address'] })), consent()];

  it.each([
    ['unread', passage({ location: undefined as never }), 'health-summary', undefined],
    ['read, and telling nothing', passage(), 'health-summary', ['shown']],
    ['that tells', passage({ location: 'reveals' }), 'health-summary', undefined],
    ['of a category that tells, but read', passage(), 'attendance', ['shown']],
    ['that is an address, even if read', passage(), 'address', undefined],
  ] as const)('a member of the household has a protected address: a passage %s', (_, one, category, expected) => {
    const { location, ...rest } = one;
    const passages = [location === undefined ? rest : one];
    expect(noteIn(answer([...open, note({ category, passages }), restricted('protected-address')]))).toEqual(expected);
  });

  it('its custodian is told, for the purpose that is named', () => {
    const custodians = [{ agency: 'school', roles: [], purposes: ['early-help' as const] }];
    const history = [...open, note({ passages: [passage({ location: 'reveals' })] })];
    expect(noteIn(answer([...history, restricted('protected-address', { custodians })]))).toEqual(['shown']);
  });

  it('a restriction that is lifted hides no more', () => {
    const lifted = did(nurse, { do: 'lift-restriction', person: 'bea', restriction: 'restriction' });
    const history = [...open, note({ passages: [passage({ location: 'reveals' })] }), restricted('protected-address')];
    expect(noteIn(answer(history))).toBeUndefined();
    expect(noteIn(answer([...history, lifted]))).toEqual(['shown']);
  });

  it('a passage about two is for both to permit', () => {
    const both = note({ passages: [passage({ subjects: ['ada', 'bea'] })] });
    expect(noteIn(answer([...open, both]))).toBeUndefined();
    const hers = consent({ id: 'hers', subject: 'bea', grantor: 'bea', capacity: 'self' });
    expect(noteIn(answer([...open, both, hers]))).toEqual(['shown']);
  });

  it('of two parents either may consent, none against the other', () => {
    const father = did(nurse, { do: 'record-responsibility', person: 'ada', holder: 'cal', from: at('2015-01-01') });
    const his = (more: Partial<Consent>) => consent({ id: 'his', grantor: 'cal', ...more });
    expect(noteIn(answer([...open, note(), father]))).toEqual(['shown']);
    const disputed = answer([...open, note(), father, his({ decision: 'refuse' })]);
    expect(stage5(disputed)).toEqual(['5 CONSENT_DISPUTED']);
    expect(disputed.obligations).toEqual(['RESOLVE_DISPUTE']);
    const withdrawn = did(nurse, { do: 'withdraw-consent', consent: 'his', subject: 'ada' });
    expect(noteIn(answer([...open, note(), father, his({}), withdrawn]))).toEqual(['shown']);
  });

  it('while parental responsibility is in dispute, somebody else looks at it', () => {
    const dispute = did(nurse, { do: 'dispute-responsibility', id: 'd', person: 'ada', holder: 'bea', from: BEFORE });
    expect(stage5(answer([...open, note(), dispute]))).toEqual(['5 CONSENT_DISPUTED']);
  });

  it('a finding of harm declines, the duty notwithstanding', () => {
    const harm = did(nurse, { do: 'find-harm', id: 'harm', person: 'ada', reviewOn: at('2026-12-01') });
    const view = answer([...agreed(duty), note(), harm], asks(enquiry));
    expect(noteIn(view)).toBeUndefined();
    expect(view).toMatchObject({ reasons: ['6 HARM_FINDING'], obligations: ['REVIEW_DECLINED'] });
  });

  it('one flow more never hides what another shows', () => {
    const masking = flow({ number: 1, route: 'public-task', consentRequired: false });
    const showing = flow({ number: 2, labels: ['MH'] });
    const view = answer([...agreed(masking, showing), consent(), note({ labels: ['MH'] })]);
    expect(noteIn(view)).toEqual(['shown']);
  });

  it('an agreement that is suspended carries nothing until the same party resumes it', () => {
    const suspended = did(teacher, { do: 'suspend-agreement', agreement: 'agreement' });
    const history = [...open, note(), suspended];
    expect(noteIn(answer(history))).toBeUndefined();
    expect(noteIn(answer([...history, did(teacher, { do: 'resume-agreement', agreement: 'agreement' })]))).toEqual([
      'shown',
    ]);
  });

  it('a suspended agency neither gives nor receives', () => {
    const suspend = (agencyId: string) => did(board, { do: 'suspend-agency', agency: agencyId });
    expect(noteIn(answer([...open, note(), suspend('clinic')]))).toBeUndefined();
    expect(seen([...open, note(), suspend('school')])).toEqual({ status: 404 });
  });

  it('a worker who is excluded by name is told nothing, even in an emergency', () => {
    const excluded = did(nurse, {
      do: 'restrict-person',
      id: 'exclusion',
      person: 'ada',
      hidden: { kind: 'named-worker-exclusion', custodians: [], workers: ['tom'], from: BEFORE },
    });
    const override = did(teacher, { do: 'open-override', id: 'override', subjects: ['ada'], minutes: 60 }, TODAY);
    expect(seen([...open, excluded, override], asks({ override: 'override' }))).toEqual({ status: 404 });
  });

  it('a note in error is gone, a correction takes its place', () => {
    const corrected = did(nurse, { do: 'correct-note', note: 'note', passages: [passage(), passage()] });
    expect(noteIn(answer([...open, note(), corrected]))).toEqual(['shown', 'shown']);
    expect(noteIn(answer([...open, note(), did(nurse, { do: 'note-in-error', note: 'note' })]))).toBeUndefined();
  });

  it('a stranger learns nothing', () => {
    const by = { ...teacher, role: 'nobody' };
    expect(seen([...open, note()], asks({ by }))).toEqual({ status: 404 });
    expect(seen([...open, note()], asks({ about: { person: 'zoe' } }))).toEqual({ status: 404 });
    expect(seen([...open, note()], asks({ about: { person: 'cal' } }))).toEqual({ status: 404 });
  });
});
