import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopLine } from '#journal';
import { type Chain, mostWalked, trace } from '#posting';
import { insertWithEvents } from '#store';
import { bsAgreementRow, lsAgreementRow, sepaAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, companyId, inTime, openChannelBooks, paymentDate } from '#test/channel-books';
import { chainView } from '#schemas/http';
import { chainLines } from '../../src/app/command-line/trace-commands.ts';
import { recordBytes } from '../../src/app/record-bytes.ts';
import { camtFile, statusReport } from '../payments/bank-files.ts';
import { ls0602, ls0690 } from '../payments/ls-files.ts';

/**
 * One company for all tests. SEPA: S1 paid and taken back, S2 refused by name, S3 sent. LS: L1 paid, L2 refused, L3 stopped.
 */
let books: ChannelBooks;
beforeAll(async () => {
  books = await openChannelBooks([
    sepaAgreementRow({ companyId }),
    lsAgreementRow({ companyId }),
    bsAgreementRow({ companyId }),
  ]);
  await collectBySepa();
  await collectByLs();
}, 60_000);
afterAll(() => books.close());

async function collectBySepa(): Promise<void> {
  for (const customer of ['S1', 'S2', 'S3']) {
    await books.addClaim({ customer, minor: 10_000, currency: 'EUR', scheme: 'SEPA' });
    await books.addMandate(customer, { scheme: 'SEPA' });
  }
  const { deliveryId } = await books.sent('sepa');
  const { message_id: of } = await books.deliveryOf(deliveryId);
  const s1 = await books.lineOf('S1');
  const s2 = await books.lineOf('S2');
  const transactions = [{ reference: s2.reference, status: 'RJCT', reason: 'AC04' }];
  await books.receive(statusReport({ id: 'P1', of: of ?? '', group: 'PART', transactions }), 'p1.xml');
  const paid = { amount: '100.00', reference: s1.reference, mandate: s1.mandate_number ?? '', bankReference: 'B1' };
  await books.receive(camtFile({ kind: '054', id: 'N1', entries: [{ amount: '100.00', details: [paid] }] }), 'n1.xml');
  const back = { ...paid, bankReference: 'B9', returnReason: 'MD06' };
  const returned = { amount: '100.00', direction: 'DBIT', code: 'PMNT/RDDT/UPDD', details: [back] } as const;
  await books.receive(camtFile({ kind: '054', id: 'N2', entries: [returned] }), 'n2.xml');
}

async function collectByLs(): Promise<void> {
  for (const customer of ['L1', 'L2', 'L3']) {
    await books.addClaim({ customer, minor: 20_000, scheme: 'LS' });
    await books.addMandate(customer, { scheme: 'LS' });
  }
  await books.sent('ls', 'two');
  const { reference } = await books.lineOf('L3');
  const stopped = await stopLine({ reference }, books.partsAt());
  if (!stopped.ok) throw new Error(JSON.stringify(stopped.error));
  const date = paymentDate;
  const receipts = [{ date, count: 2, minor: 40_000 }];
  await books.receive(ls0690(receipts, [{ customer: 'L2', date, minor: 20_000 }]), 'ls0690.txt', 2);
  await books.receive(ls0602([{ customer: 'L1', date, minor: 20_000 }]), 'ls0602.txt', 2);
}

const actor = { by: 'a test', at: inTime.at };
let numbers = 0;

