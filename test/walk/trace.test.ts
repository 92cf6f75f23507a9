import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportJournal, keepAnswers, moveDeliveries, moveLines, settleDelivery } from '#journal';
import { type Chain, type ChainNode, trace } from '#posting';
import { bsAgreementRow, lsAgreementRow, sepaAgreementRow } from '#test/agreement-row';
import { companyId, inTime, openChannelBooks } from '#test/channel-books';
import { seedLines, seedPayments, seedPostings } from '../../bench/trace-company.ts';
import { type Books, loadBooks, partsOf } from './chain-oracle.ts';

const lineCount = 100_000;
/** BS, LS and SEPA: journals of 10,000 lines. */
const agreementIds = [1, 1, 1, 1, 1, 1, 2, 2, 3, 3];
/** The first banking day of the month after `inTime`: no channel finds it too late. */
const paymentDate = '2026-03-02';
const randomItems = 1000;
/** Beside other tests on two cores it takes several times as long as alone. */
const patience = 400_000;
const seed = Number(process.env['TRACE_SEED'] ?? randomInt(1_000_000_000));

let books: Awaited<ReturnType<typeof openChannelBooks>>;
let all: Books;

beforeAll(async () => {
  books = await openChannelBooks([
    bsAgreementRow({ companyId }),
    lsAgreementRow({ companyId }),
    sepaAgreementRow({ companyId }),
  ]);
  const { db } = books;
  const plan = { lines: lineCount, agreementIds, mandateAgreementId: 3, paymentDate, seed };
  const seeded = await seedLines(db, plan);
  const deliveries: number[] = [];
  for (const journalId of seeded.journalIds) deliveries.push(await send(journalId));
  await resendRefused(deliveries);
  await answerAll();
  await seedPayments(db, seeded, (bytes) => books.vault.keep(bytes));
  await seedPostings(db);
  await sql`analyze`.execute(db);
  all = await loadBooks(db);
}, patience);
afterAll(() => books.close());

const actor = { by: 'a test', at: inTime.at };

async function send(journalId: number): Promise<number> {
  const exported = await exportJournal({ journalId }, books.partsAt());
  if (!exported.ok || exported.value === null) throw new Error(JSON.stringify(exported));
  for (const step of ['upload', 'rename', 'arrive'] as const) {
    await moveDeliveries(books.db, step, sql`r.id = ${exported.value}`, actor);
  }
  return exported.value;
}

/** The first delivery was refused, and its lines went again in another. */
async function resendRefused([first = 0]: readonly number[]): Promise<void> {
  const { journal_id: journalId } = await books.deliveryOf(first);
  await answer(first, 'refused', 'refusal.txt');
  await moveLines(books.db, 'resend', sql`r.delivery_id = ${first}`, actor, { delivery_id: null });
  await send(journalId ?? 0);
}

async function answerAll(): Promise<void> {
  const sent = await books.db.selectFrom('delivery').selectAll().where('state', '=', 'sent').execute();
  for (const { id } of sent) {
    await answer(id, 'received', `T-${id}.txt`);
    await answer(id, 'accepted', `V-${id}.txt`);
  }
  // Remarks about single lines, one record each.
  const remarks = await receive('remarks.txt', Buffer.from('remark\r\n'.repeat(lineCount / 1000)));
  const lines = await books.db.selectFrom('collection_line').select('id').where(sql<boolean>`id % 1000 = 1`).execute();
  for (const [i, { id }] of lines.entries()) {
    const record = { file_id: remarks, line_number: i + 1, byte_from: i * 8, byte_to: i * 8 + 6, layout: 'seed' };
    await books.db.insertInto('file_record').values(record).execute();
    const told = { fileId: remarks, lineNumbers: [i + 1] };
    await books.db.transaction().execute((tx) => keepAnswers(tx, told, 'line', [id], 'remarked'));
  }
}

