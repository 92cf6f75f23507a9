import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { folderVault } from '#files';
import { addDays, type CalendarDate, minor } from '#kernel';
import { lineStory } from '#posting';
import { createWorld, type World } from '#rehearsal';
import { type Database, openDatabase, replayEvents } from '#store';
import { deployedBundle } from '#test/bundle';
import { emptyDatabase } from '#test/database';
import { machines } from '../../src/app/machines.ts';
import { type Serving, serve } from '../../src/app/command-line/serve.ts';
import { type DayParts, liveDay, liveUntil, settleMorning } from '../../src/app/rehearse/drive-days.ts';
import { dayParts, rehearsalStart } from '../../src/app/rehearse/rehearse.ts';
import { rehearsalSettings } from '../../src/app/rehearse/rehearsal-settings.ts';

/** One claim through every room, with the real runner, the real bundle, real PostgreSQL and real SFTP; nothing goes wrong. */
let folder = '';
let world: World;
let serving: Serving;
let database: Database;
let parts: DayParts;
let customer = '';
const peaceful = {
  rates: { rejected: 0, rejectedLate: 0, cancelled: 0, chargedBack: 0, amountDiffers: 0, paidLate: 0, neverPaid: 0 },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tilgode-walk-'));
  world = await createWorld({
    seed: 5,
    customers: 8,
    folder: join(folder, 'world'),
    startDate: rehearsalStart,
    netsFaults: peaceful,
  });
  customer = world.bc.mandates()[0]?.customerNumber ?? '';
  world.bc.control.addEntries([
    {
      customerNumber: customer,
      documentType: 'Invoice',
      documentNumber: 'F-1001',
      postingDate: addDays(rehearsalStart, -5),
      dueDate: addDays(rehearsalStart, 21),
      currencyCode: '',
      minor: minor(125_000),
      description: 'Walked invoice',
    },
  ]);
  const databaseUrl = await emptyDatabase();
  serving = await serve(rehearsalSettings(world, folder, databaseUrl), {
    port: 0,
    timers: 'manual',
    isQuiet: true,
    bundlePath: deployedBundle,
  });
  database = await openDatabase(databaseUrl, { maxConnections: 3 });
  parts = await dayParts(world, serving);
});