/** A posting of a payment that Business Central confirmed. */
async function post(paymentId: number, patch: Readonly<Record<string, unknown>> = {}): Promise<number> {
  numbers += 1;
  const { rows } = await sql<{ minor: number; currency: string; ids: readonly number[] }>`
    select abs(p.effect_minor) as minor, p.currency, (select jsonb_agg(a.id) from allocation a where a.payment_id = p.id) as ids
    from payment p where p.id = ${paymentId}`.execute(books.db);
  const [row] = rows;
  const posting = {
    company_id: companyId,
    payment_id: paymentId,
    kind: 'payment',
    idempotency_key: `SD:TEST:${numbers}`,
    customer_number: 'S1',
    amount_minor: row?.minor ?? 0,
    currency: row?.currency ?? 'EUR',
    posting_date: paymentDate,
    applications: [],
    state: 'confirmed',
    document_number: `PAY${numbers}`,
    bc_entry_number: 70_000 + numbers,
    allocation_ids: row?.ids ?? [],
    ...patch,
  };
  const [made] = await insertWithEvents(books.db, 'posting', [posting], 'propose', actor);
  return made?.id ?? 0;
}

async function traced(what: string, as?: string): Promise<Chain> {
  const found = await trace(books.db, companyId, { what, as });
  if (!found.ok) throw new Error(`${what}: ${JSON.stringify(found.error)}`);
  return found.value;
}

const problemOf = async (what: string, as?: string): Promise<unknown> => {
  const found = await trace(books.db, companyId, { what, as });
  return found.ok ? found.value.start : found.error;
};

const kinds = ({ nodes }: Chain): readonly string[] => nodes.map(({ kind }) => kind);
const sentences = ({ links }: Chain): readonly string[] =>
  links.map(({ from, how, to }) => `${from.kind} ${how} ${to.kind}`);

/** What a record holds, by the kind of its node. */
async function texts(chain: Chain): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, string[]> = {};
  for (const { kind, text, problem } of await recordBytes(chain, books.vault)) {
    (found[kind] ??= []).push(problem ?? text);
  }
  return found;
}

test('a payment that was posted and taken back is one chain from its entry to both posted entries', async () => {
  const line = await books.lineOf('S1');
  const [paid, back] = await books.db
    .selectFrom('payment')
    .selectAll()
    .where('line_id', '=', line.id)
    .orderBy('id')
    .execute();
  const original = await post(paid?.id ?? 0);
  await post(back?.id ?? 0, { kind: 'return', original_id: original });
  const chain = await traced(`line ${line.reference}`);
  expect(kinds(chain)).toEqual([
    'entry',
    'line',
    'sentRecord',
    'delivery',
    'answer',
    'paymentRecord',
    'paymentRecord',
    'file',
    'file',
    'file',
    'payment',
    'payment',
    'allocation',
    'allocation',
    'posting',
    'posting',
    'postedEntry',
    'postedEntry',
  ]);
  expect(sentences(chain)).toEqual(
    expect.arrayContaining([
      'entry is collected by line',
      'line was written as sentRecord',
      'sentRecord lies in delivery',
      'delivery was answered by answer',
      'paymentRecord tells payment',
      'payment was taken back by payment',
      'payment was allocated by allocation',
      'allocation pays entry',
      'allocation is carried by posting',
      'posting was taken back by posting',
      'posting is in the books as postedEntry',
    ]),
  );
  const { sentRecord, paymentRecord, answer } = await texts(chain);
  expect(sentRecord?.join('')).toMatch(new RegExp(`^<DrctDbtTxInf>.*${line.reference}.*</DrctDbtTxInf>\\n$`, 's'));
  expect(paymentRecord?.map((text) => text.includes(line.reference))).toEqual([true, true]);
  expect(answer?.join('')).toContain('PART');
  // Of every node that is one item's own, the same chain.
  const own = chain.nodes.filter(({ kind }) => !['delivery', 'file', 'answer'].includes(kind));
  for (const { what } of own) expect({ ...(await traced(what)), start: '' }, what).toEqual({ ...chain, start: '' });
});

test('what a report refuses by name is a payment of nothing; another line’s chain does not hold it', async () => {
  const refused = await traced((await books.lineOf('S2')).reference);
  expect((await texts(refused))['paymentRecord']?.join('')).toContain('AC04');
  const sent = await traced((await books.lineOf('S3')).reference);
  expect(kinds(sent)).toEqual(['entry', 'line', 'sentRecord', 'delivery', 'answer', 'file']);
});