async function answer(id: number, outcome: 'received' | 'accepted' | 'refused', name: string): Promise<void> {
  const fileId = await receive(name, Buffer.from(`${outcome} ${id}`));
  const delivery = await books.deliveryOf(id);
  const told = { fileId, lineNumbers: [0] };
  await books.db
    .transaction()
    .execute((tx) => settleDelivery(tx, companyId, delivery, { outcome, code: '', text: '', told }, actor));
}

async function receive(name: string, bytes: Buffer): Promise<number> {
  const row = {
    company_id: companyId,
    agreement_id: 1,
    transport: 'memory',
    file_name: name,
    sha256: books.vault.keep(bytes),
    size: bytes.length,
    format: 'nets-v',
    state: 'ingested',
    received_at: inTime.at,
  };
  const { id } = await books.db.insertInto('inbound_file').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}

async function traced(what: string): Promise<Chain> {
  const found = await trace(books.db, companyId, what);
  if (!found.ok) throw new Error(`${what}: ${JSON.stringify(found.error)} (seed ${seed})`);
  return found.value;
}

/** What two chains must agree in: everything but how they were asked for. */
const content = ({ nodes, links, isWhole, items }: Chain) => ({ nodes, links, isWhole, items });

const shared: ReadonlySet<ChainNode['kind']> = new Set(['delivery', 'file', 'batch']);

/** An end that leads to one item: not what many items share, and no answer to a whole delivery. */
function endsOf({ nodes, links }: Chain): readonly ChainNode[] {
  const ofLines = new Set(links.filter(({ from }) => from.kind === 'line').map(({ to }) => `${to.kind} ${to.key}`));
  return nodes.filter(({ kind, key }) => !shared.has(kind) && (kind !== 'answer' || ofLines.has(`${kind} ${key}`)));
}

