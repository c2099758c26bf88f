/** What the API needs from outside, by name. */
export const EVENT_STORE = Symbol('event store');
export const HAS_TOPICS = Symbol('whether partners have topics');
/** What partners are told of where their feed is. */
export const OFFER = Symbol('where partners find their feed');
export const REGISTER = Symbol('register as it stands');
export const RECORDS_OF = Symbol('all records of a person');
export const BUSINESS = Symbol('business with people');
export const FAMILY_VIEW = Symbol('family view');
export const TRAIL = Symbol('disclosure trail');
export const AUDIT = Symbol('audit');
export const SEARCH = Symbol('person search');
export const CASELOAD = Symbol('caseload index');
export const MATCHES = Symbol('list of matches');
export const RECALLS = Symbol('list of recalls');
export const RECORD = Symbol('writes to the trail');
export const CONSENTS = Symbol('consents as an agency may read them');
export const SUBSCRIPTIONS = Symbol('active subscriptions of an agency');
export const MESSAGE_LINKS = Symbol('where the links of messages lead');
export const PEOPLE_TOLD = Symbol('the ids by which an agency is told of people');
export const PULL_FEED = Symbol('feeds as partners fetch them');
export const FEEDS = Symbol('feeds of partners in the log');
export const FEED_REPLAYS = Symbol('what was told, told once more');
export const FEED_BELL = Symbol('rings when a feed has grown');
export const FEED_POSITIONS = Symbol('how far partners have come');