test('a remark leads to its line, receipts to the delivery, and a stop is a second record of the line', async () => {
  const refused = await traced((await books.lineOf('L2')).reference);
  expect(sentences(refused)).toContain('line was answered by answer');
  expect((await texts(refused))['answer']?.some((text) => text.includes('L2') && text.includes('0417'))).toBe(true);
  const stopped = await traced((await books.lineOf('L3')).reference);
  expect(kinds(stopped).filter((kind) => kind === 'sentRecord' || kind === 'delivery')).toEqual([
    'sentRecord',
    'sentRecord',
    'delivery',
    'delivery',
  ]);
  const { sentRecord } = await texts(stopped);
  expect(sentRecord?.map((text) => [text.length, text.includes('L3')])).toEqual([
    [82, true],
    [82, true],
  ]);
  const paid = await traced((await books.lineOf('L1')).reference);
  expect((await texts(paid))['paymentRecord']?.join('')).toContain('0580');
});

test('a payment straight to the claims of several customers is one chain, whichever of them one starts at', async () => {
  const claims = [];
  for (const customer of ['M1', 'M2', 'M3']) claims.push(await books.addClaim({ customer, minor: 5000 }));
  const file = await books.receive(
    camtFile({
      kind: '054',
      id: 'N7',
      currency: 'EUR',
      entries: [{ amount: '150.00', code: 'PMNT/RCDT/ESCT', bankReference: 'LUMP', details: [{ amount: '150.00' }] }],
    }),
    'n7.xml',
  );
  const payment = await books.db
    .selectFrom('payment')
    .select('id')
    .where('file_id', '=', file.fileId)
    .executeTakeFirstOrThrow();
  const row = {
    company_id: companyId,
    payment_id: payment.id,
    line_id: null,
    amount_minor: 5000,
    rung: 'a person',
    explanation: {},
    is_undone: false,
  };
  const rows = claims.map((claim_id, i) => ({ ...row, claim_id, customer_number: `M${i + 1}` }));
  await insertWithEvents(books.db, 'allocation', rows, 'allocate', actor);
  const [wrong, right] = [await post(payment.id, { superseded: 'reversed' }), await post(payment.id, { part: 'M1' })];
  await post(payment.id, { kind: 'reversal', original_id: wrong });
  const chain = await traced(`payment ${payment.id}`);
  expect([right > 0, kinds(chain).filter((kind) => kind === 'entry').length]).toEqual([true, 3]);
  expect(kinds(chain).filter((kind) => kind === 'posting').length).toBe(3);
  const entries = chain.nodes.filter(({ kind }) => kind === 'entry');
  for (const { what } of entries) expect({ ...(await traced(what)), start: '' }).toEqual({ ...chain, start: '' });
});

test('a batch of postings and a file are no way from one item to another, and list their items', async () => {
  const { rows } = await sql<{
    id: number;
  }>`insert into posting_batch (company_id, idempotency_key, posting_date, currency,
    line_count, total_minor, state, created_at) values (${companyId}, 'BATCH-1', ${paymentDate}, 'DKK', 2, 2, 'confirmed', now())
    returning id`.execute(books.db);
  const batch = rows[0]?.id ?? 0;
  const made = [];
  for (const customer of ['B1', 'B2']) {
    const claim = await books.addClaim({ customer, minor: 700 });
    const line = await books.lineOf('S3');
    const [payment] = await sql<{
      id: number;
    }>`insert into payment (company_id, agreement_id, file_id, line_number, record_code,
      kind, means, debtor_group, customer_number, asked_minor, actual_minor, effect_minor, reference, payment_key, currency, state)
      select ${companyId}, 1, (select max(id) from inbound_file), ${1000 + claim}, '0236', 'paid', 'slip', '', ${customer}, 700,
        700, 700, '', ${`batch ${customer} ${line.id}`}, 'DKK', 'matched' returning id`
      .execute(books.db)
      .then((done) => done.rows);
    const id = payment?.id ?? 0;
    const row = {
      company_id: companyId,
      payment_id: id,
      line_id: null,
      claim_id: claim,
      customer_number: customer,
      amount_minor: 700,
      rung: 'a person',
      explanation: {},
      is_undone: false,
    };
    await insertWithEvents(books.db, 'allocation', [row], 'allocate', actor);
    made.push(await post(id, { batch_id: batch, document_number: 'SHARED' }));
  }
  const [one] = made;
  expect(kinds(await traced(`posting ${one}`)).filter((kind) => kind === 'posting')).toEqual(['posting']);
  const list = await traced(`batch ${batch}`);
  expect(list.items?.items.map(({ what }) => what)).toEqual(made.map((id) => `posting ${id}`));
  // One document of Business Central, several items: each is named.
  expect((await traced('document SHARED')).items?.items.map(({ what }) => what)).toEqual(
    made.map((id) => `posting ${id}`),
  );
  expect((await traced('SHARED')).items?.items.length).toBe(2);
});

