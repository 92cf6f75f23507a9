import { mkdtemp, readdir, readFile, chmod, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderVault } from '#files';
import { exportJournal, sendDelivery } from '#journal';
import { knownDate, momentOf } from '#kernel';
import { lookAtTotals, proposePostings, totalsStops } from '#posting';
import { bsAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { companyId, openChannelBooks } from '#test/channel-books';
import { memoryTransport } from '#test/memory-transport';
import { camtFile } from '../payments/bank-files.ts';
import { delivery0602 } from '../payments/write-0602.ts';
import { lastDay, liveMonth, type Month } from './month.ts';
import { undoable, type UndoableDatabase } from './undoable.ts';

let month: Month;
let books: UndoableDatabase;
beforeAll(async () => {
  month = await liveMonth();
  books = await undoable(month.books.database);
});
afterAll(async () => {
  await books.close();
  await month.books.close();
});

const db = () => books.database.db;
const parts = () => ({ database: books.database, vault: month.books.vault, moment: lastDay, by: 'queue' });
const asReplica = async (statement: ReturnType<typeof sql>): Promise<void> => {
  await sql`set local session_replication_role = replica`.execute(db());
  await statement.execute(db());
  await sql`set local session_replication_role = origin`.execute(db());
};
const stopped = async () => (await totalsStops(db(), companyId)).map(({ subject, id }) => `${subject} ${id}`);

/** The bytes of one file are others than were frozen; of null, they are gone. */
const vaultWith = (sha256: string, bytes: Buffer | null) => ({
  open: (asked: string) => month.books.vault.open(asked !== sha256 || bytes !== null ? asked : 'nothing'),
  ...(bytes === null
    ? {}
    : {
        async *open(asked: string): AsyncGenerator<Buffer> {
          if (asked === sha256) yield await Promise.resolve(bytes);
          else yield* month.books.vault.open(asked);
        },
      }),
});

test('events cannot be changed or taken away, and where somebody gets around that, their seal is broken', async () => {
  await books.undoing(async () => {
    // The event and the row are made to agree with each other: nothing but the seal can tell.
    await asReplica(sql`with n as (update payment set reference = 'FORGED' where id = 6 returning id)
      update event e set patch = e.patch || '{"reference": "FORGED"}' from n
      where e.stream = 'payment' and e.stream_id = n.id and e.patch ? 'reference'`);
    const { gaps } = await lookAtTotalsHere('all');
    expect(gaps).toMatchObject([{ subject: 'company', problem: { code: 'TOTALS_WRONG' } }]);
    expect(await proposePostings({ companyId }, parts())).toMatchObject({
      proposed: 0,
      work: [],
      blocked: [{ subject: 'company', id: companyId }],
    });
  });
  await books.undoing(async () => {
    await asReplica(
      sql`delete from event where stream = 'exception' and id = (select min(id) from event where stream = 'exception')`,
    );
    const { gaps } = await lookAtTotalsHere('proof');
    expect(gaps.map(({ problem }) => JSON.stringify(problem.context))).toEqual([
      expect.stringMatching(/events 1 to \d+/),
    ]);
  });
  for (const change of [
    sql`update event set type = 'x'`,
    sql`delete from event_checkpoint`,
    sql`truncate event_checkpoint`,
  ]) {
    await expect(books.undoing(() => change.execute(db()))).rejects.toThrow('append-only');
  }
});

const lookAtTotalsHere = (extent: 'all' | 'proof' | 'waiting') => lookAtTotals(companyId, extent, parts());

test('a claim never becomes another ledger entry', async () => {
  const change = sql`update claim set entry_number = entry_number + 1000 where id = 1`;
  await expect(books.undoing(() => change.execute(db()))).rejects.toThrow('another ledger entry');
});

test.each(['waiting', 'all', 'proof'] as const)(
  'bytes that are not those that were frozen stop what hangs on them (%s)',
  async (extent) => {
    const files = await db().selectFrom('inbound_file').select(['id', 'sha256']).orderBy('id').execute();
    const last = files.at(-1) ?? { id: 0, sha256: '' };
    const whole = month.books.vault.files.get(last.sha256) ?? Buffer.alloc(0);
    const altered = Buffer.from(whole);
    altered[200] = (altered[200] ?? 0) ^ 1;
    for (const bytes of [altered, whole.subarray(0, -130), null]) {
      await books.undoing(async () => {
        const vault = vaultWith(last.sha256, bytes);
        const { gaps } = await lookAtTotals(companyId, extent, { ...parts(), vault });
        expect(gaps.map(({ subject, id }) => [subject, id])).toEqual([['file', last.id]]);
        expect(await proposePostings({ companyId }, { ...parts(), vault })).toMatchObject({ proposed: 0 });
        expect(await stopped()).toEqual([`file ${last.id}`]);
        // The bytes are back: everything goes on.
        expect(await proposePostings({ companyId }, parts())).toMatchObject({ proposed: 2, blocked: [] });
      });
    }
  },
);

test('bytes of a delivery that was sent are read again too', async () => {
  const [sent] = await db().selectFrom('delivery').select(['id', 'sha256']).orderBy('id').execute();
  const { gaps } = await books.undoing(() =>
    lookAtTotals(companyId, 'proof', { ...parts(), vault: vaultWith(sent?.sha256 ?? '', Buffer.from('x')) }),
  );
  expect(gaps.map(({ subject, id }) => [subject, id])).toEqual([['delivery', sent?.id]]);
});

test('a person who dismisses the entry lets nothing through', async () => {
  await books.undoing(async () => {
    await sql`update allocation set amount_minor = amount_minor + 1 where payment_id = 13`.execute(db());
    await proposePostings({ companyId }, parts());
    expect(await stopped()).toEqual(['payment 13']);
    await sql`update exception set state = 'dismissed' where code = 'TOTALS_WRONG'`.execute(db());
    expect(await proposePostings({ companyId }, parts())).toMatchObject({ proposed: 0, blocked: [{ id: 13 }] });
  });
});

test('frozen bytes that were altered in the vault are not delivered, and the error log says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'totals-'));
  const other = await openChannelBooks([bsAgreementRow({ companyId })]);
  try {
    await other.addClaim({ customer: 'K1', minor: 100 });
    await other.addMandate('K1');
    const at = momentOf(new Date('2026-01-12T08:00:00Z'));
    const journalId = await other.approved('bs', 'one', knownDate('2026-02-10'), at);
    const send = { ...other.partsAt(at), vault: folderVault(folder), transport: memoryTransport() };
    const exported = await exportJournal({ journalId }, send);
    const { sha256 } = await other.deliveryOf(exported.ok ? (exported.value ?? 0) : 0);
    const path = join(folder, sha256.slice(0, 2), sha256);
    const bytes = await readFile(path);
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    await chmod(path, 0o600);
    await writeFile(path, bytes);
    const sent = await sendDelivery({ deliveryId: 1 }, send);
    expect(sent).toMatchObject({ ok: false, error: { code: 'VAULT_DAMAGED' } });
    expect(send.transport.delivered).toEqual([]);
    expect(await other.openCodes()).toEqual(['VAULT_DAMAGED']);
    expect(await readdir(folder)).toContain(sha256.slice(0, 2));
  } finally {
    await other.close();
    await rm(folder, { recursive: true });
  }
});

