export { whyNoOwnKafka } from './artefacts.js';
export { dockerAnswers } from './docker.js';
export { startOwnKafka, type OwnKafka } from './own-kafka.js';
export { type Proxy } from './proxy.js';
export { startTestKafka, whyNoKafka, withKafka, withOwnKafka, type TestKafka } from './test-kafka.js';
