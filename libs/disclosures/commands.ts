import type { Command, Event } from '@hub/eventsourcing';
import type { Instant, ItemId, PersonId } from '@hub/sharing';
import type { Asked, DecidedRequest, DisclosureEvent } from './events.js';

type DataOf<T extends DisclosureEvent['type']> = Extract<DisclosureEvent, Event<T>>['data'];

/** The same entry as it is asked for: at the time now. */
type Asking<D extends Asked, Derived extends keyof D = never> = Omit<D, 'at' | Derived> & { readonly now: Instant };

/** A decided request, with what of it goes into the answer; who asked, when and why is in the request itself. */
export type RecordDisclosure = Command<
  'RecordDisclosure',
  DecidedRequest & {
    readonly requestId: string;
    /** Everybody whom the answer tells about; the people asked about are added to them. */
    readonly subjects: readonly PersonId[];
    /** Those of their ids that who asked knows or is told; missing: all. */
    readonly knownAs?: readonly PersonId[];
    readonly items: readonly { readonly item: ItemId; readonly fields: readonly string[] }[];
  }
>;

export type VoidDisclosure = Command<
  'VoidDisclosure',
  { requestId: string; because: DataOf<'DisclosureVoided'>['because']; now: Instant }
>;

/** Its subjects are all candidates, those withheld included. */
export type RecordSearch = Command<
  'RecordSearch',
  Asking<DataOf<'SearchMade'>, 'subjects' | 'decisions'> & { readonly decisions: readonly DecidedRequest[] }
>;

export type RecordManualDisclosure = Command<'RecordManualDisclosure', Asking<DataOf<'ManualDisclosureRecorded'>>>;

export type DeclineDisclosure = Command<'DeclineDisclosure', Asking<DataOf<'DisclosureDeclined'>>>;

export type DisclosureCommand =
  | RecordDisclosure
  | VoidDisclosure
  | RecordSearch
  | Command<'RecordCaseloadRead', Asking<DataOf<'CaseloadRead'>>>
  | Command<'RecordTrailRead', Asking<DataOf<'TrailRead'>>>
  | RecordManualDisclosure
  | DeclineDisclosure;
