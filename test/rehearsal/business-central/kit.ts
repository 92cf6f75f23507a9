import { type CalendarDate, knownDate } from '#kernel';
import { expect, onTestFinished } from 'vitest';
import {
  createRehearsalBc,
  type RehearsalBc,
  type RehearsalBcOptions,
} from '../../../src/rehearsal/business-central/index.ts';

/** A rehearsal Business Central that listens, and plain `fetch` calls on it: no product code on the other side. */
export interface Bench {
  readonly bc: RehearsalBc;
  readonly origin: string;
  /** Address of an API's company: `custom` is our extension's. */
  readonly custom: string;
  readonly standard: string;
  readonly clock: { date: CalendarDate };
  readonly get: (url: string, headers?: Record<string, string>) => Promise<Answered>;
  readonly send: (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // The shape is what each test is about, so it looks at it freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export const startDate = knownDate('2026-02-02');

export async function startBc(options: Partial<RehearsalBcOptions> = {}): Promise<Bench> {
  const clock = { date: startDate };
  const bc = createRehearsalBc({
    seed: 1,
    customers: 30,
    stateFolder: null,
    today: () => clock.date,
    now: () => new Date(`${clock.date}T08:00:00.000Z`),
    ...options,
  });
  const { baseUrl } = await bc.listen();
  onTestFinished(() => bc.close());
  const api = `${baseUrl}/tenant-1/Rehearsal/api`;
  return {
    bc,
    origin: new URL(baseUrl).origin,
    custom: `${api}/tilgode/collection/v1.0/companies(${bc.company.id})`,
    standard: `${api}/v2.0/companies(${bc.company.id})`,
    clock,
    get: (url, headers) => call('GET', url, undefined, headers),
    send: call,
  };
}

async function call(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: 'Bearer any',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A customer that nothing is wrong with, and one open invoice of an amount on it. */
export function invoiceOn(bench: Bench, minorAmount: number, more: Record<string, unknown> = {}): Invoice {
  const customer = cleanCustomer(bench);
  bench.bc.control.addEntries([
    {
      customerNumber: customer,
      documentType: 'Invoice',
      postingDate: knownDate('2026-01-15'),
      dueDate: knownDate('2026-02-01'),
      minor: minorAmount as never,
      ...more,
    },
  ]);
  const added = bench.bc.entries().at(-1);
  if (!added) throw new Error('an entry was added');
  return { customer, entryNumber: added.entryNumber };
}

export interface Invoice {
  readonly customer: string;
  readonly entryNumber: number;
}

export function cleanCustomer({ bc }: Bench): string {
  bc.control.changeCustomer('K10001', { blocked: ' ', isPrivacyBlocked: false });
  return 'K10001';
}

let keys = 0;

/** Inserts a collection payment and runs applyAndPost on it; gives back the entity as the action answered it. */
// oxlint-disable-next-line typescript/no-explicit-any
export async function post(bench: Bench, fields: Record<string, unknown>): Promise<any> {
  const inserted = await bench.send('POST', `${bench.custom}/collectionPayments`, {
    idempotencyKey: `KEY-${++keys}`,
    postingDate: '2026-02-02',
    ...fields,
  });
  if (inserted.status !== 201) throw new Error(JSON.stringify(inserted.body));
  const posted = await bench.send(
    'POST',
    `${bench.custom}/collectionPayments(${inserted.body.id})/Microsoft.NAV.applyAndPost`,
    {},
  );
  if (posted.status !== 200) throw new Error(JSON.stringify(posted.body));
  return posted.body;
}

/** An error body of this code whose text holds these words. */
export const withMessage = (code: string, text: string | RegExp) => ({
  error: { code, message: typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text) },
});
