export {
  arbitraryConsent,
  arbitraryFacts,
  arbitraryHarmFinding,
  arbitraryItem,
  arbitraryRequest,
  arbitraryRestriction,
  AT,
} from './arbitrary.js';
