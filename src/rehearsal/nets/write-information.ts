import type { CalendarDate } from '#kernel';
import type { NetsAgreement } from './agreement.ts';
import type { DateTotals, RefusalReason, RefusedCollection } from './reading.ts';
import { digits, fixedText, latin1Lines, shortDate } from './write-kit.ts';

export interface InformationFile {
  readonly agreement: NetsAgreement;
  /** Ten digits. */
  readonly deliveryNumber: string;
  readonly creationDate: CalendarDate;
  readonly totals: readonly DateTotals[];
  readonly refused: readonly RefusedCollection[];
}

/**
 * The list of error texts is not public (nets-formats.md section 7): these numbers are ours, UNVERIFIED. Real is only that
 * the second digit 3 means an error and 2 a remark.
 */
const textNumbers: Readonly<Record<RefusalReason, string>> = {
  mandateEnded: '230901',
  mandateNotYet: '230902',
  accountClosed: '230903',
  nobodyToPayOut: '220904',
};

const automaticPayments = '210100';
const slips = '210300';

/**
 * Writes delivery 0621 (electronic information list): a section for each debtor group, with two records for each payment
 * date that was registered and one for each collection that was refused. Positions: nets-formats.md section 7.
 */
export function writeInformation(file: InformationFile): Buffer {
  const { agreement, deliveryNumber, creationDate } = file;
  const { pbsNumber, dataSupplierNumber, subsystem } = agreement;
  const owner = `${dataSupplierNumber}${subsystem}0621`;
  const groups = [...new Set([...file.totals, ...file.refused].map(({ debtorGroup }) => debtorGroup))].sort();
  let written = 0;
  const sections = groups.map((group) => {
    const lines = [
      ...file.totals.filter(({ debtorGroup }) => debtorGroup === group).flatMap((of) => receipt(file, of)),
      ...file.refused.filter(({ debtorGroup }) => debtorGroup === group).map((of) => refusal(file, of)),
    ];
    written += lines.length;
    return [
      `BS012${pbsNumber}0120   ${group}${' '.repeat(29)}${shortDate(creationDate)}`,
      ...lines,
      `BS092${pbsNumber}0120000${digits(lines.length, 11)}${digits(0, 37)}`,
    ];
  });
  return latin1Lines([
    `BS002${owner}${deliveryNumber}${' '.repeat(19)}${shortDate(creationDate)}`,
    ...sections.flat(),
    `BS992${owner}${digits(sections.length, 11)}${digits(written, 11)}${digits(0, 37)}`,
  ]);
}

/** Records 001 and 002 of what was registered for one payment date. */
function receipt({ agreement: { pbsNumber }, creationDate }: InformationFile, of: DateTotals): string[] {
  const head = (record: string): string => `BS022${pbsNumber}0280${record}${of.debtorGroup}`;
  const amount = digits(Math.abs(of.net), 13);
  const account = of.account === '' ? digits(0, 14) : of.account;
  const dispatched = of.isSlip ? shortDate(creationDate) : digits(0, 6);
  const counts = `${digits(of.count, 9)}${digits(of.textLines, 9)}${amount}`;
  return [
    `${head('001')}${' '.repeat(15)}${digits(0, 15)}${of.isSlip ? '2' : '0'}${account}${shortDate(of.paymentDate)}${dispatched}${counts}`,
    `${head('002')}${digits(0, 33)}${amount}${fixedText(of.isSlip ? '' : 'PROVEBANK', 43)}${of.isSlip ? slips : automaticPayments}`,
  ];
}

/** One record about one collection: customer, mandate, date and text number stand where one parser found them. */
function refusal({ agreement: { pbsNumber } }: InformationFile, of: RefusedCollection): string {
  const customer = of.customerNumber.toUpperCase().padStart(15, '0');
  const what = `${of.statedMandate}${shortDate(of.paymentDate)}${' '.repeat(59)}`;
  return `BS022${pbsNumber}0280001${of.debtorGroup}${customer}${what}${textNumbers[of.reason]}`;
}