/** Small, quick and repeatable: a number below `below` for each turn of a seed. */
function dice(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

test(
  'any of 1,000 random items is found from any end, and forward and back are the same',
  async () => {
    console.info(`seed ${seed}`);
    const roll = dice(seed);
    const tries = Array.from({ length: randomItems }, () => ({ item: all.randomItem(roll), turn: roll(1_000_000) }));
    let backs = 0;
    // Several at once, as people would.
    const workers = Array.from({ length: 4 }, async () => {
      for (let next = tries.pop(); next; next = tries.pop()) {
        await thereAndBack(next.item, next.turn);
        backs += 1;
      }
    });
    await Promise.all(workers);
    expect(backs).toBe(randomItems);
  },
  patience,
);

async function thereAndBack({ what, node }: { readonly what: string; readonly node: string }, turn: number) {
  const told = `${what} (seed ${seed})`;
  const chain = await traced(what);
  expect(chain.isWhole, told).toBe(true);
  expect(partsOf(chain), told).toEqual(all.partsFrom(node));
  expect(unconnected(chain), told).toEqual([]);
  const ends = endsOf(chain);
  const back = ends[turn % ends.length];
  if (!back) throw new Error(`${told} has no end to come back from`);
  expect(content(await traced(back.what)), `${told} back from ${back.what}`).toEqual(content(chain));
}

test(
  'from every end of a chain of each kind, the chain is the same',
  async () => {
    const roll = dice(seed + 1);
    for (let n = 0; n < 12; n++) {
      const chain = await traced(all.randomItem(roll).what);
      for (const end of endsOf(chain)) {
        expect(content(await traced(end.what)), `${end.what} (seed ${seed})`).toEqual(content(chain));
      }
    }
  },
  patience,
);

test(
  'nothing is an orphan: every line that went out has its bytes, every record its payment, every posting its entry',
  async () => {
    const { rows } = await sql<Record<string, number>>`select
    (select count(*) from collection_line l where l.delivery_id is not null and not exists
      (select 1 from delivery_record r where r.line_id = l.id and r.delivery_id = l.delivery_id)) as "lines without bytes",
    (select count(*) from delivery d where d.collections <>
      (select count(*) from delivery_record r where r.delivery_id = d.id)) as "deliveries with other records",
    (select count(*) from delivery_record r join delivery d on d.id = r.delivery_id
      where r.byte_to > d.size) as "records beyond the file",
    (select count(*) from (select byte_from, lag(byte_to) over w as before, line_from, lag(line_to) over w as line_before
      from delivery_record window w as (partition by delivery_id order by byte_from)) r
      where r.byte_from < r.before or r.line_from <= r.line_before) as "records that overlap"`.execute(books.db);
    expect(rows).toEqual([
      {
        'lines without bytes': 0,
        'deliveries with other records': 0,
        'records beyond the file': 0,
        'records that overlap': 0,
      },
    ]);
    // The lines of the delivery that was refused went out twice.
    const refused = lineCount / agreementIds.length;
    expect(all.counts()).toMatchObject({ line: lineCount, sentRecord: lineCount + refused });
  },
  patience,
);

test(
  'the bytes named are the line’s own, and the line numbers count the file’s lines',
  async () => {
    const roll = dice(seed + 2);
    const files = new Map<number, { readonly bytes: Buffer; readonly lines: readonly string[] }>();
    const fileOf = async (deliveryId: number) => {
      const bytes = await books.bytesOf(deliveryId);
      const found = files.get(deliveryId) ?? { bytes, lines: bytes.toString('latin1').split('\n') };
      files.set(deliveryId, found);
      return found;
    };
    for (let n = 0; n < randomItems; n++) {
      const { line, deliveryId, from, to, lineFrom, lineTo } = all.randomRecord(roll);
      const { bytes, lines } = await fileOf(deliveryId);
      const text = bytes.subarray(from, to).toString('latin1');
      const { reference, customer, agreementId } = line;
      expect(text, `${reference} (seed ${seed})`).toContain(agreementId === 2 ? customer.padEnd(15) : reference);
      const others = agreementId === 2 ? [] : (text.match(/T[0-9A-F]{8}/g) ?? []);
      expect(others.filter((one) => one !== reference)).toEqual([]);
      expect(lines.slice(lineFrom - 1, lineTo).join('\n')).toBe(text.replace(/\n$/, ''));
      if (n >= 20) continue;
      // Every byte of it leads to it, and so does every line.
      const { file_name: name } = await books.deliveryOf(deliveryId);
      for (const place of [
        `@${from}`,
        `@${to - 1}`,
        `#${lineFrom}`,
        ` line ${lineTo}`,
        ` byte ${from + roll(to - from)}`,
      ]) {
        const found = await traced(`delivery ${name}${place}`);
        expect(found.nodes.map(({ kind, key }) => `${kind} ${key}`)).toContain(`line ${reference}`);
      }
    }
  },
  patience,
);

test(
  'a delivery, a file and a batch list what lies in them, each item once and each leading back',
  async () => {
    for (const hub of ['delivery 3', `file paid-2.txt`, 'batch 2']) {
      const seen: string[] = [];
      let next: string | null = null;
      for (let page = 0; page < 3; page++) {
        const found = await trace(books.db, companyId, { what: hub, after: next ?? undefined });
        if (!found.ok || !found.value.items) throw new Error(hub);
        seen.push(...found.value.items.items.map(({ what }) => what));
        next = found.value.items.next;
      }
      expect([seen.length, new Set(seen).size]).toEqual([150, 150]);
      const [first = ''] = seen;
      const { start } = await traced(hub);
      expect((await traced(first)).nodes.map(({ what }) => what)).toContain(start);
    }
  },
  patience,
);

/** Nodes that no path of links joins with the first. */
function unconnected({ nodes, links }: Chain): readonly string[] {
  const reached = new Set(nodes.slice(0, 1).map(({ kind, key }) => `${kind} ${key}`));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { from, to } of links) {
      const ends = [`${from.kind} ${from.key}`, `${to.kind} ${to.key}`];
      if (ends.some((end) => reached.has(end))) for (const end of ends) reached.add(end);
    }
  }
  return nodes.map(({ kind, key }) => `${kind} ${key}`).filter((node) => !reached.has(node));
}
