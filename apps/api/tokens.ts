/** What the API needs from outside, by name. */
export const EVENT_STORE = Symbol('event store');
export const BUSINESS = Symbol('business with people');
