export { maven, whyNoMaven, whyNoOwnKafka } from './artefacts.js';
export { dockerAnswers } from './docker.js';
export { grantHubRights, HUB } from './hub-rights.js';
export { freePorts } from './ports.js';
export { passwordOf, startOwnKafka, type OwnKafka, type Secured } from './own-kafka.js';
export { type Proxy } from './proxy.js';
export { startTestKafka, whyNoKafka, withKafka, withOwnKafka, type TestKafka } from './test-kafka.js';
