import { sql } from 'kysely';
import { type BcClient, createBcClient } from '#bc-connector';
import { type CalendarDate, knownDate, minor, momentOf } from '#kernel';
import { type PostParts, type PostReport, postPayments, type ProposeReport, proposePostings } from '#posting';
import { createRehearsalBc, type RehearsalBc } from '#rehearsal';
import { type TestDatabase, testDatabase } from '#test/database';
import { settingsFor } from '../bc-connector/client-kit.ts';
import { StrictBc } from '../bc-connector/strict-bc.ts';
import { companyId, foundCompany, type MadeLine, type NewClaim, sendJournal } from './books.ts';
import { receiveFile, type Told } from './files-received.ts';

/** The real client and the rehearsal's Business Central, for one whole test file: each test takes customers of its own. */
export interface RehearsedOffice {
  readonly database: TestDatabase;
  readonly world: RehearsalBc;
  readonly bc: BcClient;
  /** An invoice (or credit memo, below zero) in Business Central of a customer, by our number for him. */
  readonly invoice: (customer: string, wanted: Invoice) => NewClaim & { readonly entryNumber: number };
  /** Customers that nothing is wrong with, new to us and in Business Central. */
  readonly customers: (count: number) => Promise<readonly string[]>;
  readonly line: (claims: readonly NewClaim[]) => Promise<MadeLine>;
  readonly pay: (told: Told) => Promise<number>;
  /** The same in one file. */
  readonly payAll: (told: readonly Told[]) => Promise<readonly number[]>;
  readonly propose: (more?: Partial<PostParts>) => Promise<ProposeReport>;
  readonly post: (more?: Partial<PostParts>) => Promise<PostReport>;
  readonly proposeAndPost: () => Promise<PostReport>;
  /** What is left of an entry in Business Central. */
  readonly remaining: (entryNumber: number) => number | undefined;
  /** Open entries of a customer in Business Central: what he owes, and what stands to his credit. */
  readonly openOf: (customer: string) => readonly number[];
  readonly kindsOf: (paymentId: number) => Promise<readonly string[]>;
  readonly openCodes: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface Invoice {
  readonly minor: number;
  readonly postingDate?: CalendarDate;
  readonly discount?: { readonly until: CalendarDate; readonly minor: number };
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly currency?: string;
}

export const today = momentOf(new Date('2026-03-10T09:00:00Z'));
export const by = 'a test';

export async function rehearsedOffice(posting: object = {}): Promise<RehearsedOffice> {
  const database = await testDatabase();
  const { db } = database;
  await foundCompany(db);
  await sql`update company set posting = ${JSON.stringify(posting)}::jsonb`.execute(db);
  const tokens = await new StrictBc().start();
  const world = createRehearsalBc({
    seed: 3,
    customers: 400,
    entriesPerCustomer: 0,
    today: () => today.today,
    now: () => today.at,
    stateFolder: null,
    limits: { perWindow: 1_000_000 },
  });
  const { baseUrl } = await world.listen();
  const bc = createBcClient({ ...settingsFor(tokens), baseUrl }, { sleep: () => Promise.resolve(), random: () => 0.5 });
  const free = world.founded.filter((_, i) => i > 0).map(({ customerNumber }) => customerNumber);
  const numbers = new Map<string, string>();
  const office: Omit<RehearsedOffice, 'close' | 'proposeAndPost'> = {
    database,
    world,
    bc,
    customers: async (count) => {
      const made = [];
      for (const number of free.splice(0, count)) {
        world.control.changeCustomer(number, { blocked: ' ', isPrivacyBlocked: false });
        const customer = `C${numbers.size + 1}`;
        numbers.set(customer, number);
        await sql`insert into customer (company_id, number, bc_id, display_number, name, address1, address2, city, postcode,
            country, tax_number, currency, blocked, scheme_code, excluded, modified_at)
          values (${companyId}, ${customer}, ${`bc ${customer}`}, ${number}, ${customer}, '', '', '', '', 'DK', '', 'DKK', '',
            'BS', false, '2026-01-01T00:00:00Z')`.execute(db);
        made.push(customer);
      }
      return made;
    },
    invoice: (customer, wanted) => {
      const postingDate = wanted.postingDate ?? knownDate('2026-03-01');
      world.control.addEntries([
        {
          customerNumber: numbers.get(customer) ?? '',
          documentType: wanted.minor < 0 ? 'Credit Memo' : 'Invoice',
          postingDate,
          dueDate: knownDate('2026-03-02'),
          minor: minor(wanted.minor),
          currencyCode: wanted.currency ?? '',
          ...(wanted.discount
            ? { discount: { until: wanted.discount.until, minor: minor(wanted.discount.minor) } }
            : {}),
          dimensions: { ...wanted.dimensions },
        },
      ]);
      const entryNumber = world.entries().at(-1)?.entryNumber ?? 0;
      const currency = wanted.currency ? { currency: wanted.currency } : {};
      return { customer, minor: wanted.minor, postingDate, entryNumber, ...currency };
    },
    line: async (claims) => {
      const { lines } = await sendJournal(db, [claims]);
      const [line] = lines;
      if (!line) throw new Error('a line was made');
      return line;
    },
    pay: async (told) => (await receiveFile(db, [told])).paymentIds[0] ?? 0,
    payAll: async (told) => (await receiveFile(db, told)).paymentIds,
    propose: (more = {}) => proposePostings({ companyId }, { database, moment: today, by, ...more }),
    post: (more = {}) =>
      postPayments(
        { companyId, fromId: 0, toId: 1_000_000 },
        { database, moment: today, by, bc, bcCompanyId: world.company.id, ...more },
      ),
    remaining: (entryNumber) => world.entries()[entryNumber - 1]?.remaining,
    openOf: (customer) =>
      world
        .entries()
        .filter(({ customerNumber, open }) => open && customerNumber === numbers.get(customer))
        .map((entry) => entry.remaining),
    kindsOf: async (paymentId) => {
      const { rows } = await sql<{ told: string }>`
        select concat_ws(' ', kind, state, superseded) as told from posting where payment_id = ${paymentId} order by id`.execute(
        db,
      );
      return rows.map(({ told }) => told);
    },
    openCodes: async () => {
      const rows = await db.selectFrom('exception').select('code').where('state', '=', 'open').orderBy('id').execute();
      return rows.map(({ code }) => code);
    },
  };
  return {
    ...office,
    proposeAndPost: async () => {
      await office.propose();
      return office.post();
    },
    close: async () => {
      await world.close();
      await tokens.stop();
      await database.close();
    },
  };
}
