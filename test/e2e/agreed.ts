import type { Agent } from './agent.js';

/** Who takes part in an agreement, and what the suite has to say of its flows. */
export interface Agreed {
  readonly administrator: Agent;
  /** Each party, by somebody who may sign for it. */
  readonly parties: ReadonlyMap<string, Agent>;
  readonly startsOn: string;
  readonly flows: readonly object[];
}

/** A flow as it mostly is, to be said more of. */
export const plainFlow = (number: number, more: object) => ({
  number,
  roles: ['dsl'],
  purposes: ['early-help'],
  route: 'public-task',
  basis: { article6: 'e' },
  consentRequired: false,
  labels: [],
  onward: [],
  ...more,
});

/** Drafts an agreement, proposes it and has every party sign, so that it is in force from `startsOn`. */
export const agree = async ({ administrator, parties, startsOn, flows }: Agreed): Promise<void> => {
  const terms = {
    title: 'Early help',
    kind: 'sharing',
    parties: [...parties.keys()],
    startsOn,
    reviewOn: '2027-06-01T00:00:00.000Z',
    clauses: {},
    flows,
  };
  const { id, version } = await administrator.post('/agreements', { terms }).created();
  let { revision } = await administrator.post(`/agreements/${id}/proposals`, { version }).created();
  for (const signatory of parties.values())
    ({ revision } = await signatory
      .post(`/agreements/${id}/signatures`, { version, capacity: 'other' }, { ifMatch: revision })
      .created());
};
