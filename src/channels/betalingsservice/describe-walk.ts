import { type DescribedLine, lineBlocks, longestLine, printable } from '#schemas/kit';
import type { StandingLine, Walk } from '#schemas/nets';
import { lineText } from '../nets/unreadable.ts';

/** Explains a file line by line by the walk that also reads it. What nobody knows is shown as it is, and says so. */
export async function* describeWalk<Line extends StandingLine>(
  source: AsyncIterable<Uint8Array>,
  walk: Walk<Line>,
): AsyncGenerator<DescribedLine> {
  for await (const block of lineBlocks(source)) {
    const lines: DescribedLine[] = [];
    walk.through(block, (line) => lines.push(describeLine(line)));
    yield* lines;
  }
}

function describeLine(line: StandingLine): DescribedLine {
  const { lineNumber, byteFrom, byteTo, layout, kind } = line;
  const raw = lineText(line);
  const isKnown = layout !== null || kind === 'blank' || kind === 'wrapper';
  return {
    lineNumber,
    byteFrom,
    byteTo,
    raw: printable(raw, longestLine),
    key: layout?.key ?? (isKnown ? kind : null),
    title: layout?.title ?? otherTitles[kind] ?? 'a record of a kind we do not know',
    fields: layout?.describe(raw) ?? [],
  };
}

const otherTitles: Readonly<Record<string, string>> = {
  blank: 'blank line',
  wrapper: 'transmission record, read past',
  sectionStart: 'start of a section we do not know',
  sectionEnd: 'end of a section we do not know',
};
