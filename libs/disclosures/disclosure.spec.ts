import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import { behaviourOf } from '@hub/eventsourcing/testing';
import type { Decision, ItemOutcome, PassageOutcome } from '@hub/sharing';
import {
  disclosure,
  disclosureStream,
  recordedDecision,
  streamOf,
  type Asked,
  type DecidedRequest,
  type DisclosureCommand,
  type DisclosureEvent,
  type RecordedRequest,
} from './index.js';

const given = behaviourOf(disclosure);

type DataOf<T extends DisclosureEvent['type']> = Extract<DisclosureEvent, { type: T }>['data'];

const [requestId, now, later] = ['r1', '2026-06-01T09:00:00.000Z', '2026-06-01T09:00:01.000Z'];
const asked: Asked = {
  requestId,
  agencyId: 'council',
  worker: 'w1',
  role: 'social-worker',
  purpose: 'early-help',
  at: now,
};
/** The same, as a command has it: at the time now. */
const asking = <D extends Asked>({ at, ...rest }: D) => ({ ...rest, now: at });

const passage = (outcome: PassageOutcome['outcome']): PassageOutcome => ({
  passage: `p-${outcome}`,
  outcome,
  reasons: [],
  obligations: [],
  consents: [],
});
const item = (id: string, ...outcomes: PassageOutcome['outcome'][]): ItemOutcome => ({
  item: id,
  stream: `note-${id}`,
  revision: 3,
  outcome: 'partial',
  passages: outcomes.map(passage),
  onward: [],
});
const decision = (entitled: boolean, ...items: ItemOutcome[]): Decision => ({
  policy: 'v1',
  outcome: entitled ? 'partial' : 'deny',
  entitled,
  reasons: [],
  gates: [],
  items,
  obligations: [],
  consents: [],
  heads: { register: 7, 'person-child': 2 },
});
const decidedAs = (made: Decision, question: DecidedRequest['question'] = 'family-view'): DecidedRequest => ({
  request: {
    agency: 'council',
    worker: 'w1',
    role: 'social-worker',
    action: 'view',
    subjects: ['child'],
    purpose: 'early-help',
    at: now,
    channel: 'api',
  },
  question,
  decision: made,
});

const shown = decidedAs(decision(true, item('n1', 'permit', 'omit'), item('n2', 'mask'), item('n3', 'omit')));
const nothing = decidedAs(decision(true, item('n3', 'omit')));
const stranger = decidedAs(decision(false));

interface Answered {
  readonly subjects?: readonly string[];
  readonly items?: readonly { readonly item: string; readonly fields: readonly string[] }[];
}
const record = (request: DecidedRequest, { subjects = [], items = [] }: Answered = {}): DisclosureCommand => ({
  type: 'RecordDisclosure',
  data: { requestId, ...request, subjects, items },
});
/** As the entry keeps it. */
const kept = (request: DecidedRequest): RecordedRequest => ({
  ...request,
  decision: recordedDecision(request.decision),
});
const made = (request: DecidedRequest, items: DataOf<'DisclosureMade'>['items'] = []): DisclosureEvent => ({
  type: 'DisclosureMade',
  data: { ...asked, ...kept(request), subjects: ['child'], items },
});
const denied = (request: DecidedRequest): DisclosureEvent => ({
  type: 'DisclosureDenied',
  data: { ...asked, ...kept(request), subjects: ['child'] },
});
const makeVoid: DisclosureCommand = { type: 'VoidDisclosure', data: { requestId, because: 'facts-moved', now: later } };
const voided: DisclosureEvent = {
  type: 'DisclosureVoided',
  data: { ...asked, at: later, subjects: ['child'], because: 'facts-moved' },
};

