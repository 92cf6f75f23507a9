import { decimalFromMinor, minor } from '#kernel';
import { readIsoSum } from '#schemas/iso20022';
import type { Finding } from '#schemas/kit';
import { at, type XmlElement } from '#schemas/xml';
import { findingAt } from './lint-message.ts';

/** What was counted, to be compared with what a head states. */
export interface Counted {
  count: number;
  /** Whole minor units. */
  sum: number;
  /** An amount could not be read, or the sum is beyond what is exact: it is not compared. */
  isUnsure: boolean;
}

export const nothingCounted = (): Counted => ({ count: 0, sum: 0, isUnsure: false });

export function countAmount(counted: Counted, amount: number | null): void {
  counted.count += 1;
  const sum = counted.sum + (amount ?? 0);
  if (amount === null || !Number.isSafeInteger(sum)) counted.isUnsure = true;
  else counted.sum = sum;
}

/** Compares `NbOfTxs` and `CtrlSum` of a head with what was counted below it; what it does not state is not asked. */
export function totalFindings(head: XmlElement, counted: Counted): readonly Finding[] {
  const findings: Finding[] = [];
  const count = at(head, 'NbOfTxs');
  if (
    count &&
    /^\d+$/.test(count.text.trim()) &&
    count.text.trim().replace(/^0+(?=\d)/, '') !== String(counted.count)
  ) {
    const remedy = 'Correct the number, or find the transactions that are missing.';
    findings.push(findingAt(count, `${head.name}/NbOfTxs`, `${counted.count}, as counted`, remedy));
  }
  const sum = at(head, 'CtrlSum');
  if (!sum || counted.isUnsure) return findings;
  const stated = readIsoSum(sum.text.trim());
  if (stated.ok && stated.value === counted.sum) return findings;
  const expected = `${decimalFromMinor(minor(counted.sum))}, the sum of the amounts`;
  const remedy = 'Correct the sum, or find the transaction whose amount is wrong.';
  return [...findings, findingAt(sum, `${head.name}/CtrlSum`, expected, remedy)];
}
