import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, headerOf, json, listenOnLoopback, type Listening, readBody, send } from '../kit/http.ts';
import { seeded } from '../kit/seeded.ts';
import { audienceOfScope, mint, type RehearsalApp, type SigningKey, signingKey } from './tokens.ts';

export interface RehearsalEntraOptions {
  /** Path under which issuers are named; `''` gives `http://127.0.0.1:port/{tenant}/v2.0` as Entra's own shape. */
  readonly issuerPath: string;
  readonly apps: readonly RehearsalApp[];
  /** The rehearsal's moved clock; only used when `clock` is `moved`. */
  readonly now: () => Date;
  /** Which clock tokens are valid by. Verifiers usually look at the real one, so that is the default. */
  readonly clock?: 'real' | 'moved';
  /** PKCS#8 text of the signing key, so that tokens survive a restart; without it a new pair is made. */
  readonly privateKeyPem?: string;
}

export interface RehearsalEntra {
  readonly listen: (port?: number) => Promise<{ readonly baseUrl: string }>;
  readonly close: () => Promise<void>;
  readonly issuerOf: (tenantId: string) => string;
  readonly tokenEndpointOf: (tenantId: string) => string;
  readonly jwksUriOf: (tenantId: string) => string;
  /** A token as the endpoint would give it, without the request: for tests that call a door directly. */
  readonly tokenFor: (clientId: string, audience: string, at?: Date) => Promise<string>;
}

/** Tokens live about one hour (business-central.md 1.2). */
const lifeInSeconds = 3599;
const tokenRequestLimitInBytes = 64 * 1024;

/**
 * A stand-in for the Microsoft Entra token endpoint: client credentials, signed tokens, and the keys to check them.
 *
 * Only the path of a request is compared, because MSAL adds a query string (azure-functions.md section 5).
 */
export function createRehearsalEntra(options: RehearsalEntraOptions): RehearsalEntra {
  const key = signingKey(options.privateKeyPem);
  let listening: Listening | undefined;
  const origin = (): string => listening?.origin ?? 'http://127.0.0.1';
  const now = (): Date => (options.clock === 'moved' ? options.now() : new Date());
  const base = (): string => `${origin()}${options.issuerPath}`;
  const issuerOf = (tenantId: string): string => `${base()}/${tenantId}/v2.0`;
  const door: Door = { apps: options.apps, key, now, issuerOf, base };

  return {
    listen: async (port = 0) => {
      listening = await listenOnLoopback(port, async (request, response) => {
        send(response, await answerTo(request, door, options.issuerPath));
      });
      return { baseUrl: base() };
    },
    close: async () => listening?.close(),
    issuerOf,
    tokenEndpointOf: (tenantId) => `${base()}/${tenantId}/oauth2/v2.0/token`,
    jwksUriOf: (tenantId) => `${base()}/${tenantId}/discovery/v2.0/keys`,
    tokenFor: async (clientId, audience, at = now()) => {
      const app = options.apps.find((candidate) => candidate.clientId === clientId);
      if (!app) throw new Error(`No app ${clientId} is registered in the rehearsal tenant`);
      return mint(await key, { app, audience, issuer: issuerOf(app.tenantId), at, lifeInSeconds });
    },
  };
}

interface Door {
  readonly apps: readonly RehearsalApp[];
  readonly key: Promise<SigningKey>;
  readonly now: () => Date;
  readonly issuerOf: (tenantId: string) => string;
  readonly base: () => string;
}

async function answerTo(request: IncomingMessage, door: Door, issuerPath: string): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (!path.startsWith(issuerPath)) return json(404, {});
  const [, tenantId = '', ...rest] = path.slice(issuerPath.length).split('/');
  switch (`${request.method} ${rest.join('/')}`) {
    case 'POST oauth2/v2.0/token':
      return tokenAnswer(request, door, tenantId);
    case 'GET discovery/v2.0/keys':
      return json(200, { keys: [(await door.key).publicJwk] });
    case 'GET v2.0/.well-known/openid-configuration':
      return json(200, {
        issuer: door.issuerOf(tenantId),
        token_endpoint: `${door.base()}/${tenantId}/oauth2/v2.0/token`,
        authorization_endpoint: `${door.base()}/${tenantId}/oauth2/v2.0/authorize`,
        jwks_uri: `${door.base()}/${tenantId}/discovery/v2.0/keys`,
        response_types_supported: ['code', 'token'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      });
    default:
      return json(404, {});
  }
}

async function tokenAnswer(request: IncomingMessage, door: Door, tenantId: string): Promise<Answer> {
  const body = await readBody(request, tokenRequestLimitInBytes);
  if (body === undefined)
    return refusal(door, 413, 'invalid_request', '90013', 'Invalid input received from the user.');
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.get('grant_type') !== 'client_credentials') {
    return refusal(door, 400, 'unsupported_grant_type', '70003', 'The app requested an unsupported grant type.');
  }
  const { clientId, secret } = credentialsOf(request, form);
  const app = door.apps.find((candidate) => candidate.clientId === clientId && candidate.tenantId === tenantId);
  if (!app) {
    const text = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`;
    return refusal(door, 400, 'unauthorized_client', '700016', text);
  }
  if (!sameSecret(secret, app.clientSecret)) {
    const text =
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, ' +
      `not the client secret ID, for a secret added to app '${clientId}'.`;
    return refusal(door, 401, 'invalid_client', '7000215', text);
  }
  const scope = form.get('scope') ?? '';
  const audience = audienceOfScope[scope];
  if (audience === undefined) {
    const text = `The provided value for the input parameter 'scope' is not valid. The scope ${scope} does not exist.`;
    return refusal(door, 400, 'invalid_scope', '70011', text);
  }
  const issuer = door.issuerOf(tenantId);
  const token = await mint(await door.key, { app, audience, issuer, at: door.now(), lifeInSeconds });
  return json(200, {
    token_type: 'Bearer',
    expires_in: lifeInSeconds,
    ext_expires_in: lifeInSeconds,
    access_token: token,
  });
}

/** The secret may come in the form or as basic authentication (RFC 6749 section 2.3.1). */
function credentialsOf(request: IncomingMessage, form: URLSearchParams): { clientId: string; secret: string } {
  const basic = /^Basic (.+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (basic === undefined) return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [clientId = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { clientId: decodeURIComponent(clientId), secret: decodeURIComponent(secret) };
}

function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refusal(door: Door, status: number, error: string, code: string, text: string): Answer {
  const at = door.now();
  const random = seeded('refusal', at.getTime(), text);
  const [traceId, correlationId] = [random.uuid(), random.uuid()];
  const timestamp = `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const traces = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return json(status, {
    error,
    error_description: `AADSTS${code}: ${text} ${traces}`,
    error_codes: [Number(code)],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  });
}
