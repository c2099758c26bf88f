import { CONTENT_TYPE } from '@hub/partner-messages';

/** Headers of every message in a topic. */
export const HEADERS = { 'content-type': CONTENT_TYPE };