afterAll(async () => {
  await database.close();
  await serving.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

async function storyOfClaim() {
  const { rows } = await sql<{ reference: string }>`select l.reference from collection_line l
    join line_claim s on s.line_id = l.id join claim c on c.id = s.claim_id where c.document_number = 'F-1001'`.execute(
    database.db,
  );
  const reference = rows[0]?.reference;
  return reference ? lineStory(database.db, { companyId: 1, reference }, new Date()) : null;
}

const until = (day: CalendarDate) => liveUntil(day, parts);

test('before its time the claim is in no journal', async () => {
  await liveDay(parts);
  expect(await storyOfClaim()).toBeNull();
});

test('four days before the deadline it is chosen, checked, approved by another person, frozen, sent and acknowledged', async () => {
  await until(addDays(rehearsalStart, 7));
  const story = await storyOfClaim();
  expect(story?.line).toMatchObject({ state: 'acknowledged', paymentDate: '2026-02-02', currency: 'DKK' });
  expect(story?.claims.find((claim) => claim.documentNumber === 'F-1001')).toMatchObject({
    minor: 125_000,
    isLive: true,
  });
  expect(story?.journal).toMatchObject({ builtBy: 'timer', approvedBy: 'Rehearsal Approver', state: 'exported' });
  expect(story?.deliveries).toMatchObject([{ state: 'accepted', transmissionId: expect.stringMatching(/\S/) }]);
});

test('the bytes that were sent are kept, are what Nets received, and hold the line', async () => {
  const story = await storyOfClaim();
  const { sha256 = '', size = 0 } = story?.deliveries[0] ?? {};
  const chunks: Buffer[] = [];
  for await (const chunk of folderVault(join(folder, 'vault')).open(sha256)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  expect(bytes.length).toBe(size);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  expect((await world.nets.ledger()).deliveries.map((delivery) => delivery.sha256)).toEqual([sha256]);
  const record = bytes
    .toString('latin1')
    .split('\r\n')
    .find((line) => line.includes(story?.line.reference ?? '?'));
  expect(record).toMatch(/^BS042\d{8}0280/);
});

test('told as paid before its day, it is matched at once and posted on its day', async () => {
  await until(addDays(rehearsalStart, 20));
  expect((await storyOfClaim())?.line).toMatchObject({ state: 'paid' });
  expect((await storyOfClaim())?.payments).toMatchObject([{ kind: 'paid', state: 'matched', posting: null }]);
  await until(addDays(rehearsalStart, 22));
  await settleMorning(parts);
  const [payment] = (await storyOfClaim())?.payments ?? [];
  expect(payment?.posting).toMatchObject({ state: 'confirmed', postingDate: '2026-02-02', kind: 'payment' });
  const entry = world.bc.entries().find((found) => found.documentNumber === 'F-1001');
  expect(entry).toMatchObject({ remaining: 0, open: false });
});

test('it can be followed back from the posted entry to the bytes of the payment record', async () => {
  const story = await storyOfClaim();
  const [payment] = story?.payments ?? [];
  const bytes: Buffer[] = [];
  const { from = 0, to = 0 } = payment?.bytes ?? {};
  for await (const chunk of folderVault(join(folder, 'vault')).openRange(payment?.file.sha256 ?? '', from, to))
    bytes.push(chunk);
  expect(Buffer.concat(bytes).toString('latin1')).toMatch(new RegExp(`^BS042\\d{8}0236.*${story?.line.reference}`));
  expect(payment?.allocations.length).toBeGreaterThan(0);
  expect(payment?.allocations.every((allocation) => allocation.explanation !== null)).toBe(true);
});

test('the doors ask who knocks, and what he may do', async () => {
  const post = async (path: string, token: string | null) =>
    (
      await fetch(`${serving.url}/api/${path}`, {
        method: 'POST',
        headers: token ? { authorization: `Bearer ${token}` } : {},
        body: '{}',
      })
    ).status;
  expect(await post('journals/1/approve', null)).toBe(401);
  expect(await post('journals/1/approve', 'not.a.token')).toBe(401);
  expect(await post('journals/1/approve', await world.tokenOf('Clerk'))).toBe(403);
  const health = z
    .object({ ok: z.boolean(), parts: z.record(z.string(), z.object({ ok: z.boolean() })) })
    .parse(await (await fetch(`${serving.url}/api/health`)).json());
  expect(health).toMatchObject({
    ok: true,
    parts: { database: { ok: true }, businessCentral: { ok: true }, fileServers: { ok: true } },
  });
});

test('every door answers, and its answer is what the description says', async () => {
  const reference = (await storyOfClaim())?.line.reference ?? '';
  const token = await world.tokenOf('Accountant');
  const get = async (path: string) => {
    const response = await fetch(`${serving.url}/api/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.text() };
  };
  const paths = [
    'companies',
    'companies/1/journals',
    'journals/1',
    `companies/1/lines/${reference}`,
    'companies/1/exceptions',
    'companies/1/deliveries',
    'companies/1/statistics',
    'companies/1/control-totals',
    'openapi.json',
    'companies/1/lines?figure=sent&from=2026-01-01&to=2026-12-31',
  ];
  for (const path of paths) expect({ path, ...(await get(path)) }).toMatchObject({ path, status: 200 });
  expect(await get('journals/999')).toMatchObject({ status: 404 });
  expect(await get('companies/1/journals?limit=0')).toMatchObject({ status: 400 });
});

test('the same command and the same day twice change nothing', async () => {
  const count = async () => (await sql<{ n: number }>`select count(*) as n from event`.execute(database.db)).rows[0]?.n;
  await settleMorning(parts);
  const before = await count();
  await settleMorning(parts);
  expect(await count()).toBe(before);
  expect((await replayEvents(database.db, machines)).findings).toEqual([]);
});