describe('a disclosure', () => {
  it('has a stream of its own in the trail', () => {
    expect(disclosureStream('r1')).toBe('disclosure-r1');
    expect(streamOf(record(shown))).toBe('disclosure-r1');
  });

  it('is made when a passage is permitted or masked, and names items at their revisions and fields', () => {
    const items = [
      { item: 'n1', fields: ['passages.text'] },
      { item: 'n2', fields: [] },
    ];
    given()
      .when(record(shown, { items }))
      .then(
        made(
          shown,
          items.map((listed) => ({ ...listed, revision: 3 })),
        ),
      );
    given().when(record(shown)).then(made(shown));
  });

  it('is denied when nothing is permitted, or the caller is not entitled', () => {
    given().when(record(nothing)).then(denied(nothing));
    given().when(record(stranger)).then(denied(stranger));
  });

  it('of consents is made whenever the caller is entitled to ask', () => {
    const consents = decidedAs(decision(true), 'consents');
    given().when(record(consents)).then(made(consents));
    const refused = decidedAs(decision(false), 'consents');
    given().when(record(refused)).then(denied(refused));
  });

  it('names everybody whom the answer tells about, once', () => {
    given()
      .when(record(shown, { subjects: ['child', 'sibling'] }))
      .then({ type: 'DisclosureMade', data: { ...asked, ...kept(shown), subjects: ['child', 'sibling'], items: [] } });
  });

  it('keeps the ids that who asked knows where they are not all, also once it is void', () => {
    const one: DisclosureCommand = {
      type: 'RecordDisclosure',
      data: { requestId, ...shown, subjects: ['child', 'other'], knownAs: ['other'], items: [] },
    };
    const [recorded] = disclosure.decide(one, disclosure.initial);
    expect(recorded).toMatchObject({ data: { subjects: ['child', 'other'], knownAs: ['other'] } });
    const state = fold(disclosure, [recorded!]);
    expect(disclosure.decide(makeVoid, state)).toMatchObject([{ data: { knownAs: ['other'] } }]);
    const all = { ...one, data: { ...one.data, knownAs: ['other', 'child'] } };
    expect(disclosure.decide(all, disclosure.initial)[0]?.data).not.toHaveProperty('knownAs');
  });

  it('is recorded without a purpose when none was stated', () => {
    const { purpose: _, ...request } = stranger.request;
    const { purpose: __, ...whoAsked } = asked;
    const unstated = { ...stranger, request };
    given()
      .when(record(unstated))
      .then({ type: 'DisclosureDenied', data: { ...whoAsked, ...kept(unstated), subjects: ['child'] } });
  });

  it('never lists what the decision omits, does not know, or denies altogether', () => {
    const list = (name: string) => ({ items: [{ item: name, fields: [] }] });
    given()
      .when(record(shown, list('n3')))
      .refuses('disclosure/item-not-permitted');
    given()
      .when(record(shown, list('n9')))
      .refuses('disclosure/item-not-permitted');
    const incoherent = decidedAs(decision(false, item('n1', 'permit')));
    given()
      .when(record(incoherent, list('n1')))
      .refuses('disclosure/item-not-permitted');
    given().when(record(incoherent)).then(denied(incoherent));
  });

  it('holds names of fields, never values', () => {
    for (const value of ['14 Hill Street', '2015-03-01', 'mother@example.org', ''])
      given()
        .when(record(shown, { items: [{ item: 'n1', fields: [value] }] }))
        .refuses('disclosure/not-a-field-name');
  });

  it('is recorded once', () => {
    given(made(shown)).when(record(shown)).refuses('disclosure/already-recorded');
    given(denied(nothing)).when(record(shown)).refuses('disclosure/already-recorded');
  });

  it('says that content may have left exactly when a passage is not omitted', () => {
    const outcomes = fc.array(fc.constantFrom('permit', 'mask', 'omit'), { maxLength: 3 });
    fc.assert(
      fc.property(fc.boolean(), fc.array(outcomes, { maxLength: 3 }), (entitled, notes) => {
        const items = notes.map((passages, index) => item(`n${index}`, ...passages));
        const [event] = disclosure.decide(record(decidedAs(decision(entitled, ...items))), disclosure.initial);
        const mayHaveLeft = entitled && notes.flat().some((outcome) => outcome !== 'omit');
        expect(event?.type).toBe(mayHaveLeft ? 'DisclosureMade' : 'DisclosureDenied');
      }),
    );
  });
});

