import type { CalendarDate } from '#kernel';
import type { NetsAgreement, NetsMandate } from './agreement.ts';
import type { MandateChange } from './mandate-book.ts';
import { digits, latin1Lines, optionalShortDate, shortDate } from './write-kit.ts';

export interface MandatesFile {
  readonly agreement: NetsAgreement;
  /** Ten digits. */
  readonly deliveryNumber: string;
  readonly creationDate: CalendarDate;
  /** Section 0212: what changed since last time. */
  readonly changes: readonly MandateChange[];
  /** Section 0210: all that hold; null where only changes are told. */
  readonly active: readonly ActiveMandate[] | null;
}

export type ActiveMandate = Pick<NetsMandate, 'debtorGroup' | 'customerNumber' | 'mandateNumber'> & {
  readonly validFrom: CalendarDate;
  readonly endDate: CalendarDate | null;
};

const codes = { registered: '0231', endedByBank: '0232', endedByCreditor: '0233', endedByNets: '0234' } as const;

/** Writes delivery 0603 (mandates). Positions: nets-formats.md section 5; in 0603 blanks stand at 18-20 of a section start. */
export function writeMandates(file: MandatesFile): Buffer {
  const { agreement, deliveryNumber, creationDate, changes, active } = file;
  const owner = `${agreement.dataSupplierNumber}${agreement.subsystem}0603`;
  const sections = [
    ...byGroup(changes).map(([group, list]) =>
      section(
        file,
        '0212',
        group,
        list.map((change) => mandateLine(agreement, codes[change.kind], change)),
      ),
    ),
    ...byGroup(active ?? []).map(([group, list]) =>
      section(
        file,
        '0210',
        group,
        list.map((mandate) => mandateLine(agreement, '0230', mandate)),
      ),
    ),
  ];
  const count = changes.length + (active?.length ?? 0);
  return latin1Lines([
    `BS002${owner}${deliveryNumber}${' '.repeat(19)}${shortDate(creationDate)}`,
    ...sections.flat(),
    `BS992${owner}${digits(sections.length, 11)}${digits(count, 11)}${digits(0, 15)}` +
      `${digits(0, 11)}${digits(0, 15)}${digits(0, 11)}${digits(0, 34)}`,
  ]);
}

function section(
  { agreement: { pbsNumber }, creationDate }: MandatesFile,
  number: '0210' | '0212',
  group: string,
  lines: readonly string[],
): string[] {
  return [
    `BS012${pbsNumber}${number}   ${group}${' '.repeat(24)}${shortDate(creationDate)}`,
    ...lines,
    `BS092${pbsNumber}${number}000${group}${' '.repeat(6)}${digits(lines.length, 11)}${digits(0, 15)}${digits(0, 11)}` +
      `${' '.repeat(15)}${digits(0, 11)}`,
  ];
}

function mandateLine({ pbsNumber }: NetsAgreement, code: string, mandate: ActiveMandate): string {
  const customer = mandate.customerNumber.toUpperCase().padStart(15, '0');
  const dates = `${shortDate(mandate.validFrom)}${optionalShortDate(mandate.endDate)}`;
  return `BS042${pbsNumber}${code}000${mandate.debtorGroup}${customer}${mandate.mandateNumber}${dates}`;
}

function byGroup<T extends { readonly debtorGroup: string }>(list: readonly T[]): readonly (readonly [string, T[]])[] {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(one.debtorGroup) ?? [];
    group.push(one);
    groups.set(one.debtorGroup, group);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
