import { foldingById, refuse, takenEffect, unreachable, type Command, type Decider } from '@hub/eventsourcing';
import type { AgencyId, Instant, WorkerId } from '@hub/sharing';
import {
  CAPACITIES,
  ENDING_REASONS,
  RESUMING_REASONS,
  STOPPING_REASONS,
  type AgreementEvent,
  type Capacity,
  type EndingReason,
  type ResumingReason,
  type StoppingReason,
  type Terms,
} from './events.js';
import { gapsOf } from './gaps.js';
import { usable } from './terms.js';
import { belongsTo, newestOf, type Agreement, type Agreements, type Version } from './versions.js';

type OfAgreement<T extends string, D extends object> = Command<T, { agreementId: string; now: Instant } & D>;

type DraftAgreement = Command<'DraftAgreement', { agreementId: string; terms: Terms; by: AgencyId }>;

type SignAgreement = OfAgreement<
  'SignAgreement',
  { version: number; agencyId: AgencyId; signatory: WorkerId; capacity: Capacity }
>;

/** What a party may ask for, `by` being the agency that asks. */
type AgreementChange =
  | OfAgreement<'AmendAgreement', { terms: Terms; by: AgencyId }>
  | OfAgreement<'ProposeAgreement', { version: number; by: AgencyId }>
  | OfAgreement<'ReviewAgreement', { reviewOn: Instant; by: AgencyId }>
  | OfAgreement<'SuspendAgreement', { reason: StoppingReason; by: AgencyId }>
  | OfAgreement<'ResumeAgreement', { reason: ResumingReason; by: AgencyId }>
  | OfAgreement<'EndAgreement', { reason: EndingReason; by: AgencyId }>;

export type AgreementCommand = DraftAgreement | SignAgreement | AgreementChange;

/** Agencies and agreements share one stream, so that a request can name it. */
export const streamOf = (_command: AgreementCommand): string => 'register';

const reasoned = <R extends string>(reason: R, reasons: readonly R[]): R =>
  reasons.includes(reason) ? reason : refuse('agreement/unknown-reason', 'the reason is not one of the list');

const versionOf = ({ versions }: Agreement, wanted: number): Version =>
  versions.find(({ number }) => number === wanted) ??
  refuse('agreement/unknown-version', 'the agreement has no such version');

const propose = (found: Agreement, wanted: number, by: AgencyId): readonly AgreementEvent[] => {
  const { number: version, terms, proposed } = versionOf(found, wanted);
  if (proposed) return [];
  if (version !== newestOf(found).number)
    return refuse('agreement/version-superseded', 'a newer version has been drafted; propose that one');
  return [{ type: 'AgreementProposed', data: { agreementId: found.id, version, gaps: gapsOf(terms), by } }];
};

const sign = ({ now: at, ...signature }: SignAgreement['data'], found: Agreement): readonly AgreementEvent[] => {
  const { terms, proposed, signatures } = versionOf(found, signature.version);
  if (!terms.parties.includes(signature.agencyId))
    return refuse('agreement/not-a-party', 'only a party to this version signs it');
  if (!proposed) return refuse('agreement/not-proposed', 'a version is proposed before it is signed');
  if (!CAPACITIES.includes(signature.capacity))
    return refuse('agreement/unknown-capacity', 'whoever signs says in which capacity of the list');
  if (signatures.some(({ agencyId }) => agencyId === signature.agencyId))
    return refuse('agreement/already-signed', 'a party signs a version once');
  return [{ type: 'AgreementSigned', data: { ...signature, at } }];
};

const review = (reviewOn: Instant, now: Instant): Instant =>
  reviewOn > now ? reviewOn : refuse('agreement/review-not-in-future', 'the next review is still to come');

/** What one party stopped, no other party starts again. */
const resume = (found: Agreement, reason: ResumingReason, by: AgencyId): readonly AgreementEvent[] => {
  if (found.suspendedBy.length === 0) return [];
  if (!found.suspendedBy.includes(by))
    return refuse('agreement/suspended-by-another', 'whoever suspended the agreement resumes it');
  return [{ type: 'AgreementResumed', data: { agreementId: found.id, reason, by } }];
};

