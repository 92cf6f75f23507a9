import type { DescribedLine } from '#schemas/kit';
import { describeLines } from './describe-receipt.ts';
import { detect } from './detect.ts';
import { headOf } from './head-of.ts';

/** Without lines of text there is nothing to show but what it is. */
const withoutLines: ReadonlySet<string> = new Set(['empty', 'binary', 'packed']);

/**
 * Explains any file line by line and field by field. Never throws on bad content: what cannot be explained is shown as it
 * is and says so.
 */
export async function* describeFile(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<DescribedLine> {
  const { head, whole } = await headOf(source);
  const { format, kind, name } = detect(head);
  if (format) yield* format.describe(whole, fileName);
  else if (!withoutLines.has(kind)) {
    yield* describeLines(whole, () => ({ key: null, title: `a line of ${name}`, fields: [] }));
  } else {
    const title = `${fileName} is ${name}`;
    yield { lineNumber: 1, byteFrom: 0, byteTo: 0, raw: '', key: null, title, fields: [] };
  }
}
