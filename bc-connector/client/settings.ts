import { problem, ProblemError } from '#kernel';

export interface BcSettings {
  /** Without tenant and environment: `https://api.businesscentral.dynamics.com/v2.0` online. */
  readonly baseUrl: string;
  /** The Entra tenant. */
  readonly tenantId: string;
  readonly environment: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  /** `https://login.microsoftonline.com/{tenantId}` when absent. */
  readonly authority?: string;
  /** OpenID metadata as JSON, for a token endpoint that cannot be discovered, as in rehearsal. */
  readonly authorityMetadata?: string;
  /** Requests in flight at once. Business Central works on 5 per user at a time (business-central.md 2.1). */
  readonly maxParallel?: number;
  /** Entities per page; Business Central allows 20,000. */
  readonly pageSize?: number;
  /** For one request, answer and body included. */
  readonly timeoutInMs: number;
  /** Requests in any five minutes; Business Central refuses more than 6,000 per user. */
  readonly requestsPer5Minutes?: number;
}

export type CheckedSettings = Required<Omit<BcSettings, 'authorityMetadata'>> & {
  readonly authorityMetadata: string | null;
};

export const onlineScope = 'https://api.businesscentral.dynamics.com/.default';

/**
 * Fills in what may be left out and refuses what would not work, or would send the secret or the token in the clear.
 *
 * @throws ProblemError INPUT_WRONG
 */
export function checkSettings(settings: BcSettings): CheckedSettings {
  const checked = {
    scope: onlineScope,
    authority: `https://login.microsoftonline.com/${settings.tenantId}`,
    maxParallel: 4,
    pageSize: 1000,
    requestsPer5Minutes: 6000,
    ...settings,
    baseUrl: settings.baseUrl.replace(/\/+$/, ''),
    authorityMetadata: settings.authorityMetadata ?? null,
  };
  requireSafeUrl('baseUrl', checked.baseUrl);
  requireSafeUrl('authority', checked.authority);
  if (checked.authorityMetadata !== null) {
    requireSafeUrl('authorityMetadata.token_endpoint', tokenEndpointOf(checked.authorityMetadata));
  }
  for (const name of ['tenantId', 'environment'] as const) {
    if (!/^[A-Za-z0-9._-]+$/.test(checked[name])) wrong(name, checked[name], 'letters, digits, point, dash');
  }
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (checked[name] === '') wrong(name, '', 'a text that is not empty');
  }
  requireWithin('maxParallel', checked.maxParallel, 5);
  requireWithin('pageSize', checked.pageSize, 20_000);
  requireWithin('requestsPer5Minutes', checked.requestsPer5Minutes, 6000);
  requireWithin('timeoutInMs', checked.timeoutInMs, 600_000);
  return checked;
}

function requireSafeUrl(field: string, value: string): void {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isSafe = url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)));
  if (!isSafe || url.username !== '' || url.search !== '') {
    wrong(field, url === null ? value : `${url.protocol}//${url.host}`, 'an https address (http only on this machine)');
  }
}

export const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

function requireWithin(field: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    wrong(field, String(value), `a whole number, 1 to ${most}`);
}

function tokenEndpointOf(metadata: string): string {
  try {
    const read: unknown = JSON.parse(metadata);
    const endpoint: unknown =
      typeof read === 'object' && read !== null ? Reflect.get(read, 'token_endpoint') : undefined;
    return typeof endpoint === 'string' ? endpoint : '';
  } catch {
    return '';
  }
}

function wrong(field: string, value: string, expected: string): never {
  throw new ProblemError(problem('INPUT_WRONG', { field, value, expected }));
}