const change = ({ type, data }: AgreementChange, found: Agreement): readonly AgreementEvent[] => {
  const { agreementId, by } = data;
  switch (type) {
    case 'AmendAgreement': {
      const version = newestOf(found).number + 1;
      return [{ type: 'AgreementAmended', data: { agreementId, version, terms: usable(data.terms), by } }];
    }
    case 'ProposeAgreement':
      return propose(found, data.version, by);
    case 'ReviewAgreement':
      return [{ type: 'AgreementReviewed', data: { agreementId, reviewOn: review(data.reviewOn, data.now), by } }];
    case 'SuspendAgreement': {
      const reason = reasoned(data.reason, STOPPING_REASONS);
      return found.suspendedBy.includes(by) ? [] : [{ type: 'AgreementSuspended', data: { agreementId, reason, by } }];
    }
    case 'ResumeAgreement':
      return resume(found, reasoned(data.reason, RESUMING_REASONS), by);
    case 'EndAgreement':
      return [{ type: 'AgreementEnded', data: { agreementId, reason: reasoned(data.reason, ENDING_REASONS), by } }];
    default:
      return unreachable(type);
  }
};

/** Suspending agencies may resume even when a newer version has left them out. */
const mayAsk = (found: Agreement, { type, data: { by, now } }: AgreementChange): boolean =>
  belongsTo(found, by, now) || (type === 'ResumeAgreement' && found.suspendedBy.includes(by));

const decideOn = (command: SignAgreement | AgreementChange, found: Agreement): readonly AgreementEvent[] => {
  if (command.type === 'SignAgreement')
    return found.ended ? refuse('agreement/ended', 'the agreement has ended') : sign(command.data, found);
  if (!mayAsk(found, command)) return refuse('agreement/not-a-party', 'only a party may ask for this');
  if (!found.ended) return change(command, found);
  return command.type === 'EndAgreement' ? [] : refuse('agreement/ended', 'the agreement has ended');
};

const draft = (number: number, terms: Terms): Version => ({
  number,
  terms,
  proposed: false,
  gaps: [],
  signatures: [],
  ...(terms.reviewOn === undefined ? {} : { reviewOn: terms.reviewOn }),
});

type Drafted = Extract<AgreementEvent, { type: 'AgreementDrafted' }>['data'];

const drafted = ({ agreementId: id, by: draftedBy, version, terms }: Drafted): Agreement => ({
  id,
  draftedBy,
  versions: [draft(version, terms)],
  suspendedBy: [],
  ended: false,
});

const withVersions = (found: Agreement, changed: (version: Version) => Version): Agreement => {
  const [first, ...rest] = found.versions;
  return { ...found, versions: [changed(first), ...rest.map(changed)] };
};

const withVersion = (found: Agreement, number: number, changed: (version: Version) => Version): Agreement =>
  withVersions(found, (version) => (version.number === number ? changed(version) : version));

/** Events of other contexts share the stream; the compiler sees to it that none of ours is taken for one. */
const foreign = (_event: never, found: Agreement): Agreement => found;

const changed = (found: Agreement, event: Exclude<AgreementEvent, { type: 'AgreementDrafted' }>): Agreement => {
  const { type, data } = event;
  switch (type) {
    case 'AgreementAmended':
      return { ...found, versions: [...found.versions, draft(data.version, data.terms)] };
    case 'AgreementProposed':
      return withVersion(found, data.version, (version) => ({ ...version, proposed: true, gaps: data.gaps }));
    case 'AgreementSigned': {
      const { agencyId, signatory, capacity } = data;
      const at = takenEffect(data.at, event);
      return withVersion(found, data.version, (version) => ({
        ...version,
        signatures: [...version.signatures, { agencyId, signatory, capacity, at }],
      }));
    }
    case 'AgreementReviewed':
      return withVersions(found, (version) => ({ ...version, reviewOn: data.reviewOn }));
    case 'AgreementSuspended':
      return { ...found, suspendedBy: [...found.suspendedBy, data.by] };
    case 'AgreementResumed':
      return { ...found, suspendedBy: found.suspendedBy.filter((agencyId) => agencyId !== data.by) };
    case 'AgreementEnded':
      return { ...found, ended: true };
    default:
      return foreign(event, found);
  }
};

/** Information-sharing agreements: drafted, laid before the parties, signed by each, reviewed, suspended and ended. */
export const agreement: Decider<Agreements, AgreementCommand, AgreementEvent> = {
  ...foldingById<Agreement, AgreementEvent>({
    idOf: ({ data }) => data.agreementId,
    evolve: (found, event) =>
      event.type === 'AgreementDrafted' ? drafted(event.data) : found && changed(found, event),
  }),

  decide(command, agreements) {
    const { agreementId } = command.data;
    const found = agreements.get(agreementId);
    if (command.type !== 'DraftAgreement')
      return found ? decideOn(command, found) : refuse('agreement/unknown', 'there is no such agreement');
    if (found) return refuse('agreement/already-drafted', 'an agreement is drafted once; amend it');
    const { terms, by } = command.data;
    return [{ type: 'AgreementDrafted', data: { agreementId, version: 1, terms: usable(terms), by } }];
  },
};