test('a record of a 0602 that is dropped, doubled or altered before it is read settles nothing', async () => {
  const { db: into, receive, close } = await openChannelBooks([bsAgreementRow({ companyId })]);
  const lines = delivery0602([
    { customer: 'K1', asked: 100_00, actualDate: '2026-02-02' },
    { customer: 'K2', asked: 250_00, actualDate: '2026-02-02', means: 'slip' },
  ])
    .toString('latin1')
    .split('\r\n')
    .filter((line) => line !== '');
  const damaged = lines.flatMap((line, i) => {
    const amount = line.replace(
      /(00000)(\d{3}00)/,
      (_, zeros: string, digits: string) => `${zeros}${Number(digits) + 1}`,
    );
    const isMoney = amount !== line;
    return [
      lines.filter((_, at) => at !== i),
      [...lines.slice(0, i), line, ...lines.slice(i)],
      ...(isMoney ? [lines.map((one, at) => (at === i ? amount : one))] : []),
    ];
  });
  for (const [i, one] of damaged.entries()) {
    const { ingested } = await receive(`${one.join('\r\n')}\r\n`, `D${i}.BS1`);
    expect([one, ingested]).toEqual([one, 'quarantined']);
  }
  const { rows } = await sql`select 1 from payment`.execute(into);
  expect(rows.length).toBe(0);
  await close();
});

test('a statement whose entries do not lead from balance to balance is not posted from while the bank is asked', async () => {
  const other = await openChannelBooks([statementsAgreementRow({ companyId })]);
  try {
    await other.addCustomer('T1');
    const entries = [{ amount: '100.00' }, { amount: '20.00' }];
    const whole = camtFile({ kind: '053', id: 'S1', currency: 'DKK', entries, balances: ['0.00', '120.00'] });
    const short = camtFile({
      kind: '053',
      id: 'S2',
      currency: 'DKK',
      entries: [{ amount: '7.00' }],
      balances: ['120.00', '130.00'],
    });
    await other.receive(whole, 's1.xml');
    const { fileId } = await other.receive(short, 's2.xml');
    const at = { ...other.partsAt(lastDay), by: 'queue' };
    expect(await proposePostings({ companyId }, at)).toMatchObject({ blocked: [{ subject: 'file', id: fileId }] });
    expect((await other.openCodes()).filter((code) => code !== 'PAYMENT_UNIDENTIFIED')).toEqual(['STATEMENT_NOT_TIED']);
    await sql`update exception set state = 'dismissed' where code = 'STATEMENT_NOT_TIED'`.execute(other.db);
    expect(await proposePostings({ companyId }, at)).toMatchObject({ blocked: [] });
  } finally {
    await other.close();
  }
});