describe('a void disclosure', () => {
  it('is one that was recorded and not sent', () => {
    given(made(shown)).when(makeVoid).then(voided);
    given(denied(nothing)).when(makeVoid).then(voided);
    given(made(shown), voided).when(makeVoid).thenNothing();
    given().when(makeVoid).refuses('disclosure/unknown');
    given(denied(stranger)).when(makeVoid).refuses('disclosure/not-voidable');
  });

  it('leaves the request to be answered afresh', () => {
    given(made(shown), voided).when(record(nothing)).then(denied(nothing));
    given(made(shown), voided, made(shown)).when(record(shown)).refuses('disclosure/already-recorded');
    given(made(shown), voided, made(shown)).when(makeVoid).then(voided);
  });
});

describe('a search', () => {
  const identity = decidedAs(decision(true, item('identity', 'permit')), 'search');
  const search: DataOf<'SearchMade'> = {
    ...asked,
    fields: ['name', 'dateOfBirth'],
    valueHashes: ['k1:0f3a5c7e9b1d2f4a6c8e0b2d4f6a8c0e'],
    candidates: [
      { personId: 'child', shown: true, reasons: ['CONSENT_GRANTED'] },
      { personId: 'hidden', shown: false, reasons: ['PROTECTED_ADDRESS'] },
    ],
    subjects: ['child', 'hidden'],
    decisions: [kept(identity)],
  };
  type Searching = Extract<DisclosureCommand, { type: 'RecordSearch' }>['data'];
  const ask = (spoiled: Partial<Searching> = {}): DisclosureCommand => {
    const { subjects: _, ...rest } = search;
    return { type: 'RecordSearch', data: { ...asking(rest), decisions: [identity], ...spoiled } };
  };

  it('is recorded with all candidates, those withheld included', () => {
    given().when(ask()).then({ type: 'SearchMade', data: search });
    const unlucky = { ...search, candidates: [], subjects: [], decisions: [] };
    given().when(ask(unlucky)).then({ type: 'SearchMade', data: unlucky });
  });

  it('is found by the ids under which people were shown', () => {
    given()
      .when(ask({ knownAs: ['own'] }))
      .then({ type: 'SearchMade', data: { ...search, knownAs: ['own'], subjects: ['child', 'hidden', 'own'] } });
  });

  it('holds names of fields and keyed hashes, never values', () => {
    given()
      .when(ask({ fields: [] }))
      .refuses('disclosure/no-fields');
    given()
      .when(ask({ fields: ['Sam Field'] }))
      .refuses('disclosure/not-a-field-name');
    for (const value of ['Sam', 'samantha.field.of.northbridge@example.org', '999 000 0018'])
      given()
        .when(ask({ valueHashes: [value] }))
        .refuses('disclosure/not-a-hash');
  });

  it('shows nobody without a decision that permits it', () => {
    given()
      .when(ask({ decisions: [] }))
      .refuses('disclosure/shown-without-decision');
    given()
      .when(ask({ decisions: [nothing] }))
      .refuses('disclosure/shown-without-decision');
    given()
      .when(ask({ decisions: [stranger] }))
      .refuses('disclosure/shown-without-decision');
  });

  it('can be void, as any answer can', () => {
    given({ type: 'SearchMade', data: search })
      .when(makeVoid)
      .then({
        type: 'DisclosureVoided',
        data: { ...asked, at: later, subjects: search.subjects, because: 'facts-moved' },
      });
  });
});

