import type { CalendarDate } from '#kernel';
import { listenOnLoopback, type Listening } from '../kit/http.ts';
import { type BcControl, companyOf, control, type EntryView, entryView } from './control.ts';
import type { Company } from './entities/context.ts';
import { type BcFaults, faultSource } from './faults.ts';
import { type BcLimits, documentedLimits, turnstile } from './limits.ts';
import { customApi, routes } from './routes.ts';
import { serve } from './server.ts';
import { type BcBooks, booksOf } from './state/books.ts';
import { openBooks } from './state/command-journal.ts';
import { execute } from './state/execute.ts';
import type { FoundedCustomer, SchemeCode } from './state/world.ts';

export interface RehearsalBcOptions {
  readonly seed: number;
  readonly customers: number;
  /** Documents of each customer at the start; two to six, seeded, when left out. */
  readonly entriesPerCustomer?: number;
  readonly companyName?: string;
  /** The schemes customers are spread over; Betalingsservice Total alone when left out. */
  readonly schemes?: readonly SchemeCode[];
  /** The rehearsal's moved clock. The books are founded on its first day and keep it at every later start. */
  readonly today: () => CalendarDate;
  readonly now: () => Date;
  /** Where the command journal is kept; null keeps nothing. */
  readonly stateFolder: string | null;
  /** Decides whether a bearer token is good; without it any token is. */
  readonly verifyToken?: (bearer: string) => Promise<boolean>;
  readonly faults?: BcFaults;
  /** Limits per user; the documented ones where left out. The window runs by the real clock. */
  readonly limits?: Partial<BcLimits>;
  /** Only this tenant and environment are answered; any when left out. */
  readonly tenantId?: string;
  readonly environment?: string;
  readonly environmentType?: 'Production' | 'Sandbox';
  /** Largest request body; Business Central's own limit when left out (business-central.md 2.1). */
  readonly bodyLimitInBytes?: number;
}

export interface RehearsalBc {
  /** `baseUrl` is what stands before `/{tenant}/{environment}/api/…`, such as `http://127.0.0.1:49152/v2.0`. */
  readonly listen: (port?: number) => Promise<{ readonly baseUrl: string }>;
  readonly close: () => Promise<void>;
  readonly company: { readonly id: string; readonly name: string };
  /** Publisher, group and version of the extension's API in addresses. */
  readonly customApi: string;
  readonly books: () => BcBooks;
  readonly entries: () => readonly EntryView[];
  /** Active mandates of one scheme as they stand now; of Betalingsservice Total when none is named. */
  readonly mandates: (scheme?: SchemeCode) => readonly MandateView[];
  /** The customers of the first day and what they gave to whoever collects, whatever was changed here since. */
  readonly founded: readonly FoundedCustomer[];
  /** Payment ids as the service wrote them. */
  readonly paymentIds: () => readonly PaymentIdView[];
  readonly control: BcControl;
}

export interface MandateView {
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly mandateNumber: string;
}

export interface PaymentIdView {
  readonly customerNumber: string;
  /** 0: the customer as such. */
  readonly entryNumber: number;
  readonly scheme: string;
  readonly paymentId: string;
  readonly status: 'Active' | 'Retired';
}

const documentedBodyLimitInBytes = 350 * 1024 * 1024;

/**
 * A stand-in for Business Central online with our extension installed, written from business-central.md.
 *
 * Strict on purpose: what the specification does not allow is refused with the texts it gives, so that a wrong request
 * is found here and not at a customer.
 */
export function createRehearsalBc(options: RehearsalBcOptions): RehearsalBc {
  const { world, journal } = openBooks(options.stateFolder, {
    seed: options.seed,
    customers: options.customers,
    entriesPerCustomer: options.entriesPerCustomer ?? null,
    companyName: options.companyName ?? 'CRONUS Danmark',
    startDate: options.today(),
    foundedAt: options.now().getTime(),
    schemes: [...(options.schemes ?? ['BS'])],
  });
  const company: Company = {
    world,
    today: options.today,
    perform: (command) => {
      const dated = { at: options.now().getTime(), today: options.today(), command };
      if (execute(world, dated)) journal.append(dated);
    },
  };
  const faults = faultSource(options.faults);
  const limits = turnstile({ ...documentedLimits, ...options.limits }, Date.now);
  const parts = {
    routes: routes(company, { tenantId: options.tenantId, environment: options.environment }),
    faults,
    limits,
    verifyToken: options.verifyToken ?? (() => Promise.resolve(true)),
    flushed: journal.flushed,
    bodyLimitInBytes: options.bodyLimitInBytes ?? documentedBodyLimitInBytes,
    environments: (origin: string) => environmentsOf(options, origin),
  };
  let listening: Listening | undefined;
  return {
    listen: async (port = 0) => {
      listening = await listenOnLoopback(port, (request, response) => serve(request, response, parts));
      return { baseUrl: `${listening.origin}/v2.0` };
    },
    close: async () => {
      await listening?.close();
      await journal.close();
    },
    company: companyOf(company),
    customApi,
    books: () => booksOf(world),
    entries: () => world.entries.map((entry) => entryView(company, entry)),
    founded: world.founded,
    mandates: (scheme = 'BS') =>
      world.agreements
        .filter(({ status, schemeCode }) => status === 'Active' && schemeCode === scheme)
        .map(({ customer, debtorGroupNumber, agreementNumber }) => ({
          debtorGroup: debtorGroupNumber,
          customerNumber: customer.code,
          mandateNumber: agreementNumber,
        })),
    paymentIds: () =>
      world.paymentIds.map(({ customer, entryNumber, scheme, paymentId, status }) => ({
        customerNumber: customer.code,
        entryNumber,
        scheme,
        paymentId,
        status,
      })),
    control: control(company, faults, limits.busiest),
  };
}

/** The list of environments (business-central.md 1.1), of which the rehearsal has one. */
function environmentsOf(options: RehearsalBcOptions, origin: string): unknown {
  const [tenant, name] = [options.tenantId ?? 'rehearsal', options.environment ?? 'Rehearsal'];
  return {
    value: [
      {
        aadTenantId: tenant,
        applicationFamily: 'BusinessCentral',
        type: options.environmentType ?? 'Sandbox',
        name,
        countryCode: 'DK',
        webServiceUrl: origin,
        webClientLoginUrl: `${origin}/${tenant}/${name}`,
        ringName: 'PROD',
      },
    ],
  };
}
