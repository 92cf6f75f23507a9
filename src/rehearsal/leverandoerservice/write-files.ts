import { assert, type CalendarDate } from '#kernel';
import type { LsAgreement } from './agreement.ts';
import type { LsRemark, LsRenaming } from './judge-delivery.ts';
import type { LsMandateChange, StandingMandate } from './mandate-book.ts';
import type { LsPaymentCode } from './plan-settlement.ts';

/** What a delivery asked for on one payment date, as far as it was accepted: record 0900. Amounts in øre. */
export interface LsDateTotals {
  readonly paymentDate: CalendarDate;
  readonly collections: number;
  readonly collected: number;
  readonly disbursements: number;
  readonly disbursed: number;
}

export interface LsAnswer {
  readonly agreement: LsAgreement;
  readonly creationDate: CalendarDate;
  readonly isTest: boolean;
  /** Orders about mandates that were carried out. */
  readonly mandates: number;
  readonly totals: readonly LsDateTotals[];
  readonly remarks: readonly LsRemark[];
  readonly renamings: readonly LsRenaming[];
}

/** Writes delivery 0690: receipts by payment date, refused records, comments. Positions: nets-formats.md section 11.2. */
export function writeLsAnswer(answer: LsAnswer): Buffer {
  const { agreement } = answer;
  const { registration, account } = agreement;
  const own = `${registration}${account}`;
  return delivery(answer, '0690', [
    ...answer.totals.map(
      (of, at) =>
        `${head(agreement, '0900')}${digits(at === 0 ? answer.mandates : 0, 7)}${short(of.paymentDate)}${own}` +
        `${digits(of.collections, 7)}${digits(of.collected, 13)}${digits(of.disbursements, 7)}${digits(of.disbursed, 13)}`,
    ),
    ...answer.remarks.map((of) =>
      of.kind === 'refused'
        ? `${head(agreement, '0910')}${of.record}${customer(of.customerNumber)}${digits(0, 8)}${digits(0, 4)}` +
          `${digits(0, 10)}${optionalShort(of.paymentDate)}${digits(of.amount, 13)}${of.errorNumber}`
        : `${head(agreement, '0920')}${of.record}${customer(of.customerNumber)}${optionalShort(of.paymentDate)}` +
          `${digits(of.amount, 13)}${of.errorNumber}${own}`,
    ),
    ...answer.renamings.map(
      ({ date, from, to }) =>
        `${head(agreement, '0930')}${short(date)}${agreement.creditorNumber}${customer(from)}` +
        `${agreement.creditorNumber}${customer(to)}`,
    ),
  ]);
}

/** One record of delivery 0602. */
export interface LsPaymentRecord {
  readonly code: LsPaymentCode;
  readonly customerNumber: string;
  readonly paymentDate: CalendarDate;
  readonly direction: 'collect' | 'disburse';
  /** In øre. */
  readonly amount: number;
}

/** Writes delivery 0602: every payment, then the totals 0500. Positions: nets-formats.md section 11.3. */
export function writeLsPayments(
  file: { readonly agreement: LsAgreement; readonly creationDate: CalendarDate; readonly addedToCount?: number },
  records: readonly LsPaymentRecord[],
): Buffer {
  const { agreement, creationDate } = file;
  const task = `${short(creationDate)}01`;
  const own = `${agreement.registration}${agreement.account}`;
  const sum = (code: LsPaymentCode): number =>
    records.filter((of) => of.code === code).reduce((total, of) => total + of.amount, 0);
  // The meaning of the three amounts is not documented: collected, disbursed and the difference are ours.
  const [collected, disbursed] = [sum('0580'), sum('0585')];
  const net = collected - disbursed;
  const totals =
    `${head(agreement, '0500')}${task}${' '.repeat(15)}1${digits(collected, 13)}2${digits(disbursed, 13)}` +
    `${net < 0 ? '2' : '1'}${digits(Math.abs(net), 13)}${own}`;
  const lines = records.map(
    (of) =>
      `${head(agreement, of.code)}${task}${customer(of.customerNumber)}${' '.repeat(9)}${short(of.paymentDate)}` +
      `${of.direction === 'collect' ? '1' : '2'}${digits(of.amount, 13)}${own}`,
  );
  return delivery({ ...file, isTest: false }, '0602', [...lines, totals], file.addedToCount ?? 0);
}

/** Writes a mandate list, material type 30: 500 active, 510 new, 540 cancelled. Positions: nets-formats.md section 11.4. */
export function writeLsMandates(
  { agreement, creationDate }: { readonly agreement: LsAgreement; readonly creationDate: CalendarDate },
  changes: readonly LsMandateChange[],
  active: readonly StandingMandate[] | null,
): Buffer {
  const { creditorNumber, dataSupplierNumber } = agreement;
  const mandates = [
    ...changes.map(({ kind, customerNumber, date }) => ({
      record: kind === 'registered' ? '510' : '540',
      customerNumber,
      date,
    })),
    ...(active ?? []).map(({ customerNumber, validFrom }) => ({ record: '500', customerNumber, date: validFrom })),
  ];
  return lines80([
    `000${digits(0, 20)}${' '.repeat(7)}      30${short(creationDate)}${' '.repeat(18)}${dataSupplierNumber}`,
    `001${creditorNumber}${digits(0, 15)}${dataSupplierNumber.padStart(13, '0')}`,
    ...mandates.map((of) => `${of.record}${creditorNumber}${customer(of.customerNumber)}${short(of.date)}`),
    `999${creditorNumber}${' '.repeat(22)}${digits(mandates.length, 7)}`,
  ]);
}

function delivery(
  { agreement, creationDate, isTest }: Pick<LsAnswer, 'agreement' | 'creationDate' | 'isTest'>,
  type: '0690' | '0602',
  lines: readonly string[],
  addedToCount = 0,
): Buffer {
  const owner = `${agreement.dataSupplierNumber}   ${type}`;
  const all = [
    `LS002${owner}${' '.repeat(25)}${isTest ? 'TEST' : '    '}${short(creationDate)}`,
    ...lines,
    `LS992${owner}${' '.repeat(11)}${digits(lines.length + addedToCount, 11)}`,
  ];
  return Buffer.from(`${all.map((line) => line.padEnd(128)).join('\r\n')}\r\n`, 'latin1');
}

const lines80 = (lines: readonly string[]): Buffer =>
  Buffer.from(`${lines.map((line) => line.padEnd(80)).join('\r\n')}\r\n`, 'latin1');

const head = ({ creditorNumber }: LsAgreement, code: string): string => `LS042000${creditorNumber}${code}`;

const customer = (number: string): string => number.toUpperCase().padEnd(15);

const digits = (value: number, width: number): string => {
  const found = String(value).padStart(width, '0');
  assert(found.length === width, `${value} fits ${width} digits`);
  return found;
};

/** yymmdd, the opposite order of Betalingsservice. */
const short = (date: CalendarDate): string => date.slice(2).replaceAll('-', '');

const optionalShort = (date: CalendarDate | null): string => (date === null ? '000000' : short(date));
