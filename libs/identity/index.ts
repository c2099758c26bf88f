/**
 * Identity: who calls, as signed tokens say it. The only importer of jose.
 *
 * `verifier({ issuers, clock })` checks tokens; `developmentIssuer({ … })` makes them, for demonstrations only.
 */
export {
  developmentIssuer,
  isLoopback,
  type DemonstrationUser,
  type DevelopmentIssuer,
  type DevelopmentIssuerOptions,
} from './development-issuer.js';
export { IdentityError, type IdentityErrorCode } from './identity-error.js';
export {
  ON_BEHALF_OF_TYP,
  verifier,
  type Identity,
  type Issuer,
  type Verifier,
  type VerifierOptions,
} from './verifier.js';
