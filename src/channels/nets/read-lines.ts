import { type CalendarDate, type Problem, problem } from '#kernel';
import { lineBlocks } from '#schemas/kit';
import type { LsTallyFinding, StandingLine, TallyFinding, Walk } from '#schemas/nets';
import type { FileHeader, RecordSpan } from '../facts.ts';

/** A batch while it is being filled. */
export interface OpenBatch<Fact> {
  header?: FileHeader;
  readonly facts: Fact[];
  readonly records: RecordSpan[];
  readonly problems: Problem[];
  readonly fatal: Problem[];
}

const openBatch = <Fact>(): OpenBatch<Fact> => ({ facts: [], records: [], problems: [], fatal: [] });

type Finding = TallyFinding | LsTallyFinding;

/** What the files of one service add to the reading that all files of Nets share. */
export interface LineReader<Fact, Line extends StandingLine> {
  readonly walk: Walk<Line>;
  /** Counts the lines against what the file states. */
  readonly tally: (report: (finding: Finding) => void) => {
    readonly take: (line: Line) => void;
    readonly end: () => void;
  };
  /** Reads the first line into the batch's header. @returns what is fatal about it */
  readonly takeStart: (line: Line, batch: OpenBatch<Fact>) => readonly Problem[];
  /** Takes a line, the first included, that is neither blank nor the network's own. */
  readonly takeLine: (line: Line, batch: OpenBatch<Fact>, createdOn: CalendarDate | null) => void;
  /** Behind the last line: what still waits for its other half. */
  readonly end: (batch: OpenBatch<Fact>) => void;
}

/** A broken file may be broken on every line; this many problems tell enough. */
const mostFatal = 100;

/**
 * Reads a file of Nets, block by block; memory does not grow with the file. One bad line never costs a good one. Structure
 * and totals are checked on the way: what is fatal may come as late as the last batch, so nothing may be relied on before
 * the end.
 */
export async function* readLines<Fact, Line extends StandingLine>(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
  reader: LineReader<Fact, Line>,
): AsyncGenerator<OpenBatch<Fact>> {
  let batch = openBatch<Fact>();
  let isStarted = false;
  let createdOn: CalendarDate | null = null;
  let size = 0;
  let fatal = 0;
  const tell = (found: Problem): void => {
    fatal += 1;
    if (fatal <= mostFatal) batch.fatal.push(found);
  };
  const tally = reader.tally((finding) => {
    const found = problemOf(finding, fileName);
    if (finding.what === 'totals' && finding.severity === 'warning') batch.problems.push(found);
    else tell(found);
  });
  for await (const block of lineBlocks(source)) {
    size += block.bytes.length;
    batch = openBatch();
    reader.walk.through(block, (line) => {
      if (line.kind !== 'blank' && line.kind !== 'wrapper') {
        if (!isStarted) {
          isStarted = true;
          reader.takeStart(line, batch).forEach(tell);
          createdOn = batch.header?.createdOn ?? null;
        }
        reader.takeLine(line, batch, createdOn);
      }
      tally.take(line);
    });
    yield batch;
  }
  batch = openBatch();
  if (size === 0) tell(problem('FILE_EMPTY', { fileName }));
  else tally.end();
  reader.end(batch);
  yield batch;
}

function problemOf(finding: Finding, fileName: string): Problem {
  const { lineNumber } = finding;
  if (finding.what === 'incomplete') {
    return problem('FILE_INCOMPLETE', { fileName, lineNumber, expected: finding.expected });
  }
  const { record, field, stated, counted } = finding;
  return problem('TOTALS_WRONG', { fileName, lineNumber, field: `${record}.${field}`, stated, counted });
}
