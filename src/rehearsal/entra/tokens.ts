import { type CryptoKey, exportJWK, generateKeyPair, importPKCS8, type JWK, SignJWT } from 'jose';
import { createPublicKey } from 'node:crypto';
import { hash, seeded } from '../kit/seeded.ts';

/** An app registration of the rehearsal tenant. */
export interface RehearsalApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** App roles granted on our own API, such as `Clerk` or `Approver`; they go into the token's `roles` claim. */
  readonly roles: readonly string[];
  readonly tenantId: string;
  readonly name: string;
}

/** The resources this token endpoint knows, by the scope that asks for them. */
export const audienceOfScope: Readonly<Record<string, string>> = {
  'https://api.businesscentral.dynamics.com/.default': 'https://api.businesscentral.dynamics.com',
  'api://tilgode/.default': 'api://tilgode',
};

export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly kid: string;
  readonly publicJwk: JWK;
}

/** @param pem a PKCS#8 private key to go on with after a restart; without it a new pair is made. */
export async function signingKey(pem: string | undefined): Promise<SigningKey> {
  if (pem === undefined) {
    const pair = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
    return named(pair.privateKey, await exportJWK(pair.publicKey));
  }
  const publicJwk = createPublicKey(pem).export({ format: 'jwk' });
  return named(await importPKCS8(pem, 'RS256', { extractable: true }), { kty: 'RSA', ...textsOf(publicJwk) });
}

export interface TokenWish {
  readonly app: RehearsalApp;
  readonly audience: string;
  readonly issuer: string;
  readonly at: Date;
  readonly lifeInSeconds: number;
}

/** An access token as Entra signs it for client credentials, version 2.0. */
export function mint(key: SigningKey, { app, audience, issuer, at, lifeInSeconds }: TokenWish): Promise<string> {
  const issuedAt = Math.floor(at.getTime() / 1000);
  const random = seeded('token', app.clientId, issuedAt);
  // Only our own API has app roles of this registration; Business Central knows the application permission of 1.2.
  const roles = audience === 'api://tilgode' ? app.roles : ['API.ReadWrite.All'];
  return new SignJWT({
    appid: app.clientId,
    azp: app.clientId,
    azpacr: '1',
    idtyp: 'app',
    name: app.name,
    oid: objectIdOf(app),
    roles,
    tid: app.tenantId,
    uti: random.uuid(),
    ver: '2.0',
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(objectIdOf(app))
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + lifeInSeconds)
    .sign(key.privateKey);
}

/** The service principal's object id: a stable stand-in that differs from the client id, as in Entra. */
export const objectIdOf = (app: Pick<RehearsalApp, 'clientId'>): string => seeded('object id', app.clientId).uuid();

function named(privateKey: CryptoKey, jwk: JWK): SigningKey {
  const kid = hash(String(jwk.n)).toString(16).padStart(8, '0');
  return { privateKey, kid, publicJwk: { ...jwk, kid, use: 'sig', alg: 'RS256' } };
}

const textsOf = (jwk: object): Record<string, string> =>
  Object.fromEntries(Object.entries(jwk).filter((part): part is [string, string] => typeof part[1] === 'string'));
