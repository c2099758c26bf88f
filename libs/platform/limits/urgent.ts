import type { AskingRequest, Needs } from '../asking/asking.js';

const purposeIn = (source: unknown): unknown =>
  typeof source === 'object' && source !== null && 'purpose' in source ? source.purpose : undefined;

/**
 * Whether a request is counted and never refused: one for safeguarding, as it says of itself, and one of an operation
 * that is urgent by what it does.
 *
 * Taken at its word: whether an override is open, or a ground holds, is decided later, and recorded.
 */
export const isUrgent = (
  { headers, query, body }: AskingRequest,
  needs: Needs,
  signed: string | undefined,
): boolean => {
  const purpose = signed ?? purposeIn(query) ?? (needs.searches ? purposeIn(body) : undefined);
  return (
    needs.urgent === true ||
    purpose === 'safeguarding' ||
    headers['concord-ground'] !== undefined ||
    headers['concord-override'] !== undefined
  );
};
