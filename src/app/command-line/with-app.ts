import { userInfo } from 'node:os';
import { type Moment, momentOf, problem, ProblemError } from '#kernel';
import { loadSettings } from '../load-settings.ts';
import { type App, openApp } from '../open-app.ts';
import { runWork } from '../work.ts';
import { dueWork } from '#store';
import { type Terminal, terminalOf } from './terminal.ts';

export interface CommandParts {
  readonly app: App;
  readonly moment: Moment;
  readonly by: string;
  readonly terminal: Terminal;
}

/** Opens the house for one command and closes it again, whatever happens. @returns the exit code */
export async function withApp(
  options: {
    readonly json?: boolean /** The command only looks at the books: it works while the world stands still. */;
    readonly isTimeless?: boolean;
  },
  run: (parts: CommandParts) => Promise<number>,
): Promise<void> {
  const terminal = terminalOf(options.json ?? false);
  const app = await openApp(loadSettings(process.env));
  try {
    process.exitCode = await run({
      app,
      moment: await (options.isTimeless ? app.clock.now().catch(() => momentOf(new Date())) : app.clock.now()),
      by: `${userInfo().username} at the command line`,
      terminal,
    });
  } finally {
    await app.close();
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

/** Does the work that is due until none is left: what the queue would do, here and now. */
export async function doDueWork({ app, by }: CommandParts): Promise<void> {
  for (;;) {
    const due = await dueWork(app.database.db, (await app.clock.now()).at, 100);
    if (due.length === 0) return;
    for (const workId of due) await runWork(app, workId, by);
  }
}
