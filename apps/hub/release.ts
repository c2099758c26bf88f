import type { RememberingGrowth } from '@hub/eventsourcing';
import { factsGatherer, type NoteIndex } from '@hub/facts';
import { releasing } from '@hub/partner-feed';
import type { Config, Log } from '@hub/platform';
import type { Signing } from '@hub/signing';
import { releaseProcess, type ReleaseProcess } from '../publisher/index.js';
import { checkpointOf } from './checkpoints.js';
import type { Storage } from './storage.js';

export interface ReleaseParts extends Pick<Storage, 'pools' | 'vault'> {
  /** The log, with its heads in mind. */
  readonly store: RememberingGrowth;
  readonly index: NoteIndex;
  readonly config: Pick<Config, 'partnership' | 'publicUrl'>;
  readonly sign: Signing['sign'];
  readonly clock: () => Date;
  readonly log: Log;
}

/** The release of partners' messages, in this process. What it keeps in mind of facts is its own: readers' is not pushed out. */
export const openRelease = async (parts: ReleaseParts): Promise<ReleaseProcess> => {
  const { pools, vault, store, index, sign, clock, log } = parts;
  const { partnership, publicUrl } = parts.config;
  const now = () => clock().toISOString();
  const facts = factsGatherer({ store: store.lately, index, open: (content, place) => vault.open(content, place) });
  const { keyedHash: hash, eventId } = vault;
  return releaseProcess({
    store,
    begin: () => releasing({ store, facts, now, hash, eventId, sign, partnership, publicUrl }),
    checkpoint: await checkpointOf(pools, 'release'),
    log,
  });
};
