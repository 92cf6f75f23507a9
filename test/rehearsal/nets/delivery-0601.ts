import type { NetsAgreement, NetsMandate } from '../../../src/rehearsal/nets/index.ts';

/** Builds deliveries 0601 for these tests only: plain text put together by position, so that each rule can be broken. */

export const totalAgreement: NetsAgreement = {
  dataSupplierNumber: '12345674',
  subsystem: 'BS1',
  pbsNumber: '01234560',
  kind: 'total',
  debtorGroups: ['00001', '00002'],
  creditorName: 'Testselskabet A/S',
};
export const basisAgreement: NetsAgreement = { ...totalAgreement, kind: 'basis' };

export interface Asked {
  readonly customerNumber: string;
  /** ddmmyyyy */
  readonly paymentDate: string;
  readonly amount: number;
  readonly sign?: '0' | '1' | '2';
  readonly reference?: string;
  readonly mandateNumber?: string;
  readonly section?: '0112' | '0113' | '0117';
  readonly debtorGroup?: string;
}

const transactions = { '0112': '0280', '0113': '0283', '0117': '0285' } as const;

/** One section of one kind; the records of each collection, and right totals. */
export function delivery(asked: readonly Asked[], options: { id?: string; kind?: 'total' | 'basis' } = {}): string[] {
  const { id = '0000000042', kind = 'total' } = options;
  const first = asked[0]!;
  const section = first.section ?? '0112';
  const group = first.debtorGroup ?? '00001';
  const lines = [
    `BS00212345674BS10601${id}${' '.repeat(19)}151225`,
    `BS01201234560${section}     ${group}${' '.repeat(19)}15122025`,
  ];
  let names = 0;
  for (const one of asked) {
    const customer = one.customerNumber.padEnd(15);
    const head = (record: string, transaction: string, number: string) =>
      `BS${record}01234560${transaction}${number}${group}${customer}`;
    if (kind === 'total') {
      names += 3;
      lines.push(`${head('022', '0240', '00001')}000000000Kunde ${one.customerNumber}`);
      lines.push(`${head('022', '0240', '00002')}000000000Prøvevej 1`);
      lines.push(`${head('022', '0240', '00009')}000000000${' '.repeat(15)}8000DK`);
    }
    const mandate = one.mandateNumber ?? '000000000';
    const amount = String(one.amount).padStart(13, '0');
    lines.push(
      `${head('042', transactions[section], '00000')}${mandate}${one.paymentDate}${one.sign ?? '1'}${amount}${(one.reference ?? '').padEnd(30)}00`,
    );
    lines.push(`${head('052', '0241', '00001')}${mandate} Faktura`);
  }
  const net = asked.reduce((sum, { sign, amount }) => sum + (sign === '2' ? -amount : amount), 0);
  const counted = (count052: number) =>
    [
      String(asked.length).padStart(11, '0'),
      String(Math.abs(net)).padStart(15, '0'),
      String(count052).padStart(11, '0'),
    ].join('');
  lines.push(
    `BS09201234560${section}00000${group}    ${counted(asked.length)}${' '.repeat(15)}${String(names).padStart(11, '0')}`,
  );
  lines.push(
    `BS99212345674BS10601${'1'.padStart(11, '0')}${counted(asked.length)}${'0'.repeat(15)}${String(names).padStart(11, '0')}${'0'.repeat(34)}`,
  );
  return lines.map((line) => line.trimEnd());
}

export const asBytes = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');

/** Puts a text into a line from a 1-based position on. */
export function put(lines: readonly string[], record: string, from: number, text: string): string[] {
  const at = lines.findIndex((line) => line.startsWith(record));
  if (at < 0) throw new Error(`no line begins with ${record}`);
  return lines.map((line, index) =>
    index === at
      ? (line.padEnd(from - 1).slice(0, from - 1) + text + line.slice(from - 1 + text.length)).trimEnd()
      : line,
  );
}

export const mandate = (customerNumber: string, mandateNumber: string): NetsMandate => ({
  debtorGroup: '00001',
  customerNumber,
  mandateNumber,
});