test('a receipt leads to the delivery it is about, from any place in it', async () => {
  const { fileId } = await books.register(Buffer.from('T receipt, two\nlines of it'), 'T0001.BS1', 3);
  const row = { file_id: fileId, line_number: 0, delivery_id: 1, line_id: null, outcome: 'received' };
  await books.db.insertInto('delivery_answer').values(row).execute();
  for (const what of ['T0001.BS1 line 2', 'T0001.BS1@3', `file ${fileId}#0`]) {
    expect((await traced(what)).items?.items.length, what).toBe(3);
  }
  expect((await traced('T0001.BS1')).items?.items.map(({ what }) => what)).toEqual(['delivery 1']);
  const answers = (await traced('delivery 1')).nodes.filter(({ kind }) => kind === 'answer');
  expect(answers.map(({ facts }) => facts['bytes'])).toContainEqual({ from: 0, to: 26 });
});

test('a number that means several things is asked about, unless they are one chain', async () => {
  expect(await problemOf('1')).toMatchObject({
    code: 'TRACE_AMBIGUOUS',
    context: { what: '1', choices: expect.stringContaining('entry 1 ') },
  });
  expect(await problemOf('1', 'entry')).toBe('entry 1');
  expect(await problemOf('entry 1')).toBe('entry 1');
  // A posted entry that is open in the books is a ledger entry too, and both are one chain.
  const claim = await books.addClaim({ customer: 'C1', minor: -100 });
  const { entry_number: entry } = await books.db
    .selectFrom('claim')
    .select('entry_number')
    .where('id', '=', claim)
    .executeTakeFirstOrThrow();
  const line = await books.lineOf('S2');
  const payment = await books.db
    .selectFrom('payment')
    .select('id')
    .where('line_id', '=', line.id)
    .executeTakeFirstOrThrow();
  await post(payment.id, { kind: 'fee', part: 'x', amount_minor: 100, bc_entry_number: entry });
  const chain = await traced(`posted ${entry}`);
  expect(sentences(chain)).toContain('postedEntry is the ledger entry entry');
  expect({ ...(await traced(`entry ${entry}`)), start: '' }).toEqual({ ...chain, start: '' });
});

test.each([
  ['', undefined, { code: 'INPUT_WRONG' }],
  ['x'.repeat(301), undefined, { code: 'INPUT_WRONG' }],
  ['entry abc', undefined, { code: 'INPUT_WRONG', context: { field: 'entry' } }],
  ['1', 'invoice', { code: 'INPUT_WRONG', context: { field: 'as' } }],
  ['entry 99999999', undefined, { code: 'NOT_FOUND' }],
  ['entry 999999999999999', undefined, { code: 'NOT_FOUND' }],
  ["'; drop table claim; --", undefined, { code: 'NOT_FOUND' }],
  ['p1.xml@999999', undefined, { code: 'NOT_FOUND' }],
  ['p1.xml#0', undefined, { code: 'NOT_FOUND' }],
  ['no-such-file.txt line 3', undefined, { code: 'NOT_FOUND' }],
] as const)('%j as %s is told as a problem', async (what, as, expected) => {
  expect(await problemOf(what, as)).toMatchObject(expected);
});

