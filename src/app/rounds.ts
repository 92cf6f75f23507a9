import { syncCompany } from '#claims';
import { openExceptions, solveExceptions } from '#exceptions';
import { runUnattended, unattendedOrders, watchForAnswers } from '#journal';
import type { Transport } from '#files';
import { type Moment, type Problem, type ProblemCode, problemOf } from '#kernel';
import { exportMandateChanges } from '#mandates';
import { fetchFiles } from '#payments';
import { proposePostings } from '#posting';
import { sql } from 'kysely';
import type { App } from './open-app.ts';
import { dispatchWork } from './work.ts';

/**
 * What the timers do: one round over all companies. A company that fails leaves the others be; why is in the error log.
 * Each round may run at any time and any number of times.
 */

const by = 'timer';

interface CompanyRow {
  readonly id: number;
  readonly bc_id: string;
}

async function forEachCompany(
  app: App,
  what: string,
  run: (company: CompanyRow, moment: Moment) => Promise<void>,
): Promise<void> {
  const moment = await app.clock.now();
  const companies = await app.database.db.selectFrom('company').select(['id', 'bc_id']).orderBy('id').execute();
  for (const company of companies) {
    try {
      await run(company, moment);
      await nowItWorks(app, company.id, connectionCodes, moment);
    } catch (thrown) {
      const found = problemOf(thrown);
      if (found.code === 'UNEXPECTED') throw thrown;
      const finding = {
        problem: found,
        subject: 'company' as const,
        subjectId: company.id,
        dedupeKey: `${what}:${found.code}:${company.id}`,
      };
      await openExceptions(app.database.db, company.id, [finding], { by, at: moment.at });
    }
  }
}

/** What goes away by itself once Business Central answers again. */
const connectionCodes: readonly ProblemCode[] = [
  'BC_SIGN_IN_FAILED',
  'BC_FORBIDDEN',
  'BC_EXTENSION_MISSING',
  'BC_MISCONFIGURED',
  'BC_BUSY',
  'BC_UPGRADING',
  'BC_REFUSED',
];
const transportCodes: readonly ProblemCode[] = [
  'TRANSPORT_UNREACHABLE',
  'TRANSPORT_UNCLEAR',
  'TRANSPORT_HOST_KEY_WRONG',
  'TRANSPORT_SIGN_IN_FAILED',
];

async function nowItWorks(app: App, companyId: number, codes: readonly ProblemCode[], moment: Moment): Promise<void> {
  const which = { subject: 'company' as const, subjectIds: [companyId], codes };
  await solveExceptions(app.database.db, which, { action: 'retry', reason: 'it works again' }, { by, at: moment.at });
}

/** How old the last full read may be before a delta is not enough: partial payments do not always touch an entry. */
const fullReadEveryMs = 20 * 3_600_000;

