import type { EventStore, Position } from '@hub/eventsourcing';
import type { Cause } from '@hub/disclosures';
import type { AgencyId, PersonId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import type { AgreementNews, Business, Partner } from './business.js';
import type { Concern } from './concern.js';
import { everIn, notePeople, noteStream } from './note-people.js';
import { concernsOf } from './publication.js';

interface Because {
  readonly cause: CauseEvent;
  readonly partner: Partner;
  /** Part of what waited since then: whoever is parked by it waits from there on. */
  readonly waited?: Omit<Cause, 'eventId'>;
}

/** Something to be looked at for one partner because of one event. */
export type Task = Because &
  (
    | { readonly kind: 'note'; readonly person: PersonId; readonly noteId: string }
    /** `along`: others whose streams it depended on before. */
    | { readonly kind: 'person'; readonly person: PersonId; readonly along: readonly PersonId[] }
    | { readonly kind: 'consents'; readonly person: PersonId }
    | { readonly kind: 'member'; readonly person: PersonId; readonly familyId: string }
    | { readonly kind: 'agreement'; readonly agreementId: string; readonly news: AgreementNews }
    | { readonly kind: 'waiting'; readonly key: string }
    | { readonly kind: 'recall' }
    | { readonly kind: 'reinstated' }
    /** The agency was suspended then: it waits. */
    | { readonly kind: 'suspended' }
    /** Everything about somebody that has changed since then, strictly before which all had been dealt with. */
    | {
        readonly kind: 'since';
        readonly person: PersonId;
        readonly along: readonly PersonId[];
        readonly since: Position;
      }
    | { readonly kind: 'agreement-since'; readonly agreementId: string; readonly since: Position }
  );

/** What an event asks to be looked at, before it is known whom that concerns. */
interface Lead {
  readonly cause: CauseEvent;
  readonly concern: Concern;
  readonly news: AgreementNews | undefined;
  readonly partners: readonly Partner[];
}

/** Streams that are read at once. */
const AT_ONCE = 100;

export const chunksOf = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** Whom any version of a note was about, by its stream. */
type EverIn = ReadonlyMap<string, readonly PersonId[]>;

const everInNote = (notes: EverIn, noteId: string): readonly PersonId[] => notes.get(noteStream(noteId)) ?? [];

type OfOne = Extract<Concern, { readonly agency: AgencyId }>;

/** What one partner has to be told of, and no other. */
const isOfOne = (concern: Concern): concern is OfOne => 'agency' in concern;

/** Takes in a page of the log, and says what there is to look at: for each partner in the order of the log. */
export const planning = (store: Pick<EventStore, 'readMany'>, known: Business) => {
  const { people } = known;
  const ofNotes = notePeople();

  /** Of notes whose histories say more than the events at hand. */
  const notesOf = async (leads: readonly Lead[]): Promise<EverIn> => {
    const found = new Map<string, readonly PersonId[]>();
    const unknown = new Set<string>();
    for (const { concern } of leads) {
      if (concern.kind !== 'note' || concern.people) continue;
      const stream = noteStream(concern.noteId);
      const ever = ofNotes.of(stream);
      if (ever) found.set(stream, ever);
      else unknown.add(stream);
    }
    for (const some of chunksOf([...unknown], AT_ONCE))
      for (const [stream, history] of await store.readMany(some)) found.set(stream, everIn(history));
    return found;
  };

  const peopleOf = ({ concern }: Lead, notes: EverIn): readonly PersonId[] => {
    switch (concern.kind) {
      case 'note':
        return concern.people ?? everInNote(notes, concern.noteId);
      case 'people':
        return people.withCompanions(concern.people);
      case 'household':
        return people.withCompanions(people.householdOf(concern.person));
      case 'members':
        return people.membersOf(concern.familyId);
      case 'consents':
        return [concern.subject];
      case 'member':
        return [concern.person];
      default:
        return [];
    }
  };

  const tasksAbout = (lead: Lead, partner: Partner, whom: readonly PersonId[]): readonly Task[] => {
    const { cause, concern } = lead;
    const concerned = [...new Set(whom)].filter((person) => known.mayDeal(partner.agency, person)).sort();
    if (partner.suspended && concerned.length > 0) return [{ cause, partner, kind: 'suspended' }];
    return concerned.map((person): Task => {
      const of = { cause, partner, person };
      if (concern.kind === 'note') return { ...of, kind: 'note', noteId: concern.noteId };
      if (concern.kind === 'consents') return { ...of, kind: 'consents' };
      if (concern.kind === 'member') return { ...of, kind: 'member', familyId: concern.familyId };
      return { ...of, kind: 'person', along: concern.kind === 'people' ? concern.people : [] };
    });
  };

  const withoutPeople = ({ cause, concern, news, partners }: Lead): readonly Task[] => {
    if (isOfOne(concern)) {
      const one = partners.find(({ agency }) => agency === concern.agency);
      // Whoever has no subscription any more waits for nothing.
      if (!one && concern.kind !== 'reinstated') return [];
      return [{ cause, partner: one ?? { agency: concern.agency, subscriptions: [] }, ...concern }];
    }
    if (concern.kind !== 'agreement' || !news) return [];
    const { agreementId } = concern;
    return partners
      .filter(({ agency }) => news.parties.includes(agency))
      .map((partner) => ({ cause, partner, kind: 'agreement', agreementId, news }));
  };

  const tasksOf = (lead: Lead, notes: EverIn): readonly Task[] => {
    if (lead.concern.kind === 'agreement' || isOfOne(lead.concern)) return withoutPeople(lead);
    const concerned = peopleOf(lead, notes);
    return lead.partners.flatMap((partner) => tasksAbout(lead, partner, concerned));
  };

  const leadsOf = (cause: CauseEvent): readonly Lead[] => {
    const news = known.take(cause);
    ofNotes.take(cause);
    const concerns = concernsOf(cause);
    if (concerns.length === 0) return [];
    const partners = known.partnersAt(cause.position);
    const concerning = partners.length > 0 ? concerns : concerns.filter(({ kind }) => kind === 'reinstated');
    return concerning.map((concern) => ({ cause, concern, news, partners }));
  };

  const planned = async (leads: readonly Lead[]): Promise<readonly Task[]> => {
    const notes = await notesOf(leads);
    return leads.flatMap((lead) => tasksOf(lead, notes));
  };

  /** What of a page that has been taken in there was to look at for one partner, agreements left out. */
  const again = (page: readonly CauseEvent[], partner: Partner): Promise<readonly Task[]> =>
    planned(
      page.flatMap((cause) =>
        concernsOf(cause).map((concern) => ({ cause, concern, news: undefined, partners: [partner] })),
      ),
    );

  const plan = async (page: readonly CauseEvent[]): Promise<ReadonlyMap<AgencyId, readonly Task[]>> => {
    const tasks = await planned(page.flatMap(leadsOf));
    const byPartner = new Map<AgencyId, Task[]>();
    for (const task of tasks) {
      const before = byPartner.get(task.partner.agency);
      if (before) before.push(task);
      else byPartner.set(task.partner.agency, [task]);
    }
    return byPartner;
  };

  return { plan, again };
};
