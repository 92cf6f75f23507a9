import type { LsAgreement, LsMandate } from '../../../src/rehearsal/leverandoerservice/index.ts';
import { knownDate } from '#kernel';

/** Builds deliveries of material type 40 for these tests only: plain text by position, so that each rule can be broken. */

export const agreement: LsAgreement = {
  creditorNumber: '54321',
  dataSupplierNumber: '12345674',
  registration: '3000',
  account: '0012345678',
};

export const mandate = (customerNumber: string): LsMandate => ({
  customerNumber,
  taxRegistrationNumber: '12345674',
  registration: '9999',
  account: '0000000001',
  validFrom: knownDate('2025-01-01'),
});

/** `yymmdd: [[customer, amount], ...]`; an amount below zero is a disbursement. */
export type Asked = Readonly<Record<string, readonly (readonly [customerNumber: string, amount: number])[]>>;

export function delivery(asked: Asked, options: { readonly test?: boolean; readonly orders?: readonly string[] } = {}) {
  const lines = [
    `000${'0'.repeat(20)}${' '.repeat(7)}00004240260112 ${options.test ? 'TEST' : '    '}${' '.repeat(13)}12345674`,
    ...(options.orders ?? []),
  ];
  let [count, collected, disbursed] = [0, 0, 0];
  for (const [date, payments] of Object.entries(asked)) {
    lines.push(`00154321${'0'.repeat(15)}${date}${'0'.repeat(14)}`);
    for (const [customer, amount] of payments) {
      const record = amount < 0 ? '585' : '580';
      lines.push(`${record}54321${customer.padEnd(15)}${'0'.repeat(22)}${String(Math.abs(amount)).padStart(11, '0')}`);
      count++;
      if (amount < 0) disbursed -= amount;
      else collected += amount;
    }
  }
  const [counted, sums] = [String(count).padStart(7, '0'), [collected, disbursed]];
  lines.push(`99954321${' '.repeat(15)}${counted}${sums.map((sum) => String(sum).padStart(13, '0')).join('')}`);
  return lines.map((line) => line.padEnd(80));
}

export const asBytes = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');

/** Puts a text into the first line that begins with a record type, from a 1-based position on. */
export function put(lines: readonly string[], record: string, from: number, text: string): string[] {
  const at = lines.findIndex((line) => line.startsWith(record));
  if (at < 0) throw new Error(`no line begins with ${record}`);
  return lines.map((line, index) =>
    index === at ? line.slice(0, from - 1) + text + line.slice(from - 1 + text.length) : line,
  );
}

export const order510 = (customer: string, cvr = '12345674'): string =>
  `51054321${customer.padEnd(15)}30000012345678${cvr}${'0'.repeat(11)}`;
export const order540 = (customer: string): string => `54054321${customer.padEnd(15)}${'0'.repeat(33)}`;
export const order595 = (customer: string, to: string): string => `59554321${customer.padEnd(15)}54321${to.padEnd(15)}`;
