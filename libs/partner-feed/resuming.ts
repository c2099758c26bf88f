import type { AgencyEvent } from '@hub/agencies';
import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import type { AgencyId, PersonId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';
import type { Partner } from './business.js';
import type { planning, Task } from './planning.js';
import { concernsOf } from './publication.js';

type Store = Pick<EventStore, 'read' | 'page' | 'isAfter'>;
type TaskOf<K extends Task['kind']> = Extract<Task, { kind: K }>;

const PAGE = 500;

/** What has happened after one position and up to another, a page at a time. */
export const pagesBetween = async function* (
  store: Pick<EventStore, 'page' | 'isAfter'>,
  from: Position,
  to: Position,
): AsyncGenerator<readonly CauseEvent[]> {
  for (let after = from; store.isAfter(to, after);) {
    const page: readonly Recorded[] = await store.page(after, PAGE);
    yield (page as readonly CauseEvent[]).filter(({ position }) => !store.isAfter(position, to));
    after = page.at(-1)?.position ?? to;
  }
};

/** Where an agency that is suspended at a place of the log was suspended; none where it is active there. */
const suspendedBefore = async (store: Store, agency: AgencyId, place: Position): Promise<Position | undefined> => {
  const last = (await store.read<AgencyEvent>('register')).findLast(
    ({ type, data, position }) =>
      ['AgencySuspended', 'AgencyReinstated'].includes(type) &&
      data.agencyId === agency &&
      !store.isAfter(position, place),
  );
  return last?.type === 'AgencySuspended' ? last.position : undefined;
};

/** What is told of by its own event, also when that is long ago. */
const ITS_OWN: readonly Task['kind'][] = ['consents', 'member', 'recall', 'waiting'];

const isAboutAll = (task: Task): task is TaskOf<'note' | 'person'> => task.kind === 'note' || task.kind === 'person';

const agreementsIn = (page: readonly CauseEvent[]): readonly string[] =>
  page.flatMap((event) =>
    concernsOf(event).flatMap((concern) => (concern.kind === 'agreement' ? [concern.agreementId] : [])),
  );

/** What waits for a partner that is reinstated, and from where on. */
export interface Paused {
  readonly partner: Partner;
  readonly cause: CauseEvent;
  /** Whatever came after this. */
  readonly paused: Position;
}

/** What a page at a time comes to. */
const gathering = () => {
  const own: Task[] = [];
  const people = new Map<PersonId, Set<PersonId>>();
  const agreements = new Set<string>();
  let first: Position | undefined;

  const takeTask = (task: Task): void => {
    if (ITS_OWN.includes(task.kind)) own.push(task);
    if (!isAboutAll(task)) return;
    const along = people.get(task.person) ?? new Set();
    if (task.kind === 'person') for (const other of task.along) along.add(other);
    people.set(task.person, along);
  };

  return {
    take: (page: readonly CauseEvent[], tasks: readonly Task[]): void => {
      first ??= page[0]?.position;
      for (const id of agreementsIn(page)) agreements.add(id);
      for (const task of tasks) takeTask(task);
    },
    found: () => ({ own, people, agreements, first }),
  };
};

/**
 * What there is to be told to a partner of the time in which it was suspended: of people and agreements how they are now, where that
 * is not as it was; and each event that is told of by itself.
 *
 * INVARIANT: how it was is how it was before the suspension. Else everything that shows again would be news.
 */
export const resuming =
  (store: Store, again: ReturnType<typeof planning>['again']) =>
  async ({ partner, cause, paused }: Paused): Promise<readonly Task[]> => {
    const gathered = gathering();
    for await (const page of pagesBetween(store, paused, cause.position))
      gathered.take(page, await again(page, partner));
    const { own, people, agreements, first = paused } = gathered.found();
    const since = (await suspendedBefore(store, partner.agency, paused)) ?? first;
    const waitedSince = (position: Position) => ({ waited: { position, since: paused } });
    const of = { cause, partner, ...waitedSince(since) };
    const ofAgreement = { cause, partner, ...waitedSince(first), kind: 'agreement-since', since: first } as const;
    return [
      ...own.map((task): Task => ({ ...task, ...waitedSince(since) })),
      ...[...people].map(([person, along]): Task => ({ ...of, kind: 'since', person, along: [...along], since })),
      ...[...agreements].map((agreementId): Task => ({ ...ofAgreement, agreementId })),
    ];
  };