test('nothing of another company is told', async () => {
  const { reference } = await books.lineOf('S1');
  for (const what of [reference, 'entry 1', 'payment 1', 'delivery 1', 'file 1', 'n1.xml', 'n1.xml#1', 'posting 1']) {
    expect(await trace(books.db, companyId + 1, what), what).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  }
});

test('a file that is not what its hash says is told, and shows nothing', async () => {
  const chain = await traced((await books.lineOf('S3')).reference);
  const sent = chain.nodes.find(({ kind }) => kind === 'sentRecord');
  const damaged = {
    async *open(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('<DrctDbtTxInf>'));
      throw new Error('damaged');
    },
  };
  const [record] = await recordBytes({ ...chain, nodes: sent ? [sent] : [] }, damaged);
  expect([record?.text, record?.problem]).toEqual(['', expect.stringContaining('damaged')]);
});

test('what hangs together without end is told up to a bound, and that it is not whole', async () => {
  const file = await books.receive(
    camtFile({
      kind: '054',
      id: 'N8',
      entries: [{ amount: '1.00', code: 'PMNT/RCDT/ESCT', bankReference: 'HUGE', details: [{ amount: '1.00' }] }],
    }),
    'n8.xml',
  );
  const payment = await books.db
    .selectFrom('payment')
    .select('id')
    .where('file_id', '=', file.fileId)
    .executeTakeFirstOrThrow();
  await sql`insert into allocation (company_id, payment_id, customer_number, amount_minor, rung, explanation)
    select ${companyId}, ${payment.id}, 'H' || i, 1, 'a person', '{}' from generate_series(1, ${mostWalked + 500}) i`.execute(
    books.db,
  );
  const chain = await traced(`payment ${payment.id}`);
  expect([chain.isWhole, chain.nodes.length < mostWalked + 10, kinds(chain).includes('paymentRecord')]).toEqual([
    false,
    true,
    true,
  ]);
});

test('a posting and what it takes back are one chain, though nothing else ties their payments', async () => {
  const paymentOf = async (customer: string): Promise<number> => {
    const { id } = await books.lineOf(customer);
    const payments = books.db.selectFrom('payment').select('id').where('line_id', '=', id);
    return (await payments.executeTakeFirstOrThrow()).id;
  };
  const original = await post(await paymentOf('L1'));
  const taken = await post(await paymentOf('S2'), { kind: 'return', original_id: original, amount_minor: 1 });
  for (const id of [original, taken]) {
    const told = (await traced(`posting ${id}`)).nodes.map(({ what }) => what);
    expect(told).toEqual(expect.arrayContaining([`posting ${original}`, `posting ${taken}`]));
  }
});

test('the door answers what the document says, and the command tells it readably', async () => {
  const chain = await traced((await books.lineOf('S1')).reference);
  const list = await traced('delivery 1');
  for (const one of [chain, list]) expect(chainView.parse(one)).toEqual(one);
  const lines = chainLines(chain, await recordBytes(chain, books.vault));
  const [entry] = chain.nodes;
  expect(lines[0]).toBe(`ledger entry ${entry?.key}: Invoice F${entry?.key}, 100,00 EUR, customer S1`);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^records sent: lines \d+ to \d+, bytes \d+ to \d+ of PAIN008-.*\.xml$/),
      expect.stringMatching(/^ {4}\| <DrctDbtTxInf>/),
      expect.stringMatching(/^ {4}sha256 [0-9a-f]{64}$/),
      expect.stringMatching(/^ {4}was taken back by payment \d+$/),
    ]),
  );
  expect(chainLines(list).filter((line) => line.includes('line T'))).toHaveLength(3);
});
