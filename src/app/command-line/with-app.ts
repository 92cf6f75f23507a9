import { userInfo } from 'node:os';
import { type Moment, momentOf, problem, ProblemError } from '#kernel';
import { loadSettings } from '../load-settings.ts';
import { type App, openApp } from '../open-app.ts';
import { runWork } from '../work.ts';
import { dueWork, findWork } from '#store';
import { sql } from 'kysely';
import { type Terminal, terminalOf } from './terminal.ts';

export interface CommandParts {
  readonly app: App;
  readonly moment: Moment;
  readonly by: string;
  readonly terminal: Terminal;
  /** The rehearsal world does not run: its time stands, and nobody outside answers. */
  readonly isStill: boolean;
}

/** Opens the house for one command and closes it again, whatever happens. @returns the exit code */
export async function withApp(
  options: {
    readonly json?: boolean;
    /** The command needs nobody outside: it works while the rehearsal world stands still. */
    readonly isTimeless?: boolean;
  },
  run: (parts: CommandParts) => Promise<number>,
): Promise<void> {
  const terminal = terminalOf(options.json ?? false);
  const app = await openApp(loadSettings(process.env));
  try {
    const still = options.isTimeless ? await stillMoment(app) : null;
    process.exitCode = await run({
      app: still ? { ...app, clock: { now: () => Promise.resolve(still) } } : app,
      moment: still ?? (await app.clock.now()),
      by: `${userInfo().username} at the command line`,
      terminal,
      isStill: still !== null,
    });
  } finally {
    await app.close();
  }
}

/** When the rehearsal world does not run, its time is that of the last thing that happened in it. @returns null when it runs */
async function stillMoment(app: App): Promise<Moment | null> {
  try {
    await app.clock.now();
    return null;
  } catch {
    const { rows } = await sql<{ at: Date | null }>`
      select at from event order by id desc limit 1`.execute(app.database.db);
    return momentOf(rows[0]?.at ?? new Date());
  }
}

/** The company a command is about: the one named, or the only one there is. */
export async function companyOf(
  { app }: CommandParts,
  named: string | undefined,
): Promise<{ readonly id: number; readonly bcId: string }> {
  const companies = await app.database.db.selectFrom('company').select(['id', 'name', 'bc_id']).orderBy('id').execute();
  const found =
    named === undefined ? companies : companies.filter(({ id, name }) => name === named || String(id) === named);
  const [only, ...others] = found;
  if (only && others.length === 0) return { id: only.id, bcId: only.bc_id };
  const expected = `one of ${companies.map(({ name }) => name).join(', ')}`;
  throw new ProblemError(problem('INPUT_WRONG', { field: '--company', value: named ?? '', expected }));
}

/** Work that needs nobody outside. */
const ownWork: ReadonlySet<string> = new Set(['decide-alike', 'ingest-file', 'match-payments', 'build-journal']);

/**
 * Does the work that is due until none is left: what the queue would do, here and now. While the rehearsal world stands still,
 * what needs somebody outside waits until it runs again.
 */
export async function doDueWork({ app, by, isStill }: CommandParts): Promise<void> {
  const { db } = app.database;
  for (;;) {
    const due = await dueWork(db, (await app.clock.now()).at, 100);
    const works = await Promise.all(due.map((id) => findWork(db, id)));
    const ours = works.filter((work) => work !== null && (!isStill || ownWork.has(work.type)));
    if (ours.length === 0) return;
    for (const work of ours) if (work) await runWork(app, work.id, by);
  }
}
