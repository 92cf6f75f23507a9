import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { BcClaimQuery, BcClient, BcDeltaQuery, BcPage } from '#bc-connector';
import { syncCompany } from '#claims';
import { buildJournal, orderJournal } from '#journal';
import { DKK, knownDate, minor, problem, ProblemError } from '#kernel';
import type { BcClaim, BcCustomer, BcMandate, BcUnpostedPayment } from '#schemas/bc';
import { alone } from '#store';
import { companyId, type CompanyBooks, exceptionsOf, openCompanyBooks, paymentDate } from '#test/company-books';

let books: CompanyBooks;
afterEach(() => books.close());

/** Business Central as the connector shows it: what the test puts into it, and how it was asked. */
interface World {
  claims: BcClaim[];
  customers: BcCustomer[];
  mandates: BcMandate[];
  unposted: BcUnpostedPayment[];
  problems: ReturnType<typeof problem>[];
  /** Thrown after this many claims. */
  breaksAfter: number;
  readonly asked: (BcClaimQuery & { readonly what: string })[];
}

const newWorld = (): World => ({
  claims: [],
  customers: [],
  mandates: [],
  unposted: [],
  problems: [],
  breaksAfter: Number.POSITIVE_INFINITY,
  asked: [],
});

function bcOf(world: World): BcClient {
  const notHere = () => Promise.reject(new Error('Nobody asks for this here'));
  async function* pages<T extends { lastModifiedDateTime: string }>(
    what: string,
    all: readonly T[],
    which: BcDeltaQuery,
    problems: BcPage<T>['problems'] = [],
  ): AsyncGenerator<BcPage<T>> {
    world.asked.push({ what, ...which });
    const since = which.modifiedAfter ?? '';
    const found = all.filter((one) => one.lastModifiedDateTime > since);
    let watermark: string | null = null;
    for (let at = 0; at < Math.max(found.length, 1); at += 2) {
      const entities = found.slice(at, at + 2);
      if (what === 'claims' && at >= world.breaksAfter) throw new ProblemError(busy);
      for (const one of entities) {
        if (watermark === null || one.lastModifiedDateTime > watermark) watermark = one.lastModifiedDateTime;
      }
      yield await Promise.resolve({ entities, problems: at === 0 ? problems : [], watermark });
    }
  }
  return {
    setup: () => Promise.resolve({} as never),
    companies: notHere,
    customers: (_, which) => pages('customers', world.customers, which),
    agreements: (_, which) => pages('mandates', world.mandates, which),
    findClaim: () => Promise.reject(new Error('not asked')),
    claims: (_, which) =>
      pages('claims', which.openOnly ? world.claims.filter((one) => one.open) : world.claims, which, world.problems),
    unpostedPayments: () => Promise.resolve(world.unposted),
    findPayment: notHere,
    saveMandate: () => Promise.reject(new Error('not asked')),
    postPayment: notHere,
    postBatch: notHere,
    putPaymentId: notHere,
  };
}

const busy = problem('BC_BUSY', { status: 503, text: 'busy', retryAfterInMs: 0 });
const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const instant = (n: number): string => `2026-01-10T10:${String(n).padStart(2, '0')}:00Z`;

const customer = (n: number, number: string, patch: Partial<BcCustomer> = {}): BcCustomer => ({
  id: guid(n),
  etag: '1',
  number,
  displayName: `Customer ${number}`,
  addressLine1: 'Nygade 1',
  addressLine2: '',
  city: 'Aarhus C',
  country: '',
  postalCode: '8000',
  email: '',
  taxRegistrationNumber: '',
  currencyCode: '',
  blocked: '',
  collectionScheme: 'BS',
  excludeFromCollection: false,
  lastModifiedDateTime: instant(1),
  ...patch,
});

