import type { FeedCommand, MessageAbout, ParkedBecause, ReleasedMessage, VoidAbout } from '@hub/disclosures';
import type { Instant } from '@hub/eventsourcing';
import type { SignDetached } from '@hub/partner-messages';
import type { AgencyId } from '@hub/sharing';
import type { Departures } from './departures.js';
import type { FeedLog } from './feed-log.js';
import { voidFormOf } from './void-form.js';

export interface VoidingPorts {
  readonly feeds: Pick<FeedLog, 'write'>;
  readonly sign: SignDetached;
  readonly now: () => Instant;
}

/** A message that goes, and whether it may have left before. */
interface Going {
  readonly released: ReleasedMessage;
  readonly left?: boolean;
}

type Because = Extract<FeedCommand, { type: 'VoidMessage' }>['data']['because'];

const voidAbout = ({ person, subjects, decided: { request } }: MessageAbout): VoidAbout => {
  const { worker, role, purpose } = request;
  return { person, subjects, worker, role, ...(purpose === undefined ? {} : { purpose }) };
};

const voiding = (
  agencyId: AgencyId,
  { released, left = false }: Going,
  because: Because,
  { sign, now }: VoidingPorts,
): FeedCommand => {
  const { messageId, about } = released;
  const message = voidFormOf(released, sign);
  const whom = about && { about: voidAbout(about) };
  const had = left ? ({ left } as const) : {};
  return { type: 'VoidMessage', data: { agencyId, messageId, because, now: now(), message, ...whom, ...had } };
};

const named = (released: readonly ReleasedMessage[]): string => released.map(({ messageId }) => messageId).join(' ');

/**
 * Puts their void forms in the place of messages whose permission has gone. Durable once resolved.
 *
 * INVARIANT: whoever writes down after this that one of them leaves finds it void, also where the permission has come back; so one that
 * is not said to have left never leaves.
 */
export const voidMessages =
  (ports: VoidingPorts & { readonly departures: Pick<Departures, 'whileNothingLeaves'> }) =>
  async (agency: AgencyId, gone: readonly ReleasedMessage[]): Promise<void> => {
    if (gone.length === 0) return;
    await ports.departures.whileNothingLeaves(agency, (upTo) => {
      const commands = gone.map((released) =>
        voiding(agency, { released, left: released.sequence <= upTo }, 'permission-gone', ports),
      );
      return ports.feeds.write(agency, `void ${named(gone)}`, commands);
    });
  };

/**
 * For a message that cannot be handed out: its void form stands in its place, and whoever or whatever it concerns is told about
 * no more until somebody has looked at it. All others' messages go on. `left`: it may have left before.
 */
export const parkMessage =
  (ports: VoidingPorts) =>
  (agencyId: AgencyId, released: ReleasedMessage, because: ParkedBecause, left = false): Promise<void> => {
    const { key, cause, waitedFrom, about } = released;
    const whom = about && { person: about.person };
    return ports.feeds.write(agencyId, `park ${released.messageId}`, [
      voiding(agencyId, { released, left }, because, ports),
      {
        type: 'ParkPerson',
        data: { agencyId, key, ...whom, because, cause: waitedFrom ?? cause, now: ports.now() },
      },
    ]);
  };
