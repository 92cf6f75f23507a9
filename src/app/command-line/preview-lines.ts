import { danishAmount, minor } from '#kernel';
import type { PostingPreview } from '#posting';
import { previewCompany } from '../preview-company.ts';
import { table } from './terminal.ts';
import type { CommandParts } from './with-app.ts';

/** Tells what posting would do. @returns the exit code: 1 when something would be refused or does not tie */
export async function tellPreview(parts: CommandParts, companyId: number): Promise<number> {
  const preview = await previewCompany(companyId, parts);
  if (!preview.ok) {
    parts.terminal.problem(preview.error);
    return 1;
  }
  const { value } = preview;
  parts.terminal.result(value, () => previewLines(value));
  return value.wouldBeRefused.length + value.notPossible + value.blocked === 0 ? 0 : 1;
}

export const previewLines = (preview: PostingPreview): readonly string[] => [
  'Would be posted',
  ...table(preview.wouldPost.map((sum) => [`  ${sum.kind}`, sum.count, danishAmount(minor(sum.minor)), sum.currency])),
  'Would be refused by Business Central, as far as is known',
  ...table(
    preview.wouldBeRefused.map((sum) => [
      `  ${sum.kind}`,
      sum.reason,
      sum.count,
      danishAmount(minor(sum.minor)),
      sum.currency,
    ]),
  ),
  `${preview.notPossible} payments cannot be posted as they stand, ${preview.waiting} wait for others, ` +
    `${preview.blocked} things do not tie and hold up what hangs on them`,
  'Nothing was changed.',
];