const claim = (entryNumber: number, customerNumber: string, oere: number, patch: Partial<BcClaim> = {}): BcClaim => ({
  id: guid(1000 + entryNumber),
  etag: '1',
  entryNumber,
  documentType: 'Invoice',
  documentNumber: `F${entryNumber}`,
  externalDocumentNumber: '',
  customerNumber,
  customerName: '',
  postingDate: knownDate('2026-01-01'),
  documentDate: null,
  dueDate: knownDate('2026-01-20'),
  open: true,
  positive: oere > 0,
  currencyCode: '',
  effectiveCurrencyCode: DKK,
  originalAmount: minor(oere),
  remainingAmount: minor(oere),
  onHold: '',
  disputeStatus: '',
  pmtDiscountDate: null,
  remainingPmtDiscPossible: minor(0),
  pmtDiscToleranceDate: null,
  maxPaymentTolerance: minor(0),
  appliesToId: '',
  amountToApply: minor(0),
  paymentReference: '',
  paymentMethodCode: '',
  directDebitMandateId: '',
  description: '',
  yourReference: '',
  collectionEligible: true,
  collectionBlockReason: '',
  collectionScheme: '',
  lastModifiedDateTime: instant(1),
  ...patch,
});

async function open(): Promise<World> {
  books = await openCompanyBooks();
  return newWorld();
}

const sync = (world: World, isFull: boolean) =>
  syncCompany({ companyId, isFull }, { ...books.partsAt(), bc: bcOf(world), by: 'timer' });

const claimsOf = async () =>
  (
    await sql<{ entry: number; customer: string; left: number; open: boolean }>`
      select entry_number as entry, customer_number as customer, remaining_minor as left, is_open as open
      from claim order by entry_number`.execute(books.db)
  ).rows.map((row) => [row.entry, row.customer, row.left, row.open]);

test('the first read takes everything that is open, and remembers how far it came', async () => {
  const world = await open();
  world.customers = [customer(1, 'K1'), customer(2, '00042')];
  world.claims = [
    claim(1, 'K1', 100),
    claim(2, '00042', 200, { lastModifiedDateTime: instant(5) }),
    claim(3, 'K1', -50),
  ];
  world.unposted = [
    {
      id: guid(9),
      lineNumber: 1,
      customerNumber: '00042',
      postingDate: null,
      documentNumber: '',
      externalDocumentNumber: '',
      amount: minor(-200),
      appliesToInvoiceNumber: 'F2',
      description: '',
      journalCode: 'DAGLIG',
    },
  ];
  expect(await sync(world, false)).toEqual({ claims: 3, customers: 2, mandates: 0, problems: 0 });
  expect(await claimsOf()).toEqual([
    [1, 'K1', 100, true],
    [2, '42', 200, true],
    [3, 'K1', -50, true],
  ]);
  const customers = await books.db
    .selectFrom('customer')
    .select(['number', 'display_number'])
    .orderBy('number')
    .execute();
  expect(customers).toEqual([
    { number: '42', display_number: '00042' },
    { number: 'K1', display_number: 'K1' },
  ]);
  const company = await books.db.selectFrom('company').selectAll().executeTakeFirstOrThrow();
  expect([company.claims_watermark, company.customers_watermark]).toEqual([instant(5), instant(1)]);
  expect(company.claims_read_at).toEqual(books.partsAt().moment.at);
  const unposted = await books.db.selectFrom('unposted_payment').selectAll().execute();
  expect(unposted).toEqual([{ company_id: 1, customer_number: '42', document_number: 'F2', amount_minor: -200 }]);
});

test('a delta read takes what changed, closes what it says is closed, and lets the rest be', async () => {
  const world = await open();
  world.claims = [claim(1, 'K1', 100), claim(2, 'K1', 200)];
  await sync(world, true);
  world.claims = [claim(2, 'K1', 200, { open: false, remainingAmount: minor(0), lastModifiedDateTime: instant(30) })];
  expect(await sync(world, false)).toMatchObject({ claims: 1 });
  expect(await claimsOf()).toEqual([
    [1, 'K1', 100, true],
    [2, 'K1', 0, false],
  ]);
  const [asked] = world.asked.filter(({ what }) => what === 'claims').slice(1);
  // A little before the watermark, because clocks of two writers differ.
  expect(asked?.modifiedAfter !== undefined && asked.modifiedAfter < instant(1)).toBe(true);
  expect(asked?.openOnly).toBeUndefined();
});

test('a full read closes the entry that was closed meanwhile without a word', async () => {
  const world = await open();
  world.claims = [claim(1, 'K1', 100), claim(2, 'K1', 200)];
  await sync(world, true);
  world.claims = [claim(1, 'K1', 60)];
  await sync(world, true);
  expect(await claimsOf()).toEqual([
    [1, 'K1', 60, true],
    [2, 'K1', 0, false],
  ]);
});

