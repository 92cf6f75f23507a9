import type { Answer } from '../kit/http.ts';
import { collectionAgreements } from './entities/agreements.ts';
import { collectionBatches } from './entities/batches.ts';
import type { Company } from './entities/context.ts';
import { collectionCustomers, standardCustomers } from './entities/customers.ts';
import { type EntitySet, flatLinesRefused } from './entities/entity-set.ts';
import { customerLedgerEntries } from './entities/ledger-entries.ts';
import { customerPaymentJournals } from './entities/payment-journals.ts';
import { collectionPaymentIds } from './entities/payment-ids.ts';
import { collectionPayments } from './entities/payments.ts';
import { collectionSetup, companies, companyId, generalLedgerSetup } from './entities/setup.ts';
import type { RequestKind } from './faults.ts';
import { isGuid } from './odata/read-value.ts';
import { type BcRequest, onSet, type Segment } from './on-set.ts';
import { badRequest, notFound, Refusal } from './refusal.ts';

export interface Routes {
  readonly answer: (request: BcRequest) => Answer;
}

interface Api {
  readonly companies: EntitySet;
  readonly sets: ReadonlyMap<string, EntitySet>;
}

export interface Place {
  /** The tenant the books belong to; any when left out. */
  readonly tenantId?: string | undefined;
  readonly environment?: string | undefined;
}

/** Publisher, group and version of our extension's API; the standard one has only a version. */
export const customApi = 'tilgode/collection/v1.0';

export function routes(company: Company, place: Place): Routes {
  const { world } = company;
  const byName = (...sets: readonly EntitySet[]): ReadonlyMap<string, EntitySet> =>
    new Map(sets.map((set) => [set.name, set]));
  const apis = new Map<string, Api>([
    [
      customApi,
      {
        companies: companies(world),
        sets: byName(
          customerLedgerEntries(company),
          collectionCustomers(company),
          collectionAgreements(company),
          collectionPayments(company),
          collectionBatches(company),
          collectionPaymentIds(company),
          collectionSetup(company),
        ),
      },
    ],
    [
      'v2.0',
      {
        companies: companies(world),
        sets: byName(standardCustomers(company), customerPaymentJournals(company), generalLedgerSetup(company)),
      },
    ],
  ]);
  return { answer: (request) => answer(request, apis, company, place) };
}

/** Says what kind of request it is without carrying it out. */
export function requestKind(method: string, path: string): RequestKind {
  if (method === 'GET' || method === 'HEAD') return 'read';
  if (/\/microsoft\.nav\.applyandpost$/i.test(path)) return 'apply and post';
  return method === 'POST' && /\/collection(?:Payments|Batches)$/.test(path) ? 'insert payment' : 'other write';
}

function answer(request: BcRequest, apis: ReadonlyMap<string, Api>, company: Company, place: Place): Answer {
  const segments = request.url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(segment);
  const start = segments.findIndex(({ name }) => name === 'api');
  checkPlace(segments.slice(0, start), place);
  const [apiName, rest] = apiPath(segments.slice(start + 1));
  const api = start < 0 ? undefined : apis.get(apiName);
  if (!api)
    throw new Refusal(404, 'BadRequest_ResourceNotFound', 'No HTTP resource was found that matches the request URI.');
  if (request.method !== 'GET') checkWrite(request);
  const path = insideCompany(request, rest, company, api);
  const [first, ...further] = path;
  if (!first) throw notFound('Resource not found for the segment.');
  const set = first.name === 'companies' ? api.companies : api.sets.get(first.name);
  if (!set && first.name === 'customerPayments') throw flatLinesRefused();
  if (!set) throw notFound(`Resource not found for the segment '${first.name}'.`);
  return onSet(request, set, first.key, further);
}

/** `/v2.0/{tenant}/{environment}/api/…`; the tenant may be left out (business-central.md 1.1). */
function checkPlace(before: readonly Segment[], { tenantId, environment }: Place): void {
  const [version, ...names] = before.map(({ name }) => name);
  const [tenantOrNone, environmentName] = names.length === 1 ? [undefined, names[0]] : names;
  const isKnown =
    version === 'v2.0' &&
    (names.length === 1 || names.length === 2) &&
    (tenantId === undefined || tenantOrNone === undefined || tenantOrNone === tenantId) &&
    (environment === undefined || environmentName?.toLowerCase() === environment.toLowerCase());
  if (!isKnown) throw notFound('The environment in the request URI was not found.');
}

function apiPath(segments: readonly Segment[]): readonly [string, readonly Segment[]] {
  const [first, second, third] = segments;
  if (first?.name === 'v2.0') return ['v2.0', segments.slice(1)];
  return [[first, second, third].map((part) => part?.name ?? '').join('/'), segments.slice(3)];
}

/** The company is named in the path, or by `?company=` with its id or name. */
function insideCompany(request: BcRequest, path: readonly Segment[], company: Company, api: Api): readonly Segment[] {
  const [first, ...rest] = path;
  if (first?.name === api.companies.name && first.key !== undefined && rest.length > 0) {
    checkCompany(first.key, company);
    return rest;
  }
  if (first?.name === api.companies.name) return path;
  const named = request.url.searchParams.get('company');
  if (named === null) throw badRequest('You must choose a company by its id or name.');
  if (named !== company.world.companyName) checkCompany(named, company);
  return path;
}

function checkCompany(id: string, { world }: Company): void {
  if (!isGuid(id)) throw notFound(`The company '${id}' was not found.`);
  if (id.toLowerCase() !== companyId(world)) {
    throw new Refusal(404, 'Internal_CompanyNotFound', `The company with the id '${id}' does not exist.`);
  }
}

function checkWrite({ headers, body }: BcRequest): void {
  if (headers['data-access-intent']?.toLowerCase() === 'readonly') {
    throw new Refusal(
      400,
      'BadRequest_InvalidOperation',
      'The operation changes data and cannot run with the data access intent ReadOnly.',
    );
  }
  const type = headers['content-type'] ?? '';
  if (body.length > 0 && !/^application\/json\b/i.test(type)) {
    throw new Refusal(415, 'BadRequest_UnsupportedMediaType', `The content type '${type}' is not supported.`);
  }
}

function segment(part: string): Segment {
  const found = /^([^()]+)(?:\((.*)\))?$/.exec(decoded(part));
  return { name: found?.[1] ?? part, key: found?.[2] };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`The segment '${part}' is not encoded as a URI must be.`);
  }
}
