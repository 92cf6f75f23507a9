import { z } from 'zod';
import { syncCompany } from '#claims';
import { openExceptions } from '#exceptions';
import { applyReceipt, buildJournal, exportJournal, sendDelivery } from '#journal';
import {
  catalogue,
  describeProblem,
  fail,
  type Moment,
  ok,
  type Problem,
  problem,
  problemOf,
  type Result,
} from '#kernel';
import { applyMandateChange } from '#mandates';
import { decideAlike, decideWaiting, ingestFile, matchPayments } from '#payments';
import { postPayments } from '#posting';
import { finishWork, findWork, poisonWork, postponeWork, type Work } from '#store';
import { sql } from 'kysely';
import type { App } from './open-app.ts';

/** The queue whose messages name a row of the outbox. */
export const workQueueName = 'work';

interface WorkParts {
  readonly app: App;
  readonly moment: Moment;
  readonly by: string;
}

type Handler = (payload: unknown, work: Work, parts: WorkParts) => Promise<Result<unknown, Problem>>;

const id = z.int().min(1);
const common = z.object({ what: z.enum(['customer number', 'payer account', 'payment id']), value: z.string() });

/** What is done for each type of work. Each is idempotent: killed at any point and run again, it ends the same. */
const handlers: Readonly<Record<string, Handler>> = {
  'build-journal': async (payload, work, { app, moment, by }) => {
    const { journalId } = z.object({ journalId: id }).parse(payload);
    const parts = { database: app.database, moment, by };
    const journal = await app.database.db
      .selectFrom('journal')
      .select(['state', 'built_to'])
      .where('id', '=', journalId)
      .executeTakeFirst();
    // What is owed is read anew before the first line is chosen (J6); a journal half built goes on with what it began with.
    if (journal?.state === 'building' && journal.built_to === '') {
      await syncCompany({ companyId: work.companyId, isFull: true }, { ...parts, bc: app.bc });
    }
    return buildJournal({ journalId }, parts);
  },

  'export-journal': async (payload, _work, { app, moment, by }) =>
    exportJournal(z.object({ journalId: id }).parse(payload), { database: app.database, vault: app.vault, moment, by }),

  'send-delivery': async (payload, _work, { app, moment, by }) => {
    const { deliveryId } = z.object({ deliveryId: id }).parse(payload);
    const { transport: key } = await app.database.db
      .selectFrom('delivery as d')
      .innerJoin('channel_agreement as a', 'a.id', 'd.agreement_id')
      .select('a.transport')
      .where('d.id', '=', deliveryId)
      .executeTakeFirstOrThrow();
    const transport = app.openTransport(key);
    try {
      return await sendDelivery({ deliveryId }, { database: app.database, vault: app.vault, transport, moment, by });
    } finally {
      await transport.close();
    }
  },

  'apply-mandate-change': async (payload, _work, { app, moment, by }) =>
    applyMandateChange(z.object({ changeId: id }).parse(payload), {
      database: app.database,
      bc: app.bc,
      moment,
      by,
    }),

  'ingest-file': async (payload, _work, { app, moment, by }) =>
    ok(
      await ingestFile(z.object({ fileId: id }).parse(payload), {
        database: app.database,
        vault: app.vault,
        moment,
        by,
        applyReceipt,
        transportOf: async (agreementId) => {
          const row = await app.database.db
            .selectFrom('channel_agreement')
            .select('transport')
            .where('id', '=', agreementId)
            .executeTakeFirstOrThrow();
          return app.openTransport(row.transport);
        },
      }),
    ),

  'match-payments': async (payload, _work, { app, moment, by }) =>
    ok(
      await matchPayments(z.object({ fileId: id, fromLine: z.int(), toLine: z.int() }).parse(payload), {
        database: app.database,
        moment,
        by,
      }),
    ),

  'decide-alike': async (payload, { companyId }, { app, moment, by }) => {
    const { commons } = z.object({ commons: z.array(common) }).parse(payload);
    return ok(await decideAlike({ companyId, commons }, { database: app.database, moment, by }));
  },

  'decide-waiting': async (payload, _work, { app, moment, by }) =>
    ok(await decideWaiting(z.object({ companyId: id }).parse(payload), { database: app.database, moment, by })),

  'post-payments': async (payload, _work, { app, moment, by }) => {
    const range = z.object({ companyId: id, fromId: z.int(), toId: z.int() }).parse(payload);
    const company = await app.database.db
      .selectFrom('company')
      .select('bc_id')
      .where('id', '=', range.companyId)
      .executeTakeFirstOrThrow();
    // Posting runs alone per company. Pieces of it that come at once wait here in turn, instead of being put off.
    const report = await inTurn(`post:${range.companyId}`, () =>
      postPayments(range, {
        database: app.database,
        moment,
        by,
        bc: app.bc,
        bcCompanyId: company.bc_id,
      }),
    );
    if (report.left === 0) return ok(report);
    if (report.isBusy)
      return fail(
        problem('NOT_ALLOWED_IN_STATE', {
          what: 'posting',
          id: String(range.companyId),
          state: 'busy',
          action: 'post',
        }),
      );
    // What is left waits for Business Central: come again.
    return fail(
      report.problem ??
        problem('POSTING_UNCLEAR', { postingId: `${range.fromId}-${range.toId}`, attempts: report.unclear }),
    );
  },
};

