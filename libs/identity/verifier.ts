import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { clientOf, requiredText, subjectOf, textClaim } from './claims.js';
import { IdentityError, invalid } from './identity-error.js';
import { issuerKeys, type KeySource } from './issuer-keys.js';
import { claimedIssuer } from './token-shape.js';
import { verifiedTokens } from './verified-tokens.js';

/** Somebody who issues tokens that the hub accepts. */
export interface Issuer extends KeySource {
  readonly issuer: string;
  readonly audience: string;
  /** `typ` of its access tokens; `at+jwt` (RFC 9068) unless said otherwise. */
  readonly typ?: string;
  /** Seconds after `iat` in which a token counts, whatever its `exp`. An hour unless said otherwise. */
  readonly maxTokenAge?: number;
}

/**
 * Who calls, as a signed token says it.
 *
 * The agency is not in it: that comes from the client's registration. `subject` and `role` are the worker's where the
 * token, or the assertion beside it, names a role; without a role no worker stands behind the call.
 */
export interface Identity {
  readonly issuer: string;
  readonly clientId: string;
  readonly subject: string;
  readonly role?: string;
  /** The purpose as signed; it has precedence over the one in the request. */
  readonly purpose?: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

export interface VerifierOptions {
  readonly issuers: readonly Issuer[];
  readonly clock: () => Date;
  /** How many verified tokens are remembered. */
  readonly remember?: number;
}

export interface Verifier {
  /**
   * Throws an `IdentityError` unless everything about the token is in order.
   *
   * `onBehalfOf` is a second token, by the same issuer for the same client, that names the worker and the role. It
   * lives five minutes at most, and an access token that names a role itself takes none.
   */
  verify(token: string, onBehalfOf?: string): Promise<Identity>;
}

const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'];
const CLOCK_TOLERANCE = 5;
const ASSERTION_LIFETIME = 300;
/** `typ` of what is sent as `Concord-On-Behalf-Of`. */
export const ON_BEHALF_OF_TYP = 'obo+jwt';

interface Trusted extends Issuer {
  readonly keys: JWTVerifyGetKey;
}

interface Kind {
  readonly typ: string;
  readonly maxTokenAge: number;
}

const optionsFor = (
  { issuer, audience }: Trusted,
  { typ, maxTokenAge }: Kind,
  currentDate: Date,
): JWTVerifyOptions => ({
  algorithms: ALGORITHMS,
  issuer,
  audience,
  typ,
  requiredClaims: ['exp', 'iat', 'sub', 'jti'],
  maxTokenAge,
  clockTolerance: CLOCK_TOLERANCE,
  currentDate,
});

/** What jose found, in words that hold nothing of the token. */
const translated = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return new IdentityError('token-expired', 'the token is too old');
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalid(`\`${error.claim}\` of the token is not accepted`);
  if (error instanceof errors.JOSEError)
    return invalid('the token was not signed by its issuer, or in a way that is not accepted');
  return error;
};

const claimsOf = async (token: string, trusted: Trusted, kind: Kind, now: Date): Promise<JWTPayload> => {
  try {
    return (await jwtVerify(token, trusted.keys, optionsFor(trusted, kind, now))).payload;
  } catch (error) {
    throw translated(error);
  }
};

const withRole = (identity: Identity, claims: JWTPayload): Identity => {
  const [role, purpose] = [textClaim(claims, 'role'), textClaim(claims, 'purpose')];
  return { ...identity, ...(role !== undefined && { role }), ...(purpose !== undefined && { purpose }) };
};

export const verifier = ({ issuers, clock, remember = 10_000 }: VerifierOptions): Verifier => {
  const now = (): number => clock().getTime();
  const trusted = new Map(
    issuers.map((each): [string, Trusted] => [each.issuer, { ...each, keys: issuerKeys(each, now) }]),
  );
  const known = verifiedTokens<Identity>(remember, now);

  const issuerOf = (token: string): Trusted => {
    const found = trusted.get(claimedIssuer(token));
    if (!found) throw invalid('the issuer of the token is not known here');
    return found;
  };

  const verifyAccess = async (token: string): Promise<Identity> => {
    const remembered = known.get(token);
    if (remembered) return remembered;
    const issuer = issuerOf(token);
    const { typ = 'at+jwt', maxTokenAge = 3600 } = issuer;
    const claims = await claimsOf(token, issuer, { typ, maxTokenAge }, clock());
    const expiresAt = Math.min(claims.exp ?? 0, (claims.iat ?? 0) + maxTokenAge);
    const identity = withRole(
      {
        issuer: issuer.issuer,
        clientId: clientOf(claims),
        subject: subjectOf(claims),
        jti: requiredText(claims, 'jti'),
        expiresAt,
      },
      claims,
    );
    known.keep(token, identity, expiresAt * 1000);
    return identity;
  };

  const asWorker = async (client: Identity, assertion: string): Promise<Identity> => {
    if (client.role !== undefined)
      throw invalid('the access token names a role itself and takes no assertion beside it');
    const issuer = issuerOf(assertion);
    if (issuer.issuer !== client.issuer) throw invalid('access token and assertion are by different issuers');
    const claims = await claimsOf(
      assertion,
      issuer,
      { typ: ON_BEHALF_OF_TYP, maxTokenAge: ASSERTION_LIFETIME },
      clock(),
    );
    if ((claims.exp ?? 0) - (claims.iat ?? 0) > ASSERTION_LIFETIME)
      throw invalid('the assertion lives longer than five minutes');
    if (clientOf(claims) !== client.clientId) throw invalid('the assertion was made for another client');
    requiredText(claims, 'role');
    return withRole({ ...client, subject: subjectOf(claims) }, claims);
  };

  return {
    verify: async (token, onBehalfOf) => {
      const identity = await verifyAccess(token);
      return onBehalfOf === undefined ? identity : asWorker(identity, onBehalfOf);
    },
  };
};
