import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '#store';
import { deployedBundle } from '#test/bundle';
import { emptyDatabase } from '#test/database';
import { rehearse } from '../../src/app/rehearse/rehearse.ts';

const folder = mkdtempSync(join(tmpdir(), 'tilgode-channels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface ChannelMonth {
  readonly key: string;
  readonly sent: number;
  readonly paid: number;
  readonly answers: number;
}

test('a month of five channels at once, with every fault of their counterparts, ties in each currency', async () => {
  const databaseUrl = await emptyDatabase();
  const report = await rehearse({
    seed: 21,
    days: 34,
    customers: 160,
    folder,
    databaseUrl,
    bundlePath: deployedBundle,
  });
  expect(report.invariants.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.currencies.map(({ currency, tied }) => [currency, tied])).toEqual([
    ['DKK', true],
    ['EUR', true],
  ]);
  const database = await openDatabase(databaseUrl, { maxConnections: 1 });
  try {
    const { rows } = await sql<ChannelMonth>`
      select a.key, (select count(*) from delivery d where d.agreement_id = a.id and d.state = 'accepted') as sent,
        (select count(*) from collection_line l where l.agreement_id = a.id and l.state = 'paid') as paid,
        (select count(distinct f.format) from inbound_file f where f.agreement_id = a.id and f.state = 'ingested') as answers
      from channel_agreement a order by a.id`.execute(database.db);
    expect(rows.map(({ key }) => key)).toEqual(['bs', 'basis', 'ls', 'sepa', 'danske-sepa']);
    for (const { key, sent, paid, answers } of rows) {
      expect([key, sent > 0, paid > 2, answers > 1]).toEqual([key, true, true, true]);
    }
    const { rows: mandates } = await sql<{ state: string; count: number }>`
      select state, count(*) as count from mandate_change group by state order by 1`.execute(database.db);
    expect(mandates.find(({ state }) => state === 'applied')?.count).toBeGreaterThan(3);
    const { rows: sealed } = await sql<{ count: number }>`
      select count(*) as count from inbound_file where sealed_sha256 is not null and state = 'ingested'`.execute(
      database.db,
    );
    expect(sealed[0]?.count).toBeGreaterThan(5);
  } finally {
    await database.close();
  }
}, 600_000);
