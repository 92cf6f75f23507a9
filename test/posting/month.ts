import { sql } from 'kysely';
import { actOnException } from '#exceptions';
import { knownDate, momentOf } from '#kernel';
import { paymentHandlers } from '#payments';
import { postingHandlers, postPayments, proposePostings } from '#posting';
import { bsAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, companyId, openChannelBooks } from '#test/channel-books';
import { transferFile } from '../payments/transfers.ts';
import { delivery0602 } from '../payments/write-0602.ts';
import { answerDelivery } from './books.ts';
import { type FakeBc, fakeBc } from './fake-bc.ts';

/** The day everything of the month has come. */
export const lastDay = momentOf(new Date('2026-02-27T09:00:00Z'));
const firstDate = knownDate('2026-02-10');
const secondDate = knownDate('2026-02-24');
const orderDay = momentOf(new Date('2026-01-12T08:00:00Z'));

export interface Month {
  readonly books: ChannelBooks;
  readonly bc: FakeBc;
}

/**
 * A month of two channels in which everything happens once: two journals with credit memos, entries left out and a line
 * that was stopped; payments that fit, of another amount, of strangers, rejected and charged back; transfers that find
 * their invoice, that a person gives to a customer, and that nobody knows. Some is posted, one posting was refused, some
 * is proposed, and some waits.
 */
export async function liveMonth(): Promise<Month> {
  const books = await openChannelBooks([bsAgreementRow({ companyId }), statementsAgreementRow({ companyId })]);
  const bc = fakeBc();
  await firstJournal(books);
  await receive(books, '101', ['B1', 'B2', 'B5']);
  await receiveOdd(books);
  await transfers(books);
  const refuse = { kind: 'refuse', text: 'The customer is blocked.' } as const;
  bc.fates = [{ kind: 'post' }, refuse, refuse];
  await propose(books);
  await post(books, bc);
  await postElsewhere(books, 'B2', 'B6');
  await secondJournal(books);
  await receive(books, '103', ['C1', 'C2']);
  await chargeBack(books, 'B1');
  await propose(books);
  await receive(books, '105', ['C3', 'C4']);
  return { books, bc };
}

const parts = (books: ChannelBooks) => ({ ...books.partsAt(lastDay), by: 'queue' });
const propose = (books: ChannelBooks) => proposePostings({ companyId }, parts(books));
const post = (books: ChannelBooks, bc: FakeBc) =>
  postPayments({ companyId, fromId: 0, toId: 1_000_000 }, { ...parts(books), bc, bcCompanyId: 'c1' });

async function firstJournal(books: ChannelBooks): Promise<void> {
  for (const [i, customer] of ['B1', 'B2', 'B3', 'B4', 'B5', 'B6'].entries()) {
    await books.addClaim({ customer, minor: 10_000 + 100 * i });
    await books.addMandate(customer);
  }
  await books.addClaim({ customer: 'B1', minor: 7000 });
  await books.addClaim({ customer: 'B1', minor: -1500 });
  // Not due in the window, and of a customer without a mandate.
  await books.addClaim({ customer: 'B2', minor: 3333, due: '2027-01-15' });
  await books.addClaim({ customer: 'B9', minor: 4444 });
  const { deliveryId } = await books.sent('bs', 'one', firstDate, orderDay);
  await answerDelivery(books.db, deliveryId, 'accept');
}

async function secondJournal(books: ChannelBooks): Promise<void> {
  for (const [i, customer] of ['C1', 'C2', 'C3', 'C4', 'C5'].entries()) {
    await books.addClaim({ customer, minor: 20_000 + 100 * i });
    await books.addClaim({ customer, minor: 700 + i });
    await books.addMandate(customer);
  }
  await books.sent('bs', 'two', secondDate, orderDay);
}

