export {
  consentList,
  type ConsentList,
  type ConsentListPorts,
  type ConsentsAnswer,
  type ConsentsQuestion,
} from './consent-list.js';
