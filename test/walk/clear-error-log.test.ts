import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { addDays } from '#kernel';
import type { World } from '#rehearsal';
import { actedOnMany, exceptionCounts, exceptionView, refundOrderView, undoneMatch } from '#schemas/http';
import { type Database, openDatabase } from '#store';
import { deployedBundle } from '#test/bundle';
import { runTilgode } from '#test/command-line';
import { emptyDatabase } from '#test/database';
import { replayAll } from '#test/replay-all';
import { type Serving, serve } from '../../src/app/command-line/serve.ts';
import { type DayParts, liveUntil, settleMorning } from '../../src/app/rehearse/drive-days.ts';
import { dayParts, openWorld, rehearsalStart } from '../../src/app/rehearse/rehearse.ts';
import { rehearsalSettings } from '../../src/app/rehearse/rehearsal-settings.ts';

/**
 * docs/error-log.md, followed: a rehearsal whose accountant was away, and somebody new who clears what it left, half of it at
 * the command line and half of it over HTTP, until nothing waits and every total ties.
 */
let folder = '';
let world: World;
let serving: Serving;
let database: Database;
let parts: DayParts;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tilgode-clear-'));
  world = await openWorld({ seed: 11, customers: 16, folder });
  const databaseUrl = await emptyDatabase();
  const settings = rehearsalSettings(world, folder, databaseUrl);
  serving = await serve(settings, { port: 0, timers: 'manual', isQuiet: true, bundlePath: deployedBundle });
  database = await openDatabase(databaseUrl, { maxConnections: 3 });
  parts = await dayParts(world, serving);
  const away: DayParts = {
    ...parts,
    ask: (role, call) => (role === 'Accountant' ? Promise.resolve([]) : parts.ask(role, call)),
  };
  await liveUntil(addDays(rehearsalStart, 12), away);
}, 300_000);

