/** Who may read which partner's topic, as of now: from the register and the subscriptions. */
export {
  saysWhoReads,
  standingIn,
  topicReaders,
  type Principals,
  type Standing,
  type TopicReader,
} from './topic-readers.js';