/** Customers pay what their lines ask. */
async function receive(books: ChannelBooks, deliveryNumber: string, customers: readonly string[]): Promise<void> {
  const told = [];
  for (const customer of customers) told.push(await toldOf(books, customer));
  await take(books, delivery0602(told, { deliveryNumber }), deliveryNumber);
}

async function toldOf(books: ChannelBooks, customer: string) {
  const { reference, amount_minor: asked, payment_date: due } = await books.lineOf(customer);
  return { customer, reference, asked, due, actualDate: due };
}

/** Another amount, which a person gives to its line; a rejection; a stranger. */
async function receiveOdd(books: ChannelBooks): Promise<void> {
  const told = [
    { ...(await toldOf(books, 'B3')), actual: 9000, means: 'slip' as const },
    { ...(await toldOf(books, 'B4')), code: 'rejected' as const },
    { customer: 'X9', asked: 12_345 },
  ];
  const fileId = await take(books, delivery0602(told, { deliveryNumber: '102' }), '102');
  const { reference } = await books.lineOf('B3');
  await assign(books, fileId, 'B3', { lineReference: reference });
}

async function transfers(books: ChannelBooks): Promise<void> {
  await books.addCustomer('T1', { name: 'Nordhavn Vinduer ApS' });
  const claim = await books.addClaim({ customer: 'T1', minor: 125_000, scheme: '' });
  await books.db.updateTable('claim').set({ document_number: 'FA-10023' }).where('id', '=', claim).execute();
  await books.addClaim({ customer: 'T2', minor: 50_000, scheme: '' });
  const file = transferFile({
    id: 'N1',
    transfers: [
      { amount: '1250.00', name: 'NORDHAVN VINDUER APS', texts: ['Faktura FA10023'] },
      // More than is owed: the rest stays on the customer's account.
      { amount: '520.00', name: 'Somebody', texts: ['tak'] },
      { amount: '77.00', name: 'Nobody', texts: ['?'] },
    ],
  });
  const received = await books.receive(file, 'N1.xml', 2);
  await assign(books, received.fileId, 520_00, { customerNumber: 'T2' });
}

async function chargeBack(books: ChannelBooks, customer: string): Promise<void> {
  const told = { ...(await toldOf(books, customer)), code: 'chargedBack' as const };
  await take(books, delivery0602([told], { deliveryNumber: '104' }), '104');
}

/** What Business Central refused for one customer, a person gives to another: the first allocation is undone. */
async function postElsewhere(books: ChannelBooks, customer: string, customerNumber: string): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select x.id from exception x join posting g on g.id = x.subject_id and x.subject = 'posting'
    where x.state = 'open' and g.customer_number = ${customer}`.execute(books.db);
  await act(books, rows[0]?.id ?? 0, { customerNumber });
}

async function take(books: ChannelBooks, bytes: Buffer, name: string): Promise<number> {
  const { fileId, ingested } = await books.receive(bytes, `D${name}.BS1`);
  if (ingested !== 'ingested') throw new Error(`file ${name} was ${JSON.stringify(ingested)}`);
  return fileId;
}

/** A person decides about the parked payment of a customer, or of an amount, in a file. */
async function assign(books: ChannelBooks, fileId: number, which: string | number, target: object): Promise<void> {
  const of = typeof which === 'string' ? sql`p.customer_number = ${which}` : sql`p.effect_minor = ${which}`;
  const { rows } = await sql<{ id: number }>`
    select x.id from exception x join payment p on p.id = x.subject_id and x.subject = 'payment'
    where p.file_id = ${fileId} and x.state = 'open' and ${of}`.execute(books.db);
  await act(books, rows[0]?.id ?? 0, target);
}

async function act(books: ChannelBooks, exceptionId: number, target: object): Promise<void> {
  const command = { exceptionId, action: 'assign' as const, reason: 'the customer said so', target };
  const handlers = { ...paymentHandlers, ...postingHandlers };
  const done = await actOnException(command, { ...books.partsAt(lastDay, 'Karen'), handlers });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}