afterAll(async () => {
  await database.close();
  await serving.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

type Entry = z.infer<typeof exceptionView>;

async function http(role: 'Accountant' | 'Approver', path: string, body?: object) {
  const response = await fetch(`${serving.url}/api/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${await world.tokenOf(role)}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

const waiting = async (): Promise<readonly Entry[]> =>
  z.array(exceptionView).parse((await http('Accountant', 'companies/1/exceptions?state=open&limit=1000')).body);

/** What somebody new does: what is proposed; where that was tried, he finds out whose money it is, or says that nothing follows. */
function decisionOn(
  entry: Entry,
  tried: ReadonlySet<string>,
): { readonly action: string; readonly target: object | null } {
  const fresh = entry.proposals.find(({ action }) => !tried.has(`${entry.id} ${action}`));
  if (fresh && fresh.action !== 'refund') return fresh;
  return { action: 'dismiss', target: null };
}

const used = { http: new Set<string>(), cli: new Set<string>() };

async function atTheCommandLine(entry: Entry, action: string, target: object | null): Promise<void> {
  const proposal = entry.proposals.findIndex((one) => one.action === action) + 1;
  const what =
    proposal > 0 ? ['--proposal', String(proposal)] : [action, ...(target ? ['--target', JSON.stringify(target)] : [])];
  const ran = await runTilgode('errors', 'do', String(entry.id), ...what, '--reason', 'looked into', '--json');
  // Somebody may have been faster: an entry closes with another one of the same payment, or by itself.
  if (ran.code !== 0) expect(ran.out).toMatch(/NOT_ALLOWED_IN_STATE|NOT_FOUND|STOP_NOT_POSSIBLE/);
  else used.cli.add(action);
}

async function overHttp(entry: Entry, action: string, target: object | null): Promise<void> {
  const body = { action, reason: 'looked into', key: `${entry.id} ${action}`, ...(target ? { target } : {}) };
  const answer = await http('Accountant', `exceptions/${entry.id}/actions`, body);
  if (answer.status === 200) used.http.add(action);
  else expect([answer.status, answer.body]).toEqual([expect.toBeOneOf([404, 409]), expect.anything()]);
  await parts.drive.drainQueues();
}

test('the log of a rehearsal is told alike by the command line and over HTTP', async () => {
  const listed = await runTilgode('errors', '--json', '--limit', '1000');
  const atTheLine = z
    .object({ counts: exceptionCounts, entries: z.array(z.object({ id: z.int(), proposals: z.array(z.unknown()) })) })
    .parse(JSON.parse(listed.out));
  const there = await waiting();
  expect(there.length).toBeGreaterThan(8);
  expect(there.map(({ id, proposals }) => ({ id, proposals }))).toEqual(
    atTheLine.entries.map(({ id, proposals }) => ({ id, proposals })),
  );
  const counts = exceptionCounts.parse((await http('Accountant', 'companies/1/exception-counts')).body);
  expect(counts).toEqual(atTheLine.counts);
  expect(counts.open).toBe(there.length);
  expect(there.filter(({ proposals }) => proposals.length === 0)).toEqual([]);
  const shown = await runTilgode('errors');
  expect(shown.out).toContain(`${counts.open} open, the oldest`);
});

test('money is paid back by two persons, and a match is taken back and made again', async () => {
  const money = (await waiting()).filter(({ allowedActions }) => allowedActions.includes('refund'));
  const [back] = money.filter(({ proposals }) => proposals.some(({ action }) => action === 'refund'));
  const proposal = back?.proposals.find(({ action }) => action === 'refund');
  const body = { action: 'refund', target: proposal?.target, reason: 'paid twice' };
  expect(await http('Accountant', `exceptions/${back?.id ?? 0}/actions`, body)).toMatchObject({ status: 200 });
  const [order] = z
    .array(refundOrderView)
    .parse((await http('Accountant', 'companies/1/refund-orders?state=proposed')).body);
  expect(order).toMatchObject({ paymentId: back?.paymentId, proposedBy: 'Rehearsal Accountant' });
  expect((await http('Accountant', `refund-orders/${order?.id ?? 0}/approve`, {})).status).toBe(403);
  const approved = await http('Approver', `refund-orders/${order?.id ?? 0}/approve`, {});
  expect(approved).toMatchObject({ status: 200, body: { state: 'approved', approvedBy: 'Rehearsal Approver' } });

  const undone = await http('Accountant', `payments/${back?.paymentId ?? 0}/undo`, { reason: 'he wants it used' });
  expect(undoneMatch.parse(undone.body)).toMatchObject({ wasDoneBefore: false, refundOrderIds: [order?.id] });
  const again = await runTilgode('errors', 'undo', String(back?.paymentId), '--reason', 'me too', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ wasDoneBefore: true });
  const shown = await runTilgode('errors', 'list', '--code', 'match_undone', '--json');
  expect(JSON.parse(shown.out)).toMatchObject({ entries: [{ code: 'MATCH_UNDONE', paymentId: back?.paymentId }] });
});

test('like cases are dismissed at once: first it is said how many, then each has its outcome', async () => {
  const [first] = (await waiting()).filter(({ subject }) => subject === 'file');
  const filter = { code: first?.code ?? '', subject: 'file' };
  const rehearsed = await http('Accountant', 'companies/1/exception-actions', {
    action: 'dismiss',
    reason: 'the right file came too',
    filter,
    dryRun: true,
  });
  const told = actedOnMany.parse(rehearsed.body);
  expect(told).toMatchObject({ dryRun: true, done: 0, refused: 0 });
  const line = [
    'errors',
    'bulk',
    'dismiss',
    '--code',
    filter.code,
    '--subject',
    'file',
    '--reason',
    'the right file came too',
  ];
  const dry = await runTilgode(...line, '--dry-run');
  expect(dry.out).toContain(`${told.entries} entries, no money waits; 0 of them would be refused`);
  const done = await runTilgode(...line, '--json');
  expect(JSON.parse(done.out)).toMatchObject({ done: told.entries, refused: 0 });
});

test('one after another is done as proposed, at the command line and over HTTP, until nothing waits', async () => {
  const tried = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const entries = await waiting();
    if (entries.length === 0) break;
    for (const entry of entries) {
      const { action, target } = decisionOn(entry, tried);
      tried.add(`${entry.id} ${action}`);
      if (entry.id % 2 === 0) await atTheCommandLine(entry, action, target);
      else await overHttp(entry, action, target);
    }
    await settleMorning(parts);
  }
  expect((await waiting()).map(({ code, proposals }) => [code, proposals])).toEqual([]);
  expect([used.cli.size > 2, used.http.size > 2, [...used.cli, ...used.http]]).toMatchObject([
    true,
    true,
    expect.anything(),
  ]);
}, 300_000);

test('nothing waits, every total ties, and every state is the fold of its events', async () => {
  expect((await runTilgode('errors')).out).toContain('Nothing waits in the error log.');
  const totals = await runTilgode('totals', '--json');
  expect([totals.code, JSON.parse(totals.out)]).toMatchObject([0, { tied: true }]);
  expect((await http('Accountant', 'companies/1/control-totals')).body).toMatchObject({ tied: true });
  expect((await replayAll(database.db)).findings).toEqual([]);
});
