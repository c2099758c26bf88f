import type { Agent, Answer, Options, TestHub } from '../e2e/hub.js';
import type { Recorder } from './recorder.js';

/** Whoever asks, as the row says. */
export const askerOf = (hub: TestHub, { row: { scenario }, agency }: Recorder): Agent => {
  const { agency: id, role, worker = `${id}-anna` } = scenario.asks;
  return hub.as(agency(id), role, worker);
};

/** What the row states besides whom it is about. */
export const statedIn = ({ row: { scenario }, names }: Recorder): Options => {
  const { purpose, ground, gateway, override } = scenario.asks;
  return {
    ...(purpose && { purpose }),
    ...(ground && { ground }),
    ...(gateway !== undefined && { gateway }),
    ...(override !== undefined && { override: names.idOf('override', override) }),
  };
};

/** Fails, rather than complains, where the hub does not answer as it does: a hub that is broken guards nothing. */
export const proper = (answer: Answer): Answer => {
  if (answer.status === 200 || answer.status === 404) return answer;
  throw new Error(`status ${String(answer.status)}: ${answer.text}`);
};
