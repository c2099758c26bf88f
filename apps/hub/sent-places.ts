import type { Pools } from '@hub/postgres';
import type { Place, SentPlaces } from '../publisher/index.js';
import { checkpoints } from './checkpoints.js';

/** How far each partner's topic is, beside the log. */
export const sentPlaces = async (pools: Pools): Promise<SentPlaces> => {
  const checkpointOf = await checkpoints(pools);
  const sentTo = (agency: string) => checkpointOf(`send ${agency}`);
  return {
    load: async (agency) => {
      const kept = await sentTo(agency).load();
      return kept === undefined ? undefined : (JSON.parse(kept) as Place);
    },
    save: (agency, place) => sentTo(agency).save(JSON.stringify(place)),
  };
};