test('a full read that breaks closes nothing, and is simply done again', async () => {
  const world = await open();
  world.claims = [claim(1, 'K1', 100), claim(2, 'K1', 200), claim(3, 'K1', 300), claim(4, 'K1', 400)];
  await sync(world, true);
  world.claims = [claim(1, 'K1', 100), claim(3, 'K1', 300), claim(4, 'K1', 400)];
  world.breaksAfter = 2;
  await expect(sync(world, true)).rejects.toThrow('BC_BUSY');
  expect((await claimsOf()).map(([, , , isOpen]) => isOpen)).toEqual([true, true, true, true]);
  world.breaksAfter = Number.POSITIVE_INFINITY;
  await sync(world, true);
  expect((await claimsOf()).map(([, , , isOpen]) => isOpen)).toEqual([true, false, true, true]);
});

test('an entry that cannot be read is one exception, and the good ones are taken', async () => {
  const world = await open();
  world.claims = [claim(1, 'K1', 100)];
  world.problems = [
    problem('CLAIM_UNREADABLE', {
      entryNumber: '2',
      field: 'remainingAmount',
      value: '1.234',
      expected: 'two decimals',
    }),
  ];
  expect(await sync(world, true)).toMatchObject({ claims: 1, problems: 1 });
  await sync(world, true);
  expect(await claimsOf()).toEqual([[1, 'K1', 100, true]]);
  expect((await exceptionsOf(books)).map(({ code, context }) => [code, context['entryNumber']])).toEqual([
    ['CLAIM_UNREADABLE', '2'],
  ]);
});

test('an entry that comes twice in one page counts once, the later one', async () => {
  const world = await open();
  world.claims = [claim(1, 'K1', 100), claim(1, 'K1', 70, { lastModifiedDateTime: instant(2) })];
  await sync(world, true);
  expect(await claimsOf()).toEqual([[1, 'K1', 70, true]]);
});

test('mandates follow their id', async () => {
  const world = await open();
  const mandate: BcMandate = {
    id: guid(70),
    etag: '1',
    customerNumber: '007',
    schemeCode: 'BS',
    agreementNumber: '123456789',
    status: 'Active',
    validFrom: null,
    validTo: null,
    debtorGroupNumber: '00001',
    debtorIban: '',
    debtorBic: '',
    signedOn: null,
    lastModifiedDateTime: instant(1),
  };
  world.mandates = [mandate];
  await sync(world, true);
  world.mandates = [{ ...mandate, status: 'Cancelled', lastModifiedDateTime: instant(2) }];
  await sync(world, true);
  const rows = await books.db.selectFrom('mandate').select(['customer_number', 'status']).execute();
  expect(rows).toEqual([{ customer_number: '7', status: 'Cancelled' }]);
});

test('of two customers whose numbers differ only by leading zeros the first is kept, and both are named', async () => {
  const world = await open();
  world.customers = [customer(1, '00042'), customer(2, 'K1'), customer(3, '42')];
  world.claims = [claim(1, '00042', 100), claim(2, '42', 5000), claim(3, 'K1', 300)];
  expect(await sync(world, true)).toMatchObject({ customers: 3, problems: 1 });
  const kept = await books.db
    .selectFrom('customer')
    .select(['number', 'display_number', 'bc_id'])
    .orderBy('bc_id')
    .execute();
  expect(kept).toEqual([
    { number: '42', display_number: '00042', bc_id: guid(1) },
    { number: 'K1', display_number: 'K1', bc_id: guid(2) },
  ]);
  const found = await exceptionsOf(books);
  expect(found.map(({ code, context }) => [code, context['customerNumber'], context['value']])).toEqual([
    ['CUSTOMER_UNREADABLE', '42', '42 and 00042'],
  ]);
  // Nobody pays for somebody else: the entry of the other one is left out.
  const order = { companyId, agreementKey: 'bs', section: '0112', paymentDate, commandKey: 'one' } as const;
  const ordered = await orderJournal(order, books.partsAt());
  await buildJournal({ journalId: ordered.ok ? ordered.value : 0 }, books.partsAt());
  const lines = await books.db
    .selectFrom('collection_line')
    .select(['customer_number', 'amount_minor'])
    .orderBy('id')
    .execute();
  expect(lines).toEqual([
    { customer_number: '42', amount_minor: 100 },
    { customer_number: 'K1', amount_minor: 300 },
  ]);
  const left = await books.db.selectFrom('left_out').select(['reason', 'detail']).execute();
  expect(left).toEqual([{ reason: 'HELD_BY_BC', detail: 'of customer 42, which Nets cannot tell from 00042' }]);
});

