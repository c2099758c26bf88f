import type {
  AgencyId,
  AgreementFacts,
  Category,
  ConsentFacts,
  ConsentScope,
  Custodian,
  Flow,
  HarmFinding,
  OverrideFacts,
  Passage,
  PersonId,
  Restriction,
  RestrictionKind,
} from '@hub/sharing';
import { ALWAYS } from './partnership.js';
import { ago, ahead, type Change, type Note, type World } from './world.js';

type FlowTerms = Partial<Flow> & Pick<Flow, 'from' | 'to' | 'roles' | 'purposes' | 'route' | 'categories'>;

/** One row of an agreement's reference table; number 1, no labels, no gateway, unless it says otherwise. */
export const flow = (terms: FlowTerms): Flow => ({
  number: 1,
  basis: { article6: terms.route === 'consent' ? 'a' : 'e' },
  consentRequired: false,
  labels: [],
  onward: [],
  ...terms,
});

/** An agreement in force between those whom its flows name. */
export const agreement = (id: string, flows: readonly Flow[], terms: Partial<AgreementFacts> = {}): Change => ({
  agreements: [
    {
      id,
      version: 1,
      parties: [...new Set(flows.flatMap(({ from, to }) => [from, to]))],
      status: 'in-force',
      period: ALWAYS,
      flows,
      ...terms,
    },
  ],
});

/** What a consent says, when it was given, and what has become of it. */
export interface ConsentTerms extends Partial<Omit<ConsentFacts, 'scope'>> {
  readonly scope?: Partial<ConsentScope>;
}

let made = 0;

/** A permission about a child by a parent, given ten days ago for early help, unless it says otherwise. */
export const consent = (subject: PersonId, grantor: PersonId, { scope, ...terms }: ConsentTerms = {}): Change => ({
  consents: [
    {
      id: `consent-${(made += 1)}`,
      subject,
      grantor,
      capacity: subject === grantor ? 'self' : 'parental-responsibility',
      decision: 'permit',
      period: ALWAYS,
      effectiveAt: ago('10d'),
      withdrawn: false,
      ...terms,
      scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [], ...scope },
    },
  ],
});

/** The same, refused. */
export const refusal = (subject: PersonId, grantor: PersonId, terms: ConsentTerms = {}): Change =>
  consent(subject, grantor, { decision: 'refuse', ...terms });

type NoteTerms = Partial<Omit<Note, 'passages'>> & {
  readonly about?: readonly PersonId[];
  /** Terms of the only passage. */
  readonly passage?: Partial<Passage>;
  readonly passages?: readonly (Partial<Passage> & Pick<Passage, 'id'>)[];
};

/** A note about Amy with one passage, a month old, unless it says otherwise. */
export const note = (id: string, by: AgencyId, category: Category, terms: NoteTerms = {}): Change => {
  const { about = ['amy'], passage = {}, passages = [{ id: 'p1', ...passage }], ...rest } = terms;
  const plain = { subjects: about, thirdParties: [], revealsProtectedSource: false, location: 'unreviewed' } as const;
  return {
    notes: [
      {
        id,
        by,
        category,
        labels: [],
        effectiveAt: ago('30d'),
        restrictions: [],
        ...rest,
        passages: passages.map((one) => ({ ...plain, ...one })),
      },
    ],
  };
};

/** A custodian: the agency, in these roles, for these purposes; empty means any. */
export const custodian = (agency: AgencyId, terms: Partial<Custodian> = {}): Custodian => ({
  agency,
  roles: [],
  purposes: [],
  ...terms,
});

/** A restriction, in force for years, unless it says otherwise. */
export const restriction = (kind: RestrictionKind, terms: Partial<Restriction> = {}): Restriction => ({
  id: `restriction-${kind}`,
  kind,
  custodians: [],
  workers: [],
  period: ALWAYS,
  ...terms,
});

/** A restriction on a person. */
export const restricted = (about: PersonId, kind: RestrictionKind, terms: Partial<Restriction> = {}): Change => ({
  restrictions: [{ about, ...restriction(kind, terms) }],
});

export const harmFinding = (about: PersonId, terms: Partial<HarmFinding> = {}): Change => ({
  harmFindings: [{ about, id: `harm-${about}`, reviewOn: ahead('90d'), at: ago('5d'), ...terms }],
});

/** A Gillick finding. */
export const competence = (about: PersonId, competent: boolean, at = ago('20d')): Change => ({
  competence: [{ about, competent, at }],
});

/** Emergency access by A&E's Anna to Amy, opened five minutes ago for an hour, unless it says otherwise. */
export const override = (terms: Partial<OverrideFacts> = {}): Change => ({
  overrides: [
    {
      id: 'override-1',
      agency: 'emergency',
      worker: 'emergency-anna',
      subjects: ['amy'],
      openedAt: ago('5m'),
      expiresAt: ahead('55m'),
      closed: false,
      ...terms,
    },
  ],
});

/** Involvement of an agency with a person, naming these workers. */
export const involvement = (about: PersonId, agency: AgencyId, workers: readonly string[] = []): Change => ({
  involvements: [{ about, agency, workers, period: ALWAYS }],
});

export const conflict = (
  about: PersonId,
  worker: string,
  kind: World['conflicts'][number]['kind'] = 'declared',
): Change => ({
  conflicts: [{ about, worker, kind }],
});

/** Parental responsibility of somebody else, or its end, or a dispute about it. */
export const responsibility = (
  about: PersonId,
  holder: PersonId,
  terms: Partial<World['responsibilities'][number]> = {},
): Change => ({ responsibilities: [{ about, holder, period: ALWAYS, disputes: [], ...terms }] });