/** Reads what changed in Business Central; once a day, and before a journal is built, all open entries. */
export const syncCompanies = (app: App): Promise<void> =>
  forEachCompany(app, 'sync', async ({ id }, moment) => {
    const { claims_read_at: readAt } = await app.database.db
      .selectFrom('company')
      .select('claims_read_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const isFull = readAt === null || moment.at.getTime() - readAt.getTime() > fullReadEveryMs;
    await syncCompany({ companyId: id, isFull }, { database: app.database, bc: app.bc, moment, by });
  });

/** Whether a journal is about to be built of which no line is chosen yet: only then what is owed must be read anew. */
async function isAboutToBuild(app: App, companyId: number, moment: Moment): Promise<boolean> {
  const keys = (await unattendedOrders(app.database, companyId, moment)).map((order) => order.commandKey);
  if (keys.length === 0) return false;
  const built = await app.database.db
    .selectFrom('journal')
    .select('command_key')
    .where('command_key', 'in', keys)
    .where('built_to', '<>', '')
    .execute();
  return built.length < keys.length;
}

/** Builds, checks and sends the journals that are due by themselves. */
export const buildUnattended = async (app: App): Promise<void> => {
  await forEachCompany(app, 'unattended', async ({ id }, moment) => {
    const parts = { database: app.database, vault: app.vault, moment, by };
    if (await isAboutToBuild(app, id, moment))
      await syncCompany({ companyId: id, isFull: true }, { ...parts, bc: app.bc });
    const results = await runUnattended({ companyId: id }, parts);
    const problems = results.flatMap((result) => (result.ok ? [] : [result.error]));
    const findings = problems.map((problem) => ({
      problem,
      subject: 'company' as const,
      subjectId: id,
      dedupeKey: `unattended:${problem.code}:${moment.today}`,
    }));
    if (findings.length > 0) await openExceptions(app.database.db, id, findings, { by, at: moment.at });
    await sendMandates(app, id, moment);
  });
  await dispatchWork(app);
};

/** Approved registrations and cancellations of ours go out with the next round. */
async function sendMandates(app: App, companyId: number, moment: Moment): Promise<void> {
  const { database, vault } = app;
  const { rows } = await sql<{ id: number }>`
    select distinct agreement_id as id from mandate_change
    where company_id = ${companyId} and direction = 'out' and state = 'approved' order by 1`.execute(database.db);
  for (const { id } of rows) {
    const sent = await exportMandateChanges({ agreementId: id }, { database, vault, moment, by });
    if (sent.ok) continue;
    const dedupeKey = `mandates:${id}:${sent.error.code}`;
    const finding = { problem: sent.error, subject: 'agreement' as const, subjectId: id, dedupeKey };
    await openExceptions(database.db, companyId, [finding], { by, at: moment.at });
  }
}

/** Tells which answers of the channels should be here and are not. */
export const watchAllAnswers = (app: App): Promise<void> =>
  forEachCompany(app, 'answers', async ({ id }, moment) => {
    await watchForAnswers({ companyId: id }, { database: app.database, moment, by });
  });

/** Fetches receipts and payment files, once for every transport. */
export const fetchAllFiles = async (app: App): Promise<void> => {
  const moment = await app.clock.now();
  const agreements = await app.database.db
    .selectFrom('channel_agreement')
    .select(['id', 'company_id', 'transport'])
    .distinctOn(['company_id', 'transport'])
    .orderBy('company_id')
    .orderBy('transport')
    .orderBy('id')
    .execute();
  for (const agreement of agreements) await fetchFrom(app, agreement, moment);
  await dispatchWork(app);
};

interface AgreementRow {
  readonly id: number;
  readonly company_id: number;
  readonly transport: string;
}

/** A transport that cannot even be opened leaves the others be. */
async function fetchFrom(app: App, agreement: AgreementRow, moment: Moment): Promise<void> {
  let transport: Transport;
  try {
    transport = app.openTransport(agreement.transport);
  } catch (thrown) {
    return reportOnTransport(app, agreement, 'open', [problemOf(thrown)], moment);
  }
  try {
    const { database, vault, settings } = app;
    const { problems } = await fetchFiles(
      { agreementId: agreement.id },
      { database, vault, transport, moment, by, largestFile: settings.largestFile },
    );
    if (problems.length === 0) await nowItWorks(app, agreement.company_id, transportCodes, moment);
    const warnings = await transport.keyWarnings?.(moment.at).catch((thrown: unknown) => [problemOf(thrown)]);
    await reportOnTransport(app, agreement, 'keys', warnings ?? [], moment);
  } finally {
    await transport.close();
  }
}

/** Told once for each different problem; so keys that end soon are told once for each step of the warning. */
async function reportOnTransport(
  { database }: App,
  agreement: AgreementRow,
  what: string,
  problems: readonly Problem[],
  moment: Moment,
): Promise<void> {
  if (problems.length === 0) return;
  const findings = problems.map((problem) => ({
    problem,
    subject: 'agreement' as const,
    subjectId: agreement.id,
    dedupeKey: `${what}:${agreement.transport}:${JSON.stringify(problem)}`,
  }));
  await openExceptions(database.db, agreement.company_id, findings, { by, at: moment.at });
}

/** Proposes postings for what was matched and is due; the queue posts them. */
export const proposeAllPostings = async (app: App): Promise<void> => {
  await forEachCompany(app, 'post', async ({ id }, moment) => {
    await proposePostings({ companyId: id }, { database: app.database, vault: app.vault, moment, by });
  });
  await dispatchWork(app);
};