describe('reading a list', () => {
  it('of one’s own people is recorded with who is on it', () => {
    const read = { ...asked, subjects: ['child'] };
    given()
      .when({ type: 'RecordCaseloadRead', data: asking(read) })
      .then({ type: 'CaseloadRead', data: read });
    given({ type: 'CaseloadRead', data: read }).when(makeVoid).then(voided);
  });

  it('of the trail is recorded with what was looked for, and stays', () => {
    const read = { ...asked, question: 'trail', filter: { worker: 'w9' }, subjects: ['child'] } as const;
    given()
      .when({ type: 'RecordTrailRead', data: asking(read) })
      .then({ type: 'TrailRead', data: read });
    given({ type: 'TrailRead', data: read }).when(makeVoid).refuses('disclosure/not-voidable');
  });
});

const because = { subjects: ['child'], clear: 'agreed at the strategy meeting' };

const byHand: [code: string, spoiled: object][] = [
  ['disclosure/no-subjects', { subjects: [] }],
  ['disclosure/purpose-missing', { purpose: undefined }],
  ['disclosure/unknown-code', { purpose: 'curiosity' }],
  ['disclosure/no-categories', { categories: [] }],
  ['disclosure/unknown-code', { categories: ['gossip'] }],
  ['disclosure/reason-missing', { because: { ...because, clear: ' ' } }],
];

describe('a disclosure by phone, letter or in a meeting', () => {
  const told: DataOf<'ManualDisclosureRecorded'> = {
    ...asked,
    subjects: ['child'],
    recipient: { agencyId: 'school' },
    route: 'phone',
    categories: ['attendance'],
    basis: { article6: 'e' },
    because,
    effectiveAt: '2026-05-31T15:00:00.000Z',
  };
  const tell = (spoiled: object = {}): DisclosureCommand => ({
    type: 'RecordManualDisclosure',
    data: { ...asking(told), ...spoiled },
  });
  const recorded: DisclosureEvent = { type: 'ManualDisclosureRecorded', data: told };

  it('is recorded by hand, once', () => {
    given().when(tell()).then(recorded);
    given(recorded).when(tell()).refuses('disclosure/already-recorded');
    given(recorded).when(makeVoid).refuses('disclosure/not-voidable');
    const outside = { outside: { subjects: ['child'], clear: 'a solicitor' } };
    given()
      .when(tell({ recipient: outside }))
      .then({ type: 'ManualDisclosureRecorded', data: { ...told, recipient: outside } });
  });

  it.each([
    ...byHand,
    ['disclosure/recipient-missing', { recipient: { outside: { subjects: ['child'], clear: '' } } }],
    ['disclosure/recipient-is-self', { recipient: { agencyId: 'council' } }],
    ['disclosure/effective-in-future', { effectiveAt: later }],
  ] as typeof byHand)('is refused as %s with %j', (code, spoiled) => {
    given().when(tell(spoiled)).refuses(code);
  });
});

describe('a decision not to share', () => {
  const decline: DataOf<'DisclosureDeclined'> = {
    ...asked,
    subjects: ['child'],
    askedBy: 'school',
    categories: ['domestic-abuse-incident'],
    because,
    reviewOn: later,
  };
  const command = (spoiled: object = {}): DisclosureCommand => ({
    type: 'DeclineDisclosure',
    data: { ...asking(decline), ...spoiled },
  });
  const declined: DisclosureEvent = { type: 'DisclosureDeclined', data: decline };

  it('is recorded with its reason and a review that is still to come, once', () => {
    given().when(command()).then(declined);
    given(declined).when(command()).refuses('disclosure/already-recorded');
    given(declined).when(makeVoid).refuses('disclosure/not-voidable');
  });

  it.each([...byHand, ['disclosure/review-not-in-future', { reviewOn: now }]] as typeof byHand)(
    'is refused as %s with %j',
    (code, spoiled) => {
      given().when(command(spoiled)).refuses(code);
    },
  );
});

describe('the state of an entry', () => {
  it('is the same whether folded at once or from where it was left', () => {
    const history = [made(shown), voided, denied(nothing)];
    const beginning = fold(disclosure, history.slice(0, 2));
    expect(fold({ ...disclosure, initial: beginning }, history.slice(2))).toEqual(fold(disclosure, history));
  });
});
