import { afterEach } from 'vitest';
import {
  type BcClient,
  type BcLogEntry,
  type BcNewPayment,
  type BcPage,
  type BcSettings,
  createBcClient,
} from '#bc-connector';
import { knownDate, minor, type Problem, ProblemError } from '#kernel';
import { secret, StrictBc, tenant } from './strict-bc.ts';

export interface World {
  readonly bc: StrictBc;
  readonly client: BcClient;
  /** How long the client wanted to wait, each time; nobody really waits. */
  readonly waits: number[];
  readonly log: BcLogEntry[];
}

const running: StrictBc[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((bc) => bc.stop()));
});

/** A small Business Central and a client that talks to it; both are gone after the test. */
export async function world(
  change: Partial<BcSettings> = {},
  random: () => number = () => 0.5,
  now?: () => Date,
): Promise<World> {
  const bc = await new StrictBc().start();
  running.push(bc);
  const waits: number[] = [];
  const log: BcLogEntry[] = [];
  const client = createBcClient(settingsFor(bc, change), {
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random,
    log: (entry) => log.push(entry),
    ...(now === undefined ? {} : { now }),
  });
  return { bc, client, waits, log };
}

export const settingsFor = (bc: StrictBc, change: Partial<BcSettings> = {}): BcSettings => ({
  baseUrl: bc.baseUrl,
  tenantId: tenant,
  environment: 'Production',
  clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
  clientSecret: secret,
  authorityMetadata: bc.authorityMetadata,
  timeoutInMs: 5000,
  ...change,
});

export async function collect<T>(pages: AsyncGenerator<BcPage<T>>): Promise<readonly BcPage<T>[]> {
  const all: BcPage<T>[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** The problem some work ends with; a test that expects one fails when there is none. */
export async function problemFrom(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ProblemError) return thrown.problem;
    throw thrown;
  }
  throw new Error('it went well, though it should not have');
}

export const newPayment = (change: Partial<BcNewPayment> = {}): BcNewPayment => ({
  idempotencyKey: 'BS:0602:000123456:17',
  type: 'Payment',
  customerNumber: 'K10001',
  appliesToEntryNumber: 1001,
  applications: [],
  postingDate: knownDate('2026-02-02'),
  currencyCode: '',
  amount: minor(125_005),
  accountNumber: '',
  dimensions: '',
  externalDocumentNumber: 'T0000001A',
  description: 'Betalingsservice 2. februar',
  provider: 'Betalingsservice',
  fileName: 'D0602.001',
  fileLine: 17,
  ...change,
});
