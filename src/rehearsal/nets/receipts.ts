import { type CalendarDate, danishAmount, minor } from '#kernel';
import { hash } from '../kit/seeded.ts';
import type { NetsAgreement } from './agreement.ts';
import type { Finding } from './reading.ts';
import type { PaymentSection } from './write-payments.ts';

/** When Nets answers, in Denmark. */
export interface StampedAt {
  readonly date: CalendarDate;
  /** `hhmmss` */
  readonly time: string;
}

export interface ReceiptFacts {
  readonly agreement: NetsAgreement;
  readonly at: StampedAt;
  /** Ten digits: the number Nets gives the delivery. */
  readonly assignedNumber: string;
  /** The same in both receipts of one delivery, at most 17 signs. */
  readonly transmissionId: string;
  readonly isAccepted: boolean;
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  readonly recordCount: number;
  readonly sections: number;
  /** Records 052 and 062. */
  readonly texts: number;
  /** Records 042. */
  readonly amounts: number;
  /** In øre, without sign. */
  readonly total: number;
}

type StampFacts = Pick<ReceiptFacts, 'agreement' | 'at' | 'transmissionId'>;

/** Transmission receipt (T file): one line PBCNET40 that the file has come. Source: nets-formats.md section 9. */
export function transmissionReceipt(facts: StampFacts): Buffer {
  return latin1([`PBCNET40${stamp(facts)}+PN00DATA ACCEPTERET`]);
}

/**
 * Delivery receipt (V file): a line PBCNET41 and a text box with the counting table.
 *
 * @remarks
 * The accepting form is that of real files. How Nets words a refusal is not public: the result `-`, the code `BS99` and
 * every text of it are ours, UNVERIFIED. A reader may rely on no more than the result sign and the code's ending.
 */
export function deliveryReceipt(facts: ReceiptFacts): Buffer {
  const { agreement, at, isAccepted } = facts;
  const code = isAccepted ? 'BS00' : 'BS99';
  const result = isAccepted ? 'LEVERANCE ACCEPTERET' : 'LEVERANCE AFVIST';
  const border = '*'.repeat(80);
  return latin1([
    `PBCNET41${stamp(facts)}${isAccepted ? '+' : '-'}${code} ${result}`,
    border,
    box(''),
    box('  DATA TIL PBS:'),
    box(''),
    box(`  TILDELT LEVERANCE NR: ${facts.assignedNumber}`),
    box(''),
    box(
      `  LEVERANDØR: ${agreement.dataSupplierNumber}   SYSTEM: ${agreement.subsystem}       TIDSPUNKT: ${short(at.date)} - ${at.time}`,
    ),
    box(''),
    box(`  ANTAL RECORDS: ${String(facts.recordCount).padStart(6, '0')}`),
    box(''),
    box(`  ${code}:  ${result}`),
    ...(isAccepted ? [] : findingLines(facts)),
    box(''),
    box(''),
    box(' OPTÆLLING        SEKTIONER     TEKSTANTAL    BELØBSANTAL        BELØBS TOTAL'),
    box(''),
    box(
      ' LEVERANCE' +
        thousands(facts.sections).padStart(17) +
        thousands(facts.texts).padStart(15) +
        thousands(facts.amounts).padStart(15) +
        danishAmount(minor(facts.total)).padStart(20),
    ),
    box(''),
    box(isAccepted ? '  LEVERANCEN ER ACCEPTERET' : '  LEVERANCEN ER AFVIST'),
    box(''),
    border,
  ]);
}

/** Delivery note (F file, følgeseddel): announces a D file with its sections and totals. For people only. */
export function deliveryNote(agreement: NetsAgreement, sections: readonly PaymentSection[]): Buffer {
  const line = (section: PaymentSection, at: number): string =>
    `${at === 0 ? '0' : ' '}  ${agreement.pbsNumber}        ${section.debtorGroup}          ${section.number.slice(1)}` +
    String(section.records.length).padStart(34) +
    danishAmount(minor(section.total)).padStart(22) +
    `  ${(agreement.creditorName ?? '').toUpperCase()}`;
  const records = sections.reduce((count, section) => count + section.records.length, 0);
  const total = sections.reduce((sum, section) => sum + section.total, 0);
  return latin1([
    `1SYSTEM        : ${agreement.subsystem}`,
    ' LEVERANCETYPE : 602 - BETALINGSOPLYSNINGER',
    '0PBS-NUMMER  DEBITOR-GRP  SEKTIONS-NR  DATALEV-IDENT          REC-ANTAL           TOTAL-BELØB  KREDITORNAVN',
    ...sections.map(line),
    '                          -----------                   ---------------  --------------------',
    `         ANTAL SECTIONER${String(sections.length).padStart(13)}     RECORD-ANTAL${String(records).padStart(17)}` +
      danishAmount(minor(total)).padStart(22),
  ]);
}

/** Subsystem, transmission id, date and time: the same in both receipts of one delivery. */
function stamp({ agreement, at, transmissionId }: StampFacts): string {
  return `${agreement.subsystem}${transmissionId.padEnd(17)}${short(at.date)}${at.time}`;
}

/** Nets makes one for files without PBCNET records: eleven hexadecimal signs here. */
export const transmissionIdOf = (assignedNumber: string): string =>
  [hash(assignedNumber), hash(`${assignedNumber}.`)]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('')
    .slice(0, 11);

function findingLines({ findings, findingCount }: ReceiptFacts): string[] {
  const lines = findings.map(
    ({ lineNumber, field, value, rule }) => `  LINIE ${lineNumber}: ${field} "${printable(value)}" ${rule}`,
  );
  const more = findingCount - findings.length;
  return [box(''), ...lines.flatMap(wrapped), ...(more > 0 ? [box(`  OG ${more} FEJL MERE`)] : [])];
}

const widest = 74;

/** Findings longer than the box go on in the next line, indented. */
const wrapped = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / widest) }, (_, at) =>
    box(`${at === 0 ? '' : '    '}${text.slice(at * widest, (at + 1) * widest)}`),
  );

const printable = (value: string): string =>
  value
    .trimEnd()
    .replaceAll(/[^ -~\u00a0-\u00ff]/g, '?')
    .slice(0, 40);

const box = (text: string): string => `*${text.padEnd(78)}*`;

/** yymmdd */
const short = (date: CalendarDate): string => date.slice(2).replaceAll('-', '');

const thousands = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, '.');

const latin1 = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
