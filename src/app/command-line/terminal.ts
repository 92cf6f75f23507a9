import { Presets, SingleBar } from 'cli-progress';
import { describeProblem, type Problem } from '#kernel';

/** Where the command line speaks: results on standard output, everything else on standard error. */
export interface Terminal {
  readonly isJson: boolean;
  /** A result: the value as JSON, or the lines for people. */
  readonly result: (value: unknown, lines: () => readonly string[]) => void;
  readonly line: (text: string) => void;
  readonly note: (text: string) => void;
  readonly problem: (found: Problem) => void;
  /** A bar while something long runs; nothing where nobody watches. */
  readonly progress: (what: string) => {
    readonly step: (done: number, total?: number) => void;
    readonly end: () => void;
  };
}

export function terminalOf(isJson: boolean): Terminal {
  const out = (text: string): void => void process.stdout.write(`${text}\n`);
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    isJson,
    result: (value, lines) => (isJson ? out(JSON.stringify(value)) : lines().forEach(out)),
    line: out,
    note,
    problem: (found) => (isJson ? out(JSON.stringify({ problem: found })) : note(describeProblem(found))),
    progress: (what) => progressBar(what),
  };
}

function progressBar(what: string): {
  readonly step: (done: number, total?: number) => void;
  readonly end: () => void;
} {
  if (!process.stderr.isTTY) return { step: () => undefined, end: () => undefined };
  const bar = new SingleBar(
    { format: `${what} {bar} {value}/{total} {eta_formatted}`, hideCursor: true },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    step: (done, total = done) => {
      if (!isStarted) bar.start(Math.max(total, done), done);
      isStarted = true;
      bar.setTotal(Math.max(total, done));
      bar.update(done);
    },
    end: () => {
      if (isStarted) bar.stop();
    },
  };
}

/** Columns for people: the first to the left, numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const texts = rows.map((row) => row.map(String));
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => (row[column] ?? '').length)));
  return texts.map((row, i) =>
    row
      .map((cell, column) =>
        typeof rows[i]?.[column] === 'number' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
