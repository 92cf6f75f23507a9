import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { Settings } from '#schemas/settings';

export const roles = ['Clerk', 'Approver', 'Accountant', 'Operator'] as const;
export type Role = (typeof roles)[number];

/** Who knocks: a name for the books, and what they may do. */
export interface Person {
  readonly name: string;
  readonly roles: readonly Role[];
}

export type SignIn = (authorization: string | null) => Promise<Person | null>;

/**
 * Checks Entra ID bearer tokens: signature by the issuer's published keys, issuer, audience, times, and the app roles.
 * Anything wrong is simply nobody; why is not told to the outside.
 */
export function signInOf(settings: Settings['signIn']): SignIn {
  const keys = createRemoteJWKSet(new URL(settings.keysUrl), { cooldownDuration: 30_000, timeoutDuration: 10_000 });
  return async (authorization) => {
    const token = /^Bearer ([A-Za-z0-9._~+/=-]{20,8192})$/.exec(authorization ?? '')?.[1];
    if (!token) return null;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.issuer,
        audience: settings.audience,
        algorithms: ['RS256'],
        clockTolerance: 60,
        requiredClaims: ['exp', 'iat'],
      });
      return { name: nameOf(payload), roles: rolesOf(payload['roles']) };
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError) return null;
      throw thrown;
    }
  };
}

/** A person's user name; for a service, the id of its app registration. */
function nameOf(payload: Readonly<Record<string, unknown>>): string {
  const names = ['preferred_username', 'name', 'azp', 'appid', 'sub'].map((claim) => payload[claim]);
  return (
    names
      .find((name) => typeof name === 'string' && name !== '')
      ?.toString()
      .slice(0, 200) ?? 'unnamed'
  );
}

const isRole = (value: unknown): value is Role => roles.some((role) => role === value);

const rolesOf = (value: unknown): readonly Role[] => (Array.isArray(value) ? value.filter(isRole) : []);