const firstDelayInMs = 30_000;
const longestDelayInMs = 15 * 60_000;

/**
 * Does one piece of work. Done already: nothing. A problem that time may solve puts it off; one that only a person can
 * solve is in the error log already, and the work is over. Whatever else is thrown goes back to the queue, and after five
 * tries to its poison queue.
 */
export async function runWork(app: App, workId: number, by = 'queue'): Promise<void> {
  const { db } = app.database;
  const work = await findWork(db, workId);
  if (!work || work.state !== 'pending') return;
  const handler = handlers[work.type];
  if (!handler) throw new Error(`Nobody knows how to do the work "${work.type}"`);
  const moment = await app.clock.now();
  const done = await attempt(() => handler(work.payload, work, { app, moment, by }));
  if (done.ok) return finishWork(db, workId, moment.at);
  const mayHelp = catalogue[done.error.code].retry !== 'never' || work.type === 'post-payments' || isBusy(done.error);
  if (!mayHelp) return finishWork(db, workId, moment.at);
  const delay = isBusy(done.error) ? firstDelayInMs : Math.min(longestDelayInMs, firstDelayInMs * 2 ** work.attempts);
  return postponeWork(db, workId, new Date(moment.at.getTime() + delay), describeProblem(done.error));
}

const turns = new Map<string, Promise<unknown>>();

/** In this process one after another, in the order they came. */
function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
  const next = (turns.get(key) ?? Promise.resolve()).then(run, run);
  turns.set(key, next);
  return next;
}

/** Somebody else is at the same thing right now. */
const isBusy = (found: Problem): boolean => 'state' in found.context && found.context.state === 'busy';

/** A problem thrown by an adapter is a value again; a bug stays an exception. */
async function attempt(run: () => Promise<Result<unknown, Problem>>): Promise<Result<unknown, Problem>> {
  try {
    return await run();
  } catch (thrown) {
    const found = problemOf(thrown);
    if (found.code === 'UNEXPECTED') throw thrown;
    return { ok: false, error: found };
  }
}

/** How long a message may stay on its way before the sweep sends another: longer than the queue hides one. */
const patienceInMs = 11 * 60_000;
const sweepSize = 500;

/** Sends a message for every piece of work that is due. Called after each commit that made work, and by a timer. */
export async function dispatchWork(app: App): Promise<number> {
  const moment = await app.clock.now();
  const { rows } = await sql<{ id: number }>`
    update outbox set not_before = ${new Date(moment.at.getTime() + patienceInMs)}
    where id in (select id from outbox where state = 'pending' and not_before <= ${moment.at}
                 order by id limit ${sweepSize} for update skip locked)
    returning id`.execute(app.database.db);
  const ids = rows.map((row) => row.id).sort((a, b) => a - b);
  if (ids.length > 0)
    await app.queue.send(
      workQueueName,
      ids.map((found) => JSON.stringify({ workId: found })),
    );
  return ids.length;
}

/** A message failed too often: its work is put aside, and somebody is told. */
export async function setWorkAside(app: App, workId: number): Promise<void> {
  const { db } = app.database;
  const moment = await app.clock.now();
  const work = await findWork(db, workId);
  if (!work) return;
  await db.transaction().execute(async (tx) => {
    const isNew = await poisonWork(tx, workId, 'it failed again and again');
    if (!isNew) return;
    const context = {
      queue: workQueueName,
      type: work.type,
      id: String(workId),
      attempts: work.attempts,
      text: 'see the log',
    };
    const found = { problem: problem('WORK_POISONED', context), subject: 'work' as const, subjectId: workId };
    await openExceptions(tx, work.companyId, [found], { by: 'queue', at: moment.at });
  });
}
