import { type Problem, problem } from '#kernel';
import type { Finding } from '#exceptions';

/**
 * What a gap stops: nothing is posted of it, nor of anything that hangs on it, until it is closed. `company` is the whole
 * company's posting, where nothing narrower can be proven.
 */
export const gapSubjects = ['company', 'journal', 'delivery', 'file', 'line', 'payment', 'posting'] as const;
export type GapSubject = (typeof gapSubjects)[number];

/** Two witnesses of the same thing that do not agree. */
export interface TotalsGap {
  readonly subject: GapSubject;
  readonly id: number;
  readonly problem: Problem;
  /** The error log has it already, under a code of its own. */
  readonly isTold?: boolean;
}

export interface GapDetails {
  /** The file it is about, or how people call what it is about. */
  readonly name: string;
  /** Of the file, where one record is meant; else 0. */
  readonly lineNumber?: number;
  /** Which two things do not agree. */
  readonly what: string;
  readonly stated: string;
  readonly counted: string;
}

export const gapOf = (
  subject: GapSubject,
  id: number,
  { name, lineNumber = 0, what, stated, counted }: GapDetails,
): TotalsGap => ({
  subject,
  id,
  problem: problem('TOTALS_WRONG', { fileName: name, lineNumber, field: what, stated, counted }),
});

/** A sum as people read it in the error log. */
export const sumText = (count: number, minor: number): string => `${count} with ${minor} øre`;

/** One gap for each thing that is stopped: what was found first has the figures, what else was found is named beside it. */
export function mergeGaps(gaps: readonly TotalsGap[]): readonly TotalsGap[] {
  const merged = new Map<string, TotalsGap>();
  for (const gap of gaps) {
    const key = `${gap.subject}:${gap.id}`;
    const before = merged.get(key);
    const isTold = gap.isTold === true && before?.isTold !== false;
    merged.set(key, { ...(before ?? gap), isTold, problem: named((before ?? gap).problem, fieldOf(gap.problem)) });
  }
  return [...merged.values()];
}

const fieldOf = (found: Problem): string => (found.code === 'TOTALS_WRONG' ? found.context.field : '');

function named(found: Problem, more: string): Problem {
  if (found.code !== 'TOTALS_WRONG' || found.context.field.split('; ').includes(more)) return found;
  return problem('TOTALS_WRONG', { ...found.context, field: `${found.context.field}; ${more}` });
}

const gapPrefix = 'posting-totals:';

/** How a gap is told in the error log. The error log knows no journals: theirs are told of the company, by number. */
export const findingOf = (companyId: number, { subject, id, problem: found }: TotalsGap): Finding => ({
  problem: found,
  ...(subject === 'journal' ? { subject: 'company', subjectId: companyId } : { subject, subjectId: id }),
  dedupeKey: `${gapPrefix}${subject}:${id}`,
});

export const gapKeys = (companyId: number): string => `${companyId}:${gapPrefix}%`;
