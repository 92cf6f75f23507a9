import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exceptionHandlersOf, fetchAllFiles, openApp } from '#app';
import { actOnException, openExceptions } from '#exceptions';
import { problem } from '#kernel';
import { readSettings } from '#schemas/settings';
import { addWork, finishWork, poisonWork } from '#store';
import { emptyDatabase } from '#test/database';

const base = mkdtempSync(join(tmpdir(), 'tilgode-rounds-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const folderOf = (name: string) => {
  const [outgoingFolder, incomingFolder] = [join(base, name, 'out'), join(base, name, 'in')];
  for (const folder of [outgoingFolder, incomingFolder]) mkdirSync(folder, { recursive: true });
  return { kind: 'folder', outgoingFolder, incomingFolder };
};
const agreementOf = (transport: string) => ({
  key: transport,
  channel: 'statements',
  name: transport,
  schemeCode: '',
  accounts: ['DK5000400440116243'],
  transport,
});
/** A house that fetches statements from these transports only. */
const settingsOf = (databaseUrl: string, names: readonly string[]) =>
  readSettings(
    {
      databaseUrl,
      dataFolder: join(base, 'data'),
      businessCentral: {
        baseUrl: 'http://127.0.0.1:1',
        tenantId: '11111111-2222-3333-4444-555555555555',
        environment: 'Production',
        clientId: 'c',
        clientSecret: 's',
      },
      signIn: { issuer: 'https://issuer.example', audience: 'a', keysUrl: 'https://keys.example' },
      transports: Object.fromEntries(names.map((name) => [name, folderOf(name)])),
      companies: [
        {
          bcId: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
          name: 'CRONUS Danmark A/S',
          environment: 'Production',
          agreements: names.map(agreementOf),
        },
      ],
    },
    {},
  );

test('an agreement whose transport is gone from the settings is told of once, and the others are fetched', async () => {
  const databaseUrl = await emptyDatabase();
  const before = await openApp(settingsOf(databaseUrl, ['closed', 'open']));
  await before.close();
  const app = await openApp(settingsOf(databaseUrl, ['open']));
  try {
    writeFileSync(join(base, 'open', 'in', 'statement.txt'), 'of no format we know\n');
    await fetchAllFiles(app);
    await fetchAllFiles(app);
    const told = await app.database.db
      .selectFrom('exception')
      .select(['code', 'context'])
      .where('code', '=', 'TRANSPORT_NOT_CONFIGURED')
      .execute();
    expect(told).toEqual([{ code: 'TRANSPORT_NOT_CONFIGURED', context: { transport: 'closed' } }]);
    const files = await app.database.db.selectFrom('file_sighting').select('file_name').execute();
    expect(files).toEqual([{ file_name: 'statement.txt' }]);
  } finally {
    await app.close();
  }
});

test('work that was put aside is retried; if another message has done it meanwhile, nothing is left to do', async () => {
  const app = await openApp(settingsOf(await emptyDatabase(), ['open']));
  try {
    const { db } = app.database;
    const moment = await app.clock.now();
    const companyId = (await db.selectFrom('company').select('id').executeTakeFirstOrThrow()).id;
    const actor = { by: 'queue', at: moment.at };
    const aside = async (dedupeKey: string): Promise<{ readonly workId: number; readonly exceptionId: number }> => {
      const [workId = 0] = await addWork(db, [{ companyId, type: 'ingest-file', payload: {}, dedupeKey }], moment.at);
      await poisonWork(db, workId, 'it failed');
      const context = { queue: 'work', type: 'ingest-file', id: String(workId), attempts: 5, text: 'see the log' };
      const finding = { problem: problem('WORK_POISONED', context), subject: 'work' as const, subjectId: workId };
      const [exceptionId = 0] = await openExceptions(db, companyId, [finding], actor);
      return { workId, exceptionId };
    };
    const retry = (exceptionId: number) =>
      actOnException(
        { exceptionId, action: 'retry', reason: 'the process had died under it' },
        { database: app.database, moment, by: 'an accountant', handlers: exceptionHandlersOf(app) },
      );
    const stateOf = async (id: number) =>
      (await db.selectFrom('outbox').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state;
    const [first, second] = [await aside('first'), await aside('second')];
    await finishWork(db, second.workId, moment.at);
    for (const { exceptionId } of [first, second]) {
      expect(await retry(exceptionId)).toMatchObject({ ok: true, value: { exception: { state: 'solved' } } });
    }
    expect([await stateOf(first.workId), await stateOf(second.workId)]).toEqual(['pending', 'done']);
  } finally {
    await app.close();
  }
});