test('it is the same when the second one comes in a later read, and over once one of them is renamed', async () => {
  const world = await open();
  world.customers = [customer(1, '00042')];
  await sync(world, true);
  world.customers = [customer(3, '42', { lastModifiedDateTime: instant(10) })];
  expect(await sync(world, false)).toMatchObject({ problems: 1 });
  world.customers = [
    customer(1, 'NEW42', { lastModifiedDateTime: instant(20) }),
    customer(3, '42', { lastModifiedDateTime: instant(21) }),
  ];
  expect(await sync(world, false)).toMatchObject({ problems: 0 });
  const kept = await books.db.selectFrom('customer').select(['number', 'bc_id']).orderBy('bc_id').execute();
  expect(kept).toEqual([
    { number: 'NEW42', bc_id: guid(1) },
    { number: '42', bc_id: guid(3) },
  ]);
});

test('a customer that was deleted and made anew under the very same number is taken', async () => {
  const world = await open();
  world.customers = [customer(1, 'K1')];
  await sync(world, true);
  world.customers = [customer(2, 'K1', { displayName: 'Anew', lastModifiedDateTime: instant(9) })];
  expect(await sync(world, true)).toMatchObject({ problems: 0 });
  const kept = await books.db.selectFrom('customer').select(['name', 'bc_id']).execute();
  expect(kept).toEqual([{ name: 'Anew', bc_id: guid(2) }]);
});

test('while somebody else reads or builds, nothing is read', async () => {
  const world = await open();
  const busyAnswer = await alone(books.database.pool, `ledger:${companyId}`, () => sync(world, true));
  expect(busyAnswer).toEqual({ value: null });
  expect(world.asked).toEqual([]);
});

test('a customer whom a full read does not show any more is gone, and back when he is', async () => {
  books = await openCompanyBooks();
  const world = newWorld();
  world.customers = [customer(1, 'K1'), customer(2, 'K2')];
  world.claims = [claim(1, 'K2', 10_000)];
  const sync = (isFull: boolean) => syncCompany({ companyId, isFull }, { ...books.partsAt(), bc: bcOf(world) });
  const gone = async () =>
    (await books.db.selectFrom('customer').select('number').where('gone_since', 'is not', null).execute()).map(
      ({ number }) => number,
    );
  await sync(true);
  world.customers = [customer(2, 'K2')];
  await sync(false);
  expect(await gone()).toEqual([]);
  await sync(true);
  expect(await gone()).toEqual(['K1']);
  world.customers = [customer(1, 'K1'), customer(2, 'K2')];
  await sync(true);
  expect(await gone()).toEqual([]);
});

test('what may be deducted and let go of is kept with the claim, and what waits is decided again', async () => {
  books = await openCompanyBooks();
  const world = newWorld();
  world.claims = [
    claim(1, 'K1', 10_000, {
      externalDocumentNumber: 'PO-77',
      pmtDiscountDate: knownDate('2026-02-10'),
      remainingPmtDiscPossible: minor(200),
      maxPaymentTolerance: minor(50),
    }),
  ];
  await syncCompany({ companyId, isFull: true }, { ...books.partsAt(), bc: bcOf(world) });
  expect(await books.db.selectFrom('claim').selectAll().executeTakeFirstOrThrow()).toMatchObject({
    external_document_number: 'PO-77',
    external_key: 'PO77',
    discount_until: '2026-02-10',
    discount_minor: 200,
    tolerance_minor: 50,
    read_after_event: 0,
  });
  const work = await books.db.selectFrom('outbox').select(['type', 'payload']).execute();
  expect(work).toEqual([{ type: 'decide-waiting', payload: { companyId } }]);
});
