import { decimalFromMinor, minor, type Problem } from '#kernel';
import type { Evidence, Explanation, Rung } from './decision.ts';
import type { Candidates, Fact, LineBook } from './facts-and-lines.ts';

/** What a rung of the ladder answers: the line it found, perhaps with what speaks against it, or why it found none. */
export type Found =
  | {
      readonly rung: Rung;
      readonly line: LineBook;
      readonly evidence: readonly Evidence[];
      readonly runnersUp: Explanation['runnersUp'];
      readonly problem?: Problem;
      readonly whyNot?: string;
    }
  | { readonly line?: never; readonly whyNot: string; readonly runnersUp?: Explanation['runnersUp'] };

export type LadderRung = (fact: Fact, candidates: Candidates) => Found;

type Compared = 'reference' | 'customer' | 'debtor group' | 'mandate' | 'currency' | 'date' | 'amount';

const comparisons: Readonly<Record<Compared, (fact: Fact, line: LineBook) => readonly [string, string]>> = {
  reference: (fact, line) => [fact.reference, line.reference],
  customer: (fact, line) => [fact.customerNumber, line.customerNumber],
  'debtor group': (fact, line) => [fact.debtorGroup, line.debtorGroup],
  mandate: (fact, line) => [fact.mandateNumber, line.mandateNumber ?? ''],
  currency: (fact, line) => [fact.currency, line.currency],
  date: (fact, line) => [fact.dueDate ?? '', line.paymentDate],
  amount: (fact, line) => [decimalFromMinor(minor(fact.effectMinor)), decimalFromMinor(minor(line.expectedMinor))],
};

/** Lays what the file says beside what we have. The amount of a charge back agrees with what it takes back. */
export const evidenceOf = (fact: Fact, line: LineBook, compared: readonly Compared[]): readonly Evidence[] =>
  compared.map((what) => {
    const [said, ours] = comparisons[what](fact, line);
    const agrees = what === 'amount' ? Math.abs(fact.effectMinor) === Math.abs(line.expectedMinor) : said === ours;
    return said === ours ? { what, said, agrees } : { what, said, ours, agrees };
  });
