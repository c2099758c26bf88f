export { contentKey } from './ports.js';
export type {
  Candidate,
  CaseloadEntry,
  CaseloadIndex,
  ContentStore,
  Json,
  PassageRef,
  PeopleIndex,
  Permission,
  SearchKey,
  Vault,
} from './ports.js';
