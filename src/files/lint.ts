import type { Finding } from '#schemas/kit';
import { detect } from './detect.ts';
import { headOf } from './head-of.ts';
import { formats } from './registry.ts';

/**
 * Looks through any file of a format we know for faults: fields, grammar, totals, balances. Works on files of any size, and
 * never throws on bad content.
 */
export async function* lintFile(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Finding> {
  const { head, whole } = await headOf(source);
  const { format, name } = detect(head);
  if (format) {
    yield* format.lint(whole, fileName);
    return;
  }
  yield {
    severity: 'fault',
    lineNumber: 1,
    from: 1,
    to: 1,
    field: 'file',
    value: `${fileName}: ${name}`,
    expected: `a file in one of the formats we know: ${formats.map(({ key }) => key).join(', ')}`,
    remedy: 'Check that it is the right file, and whole; unpack or decrypt it first if it is packed or encrypted.',
  };
}
