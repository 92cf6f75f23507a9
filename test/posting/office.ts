import { sql } from 'kysely';
import { type PostParts, type PostReport, postPayments, type ProposeReport, proposePostings } from '#posting';
import type { Database } from '#store';
import { type TestDatabase, testDatabase } from '#test/database';
import { bcCompanyId, companyId, foundCompany, type MadeJournal, parts, sendJournal } from './books.ts';
import { receiveFile } from './files-received.ts';
import { fakeBc, type FakeBc } from './fake-bc.ts';

/** A company with its books, and a Business Central that does as it is told. */
export interface Office {
  readonly database: TestDatabase;
  readonly bc: FakeBc;
  readonly propose: (more?: Partial<PostParts>) => Promise<ProposeReport>;
  readonly post: (more?: Partial<PostParts>) => Promise<PostReport>;
  /** Payments of 100,00 kr., one line and customer each, matched and proposed. */
  readonly proposeFor: (
    customers: readonly string[],
  ) => Promise<{ journal: MadeJournal; paymentIds: readonly number[] }>;
  readonly postings: () => Promise<readonly PostingRow[]>;
  readonly openCodes: () => Promise<readonly string[]>;
}

interface PostingRow {
  readonly state: string;
  readonly document: string | null;
  readonly text: string | null;
  readonly payment: string;
  readonly attempts: number;
}

export async function openOffice(): Promise<Office> {
  const database = await testDatabase();
  const { db } = database;
  await foundCompany(db);
  const bc = fakeBc();
  const propose: Office['propose'] = (more = {}) => proposePostings({ companyId }, { database, ...parts, ...more });
  const everything = { companyId, fromId: 0, toId: 1_000_000 };
  return {
    database,
    bc,
    propose,
    post: (more = {}) => postPayments(everything, { database, ...parts, bc, bcCompanyId, ...more }),
    proposeFor: async (customers) => {
      const journal = await sendJournal(
        db,
        customers.map((customer) => [{ customer, minor: 10_000 }]),
      );
      const { paymentIds } = await receiveFile(
        db,
        journal.lines.map((line) => ({ line })),
      );
      await propose();
      return { journal, paymentIds };
    },
    postings: async () => {
      const { rows } = await sql<PostingRow>`
        select g.state, g.document_number as document, g.bc_text as text, p.state as payment, g.attempts
        from posting g join payment p on p.id = g.payment_id order by g.id`.execute(db);
      return rows;
    },
    openCodes: async () => {
      const rows = await db.selectFrom('exception').select('code').where('state', '=', 'open').orderBy('id').execute();
      return rows.map(({ code }) => code);
    },
  };
}

/** A database that answers nothing any more once it is killed: what a process sees of its end. */
export function mortal(whole: Database): { readonly database: Database; readonly kill: () => void } {
  let isDead = false;
  const db = new Proxy(whole.db, {
    get(target, name) {
      if (isDead) throw new Error('killed');
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { database: { ...whole, db }, kill: () => void (isDead = true) };
}
