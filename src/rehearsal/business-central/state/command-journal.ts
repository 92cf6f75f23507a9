import { closeSync, existsSync, fsync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type DatedCommand, dated, type Founding, founding } from './commands.ts';
import { execute, found } from './execute.ts';
import type { World } from './world.ts';

export interface CommandJournal {
  /** Writes the command at once, so that it survives the process; call before anybody is told. */
  readonly append: (command: DatedCommand) => void;
  /** Resolves when everything appended so far is on disk. */
  readonly flushed: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const fileName = 'business-central.jsonl';

/**
 * Opens the books kept in a folder: the seeded start, then every command of the journal again.
 *
 * @param wanted what to found the books with when the folder has none; otherwise only checked to be the same company
 */
export function openBooks(folder: string | null, wanted: Founding): { world: World; journal: CommandJournal } {
  if (folder === null) return { world: found(wanted), journal: keepsNothing };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, fileName);
  const isNew = !existsSync(path);
  const file = openSync(path, 'a+');
  const lines = isNew ? [] : wholeLines(file, path);
  const first = lines[0];
  if (first === undefined) {
    writeSync(file, `${JSON.stringify(wanted)}\n`);
    return { world: found(wanted), journal: journalIn(file) };
  }
  const founded = founding.parse(JSON.parse(first));
  checkSame(founded, wanted, path);
  const world = found(founded);
  for (const line of lines.slice(1)) execute(world, dated.parse(JSON.parse(line)));
  return { world, journal: journalIn(file) };
}

const keepsNothing: CommandJournal = {
  append: () => undefined,
  flushed: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** A process killed while writing may leave half a line behind; nobody was told of it, so it is cut off. */
function wholeLines(file: number, path: string): readonly string[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) ftruncateSync(file, end);
  return bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
}

function checkSame(founded: Founding, wanted: Founding, path: string): void {
  for (const name of ['seed', 'customers', 'entriesPerCustomer', 'companyName', 'schemes'] as const) {
    const [then, now] = [String(foundedWith(founded)[name]), String(foundedWith(wanted)[name])];
    if (then !== now) {
      throw new Error(`${path} was founded with ${name} ${then}, not ${now}: start with that, or with an empty folder`);
    }
  }
}

const foundedWith = (founding: Founding) => ({ ...founding, schemes: founding.schemes ?? ['BS'] });

/**
 * Commits in groups: a line reaches the operating system at once, one fsync serves everybody waiting when it starts.
 * A killed process loses nothing then; a power cut loses only what was not yet answered.
 */
function journalIn(file: number): CommandJournal {
  let written = 0;
  let safe = 0;
  let running: Promise<void> | undefined;
  let isClosed = false;

  const flushed = async (): Promise<void> => {
    const wanted = written;
    // A run that started before our line does not count for it; the next one starts after it and does.
    await running;
    if (safe < wanted) await (running ??= syncOnce());
  };
  const syncOnce = async (): Promise<void> => {
    const upTo = written;
    try {
      await synced(file);
      safe = upTo;
    } finally {
      running = undefined;
    }
  };
  return {
    append: (command) => {
      writeSync(file, `${JSON.stringify(command)}\n`);
      written++;
    },
    flushed,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await flushed();
      closeSync(file);
    },
  };
}

const synced = (file: number): Promise<void> =>
  new Promise((resolve, reject) => fsync(file, (error) => (error ? reject(error) : resolve())));
