import { readFileSync } from 'node:fs';
import { knownDate } from '#kernel';
import { sharedReference } from '#test/shared-reference';
import { describe, expect, test } from 'vitest';
import {
  deliveryNote,
  deliveryReceipt,
  type ReceiptFacts,
  transmissionReceipt,
} from '../../../src/rehearsal/nets/receipts.ts';
import { type PaymentRecord, sectionsOf, writePayments } from '../../../src/rehearsal/nets/write-payments.ts';
import { totalAgreement } from './delivery-0601.ts';

const facts: ReceiptFacts = {
  agreement: totalAgreement,
  at: { date: knownDate('2025-12-15'), time: '101500' },
  assignedNumber: '3700000000',
  transmissionId: 'A1B2C3D4E5F',
  isAccepted: true,
  findings: [],
  findingCount: 0,
  recordCount: 22,
  sections: 1,
  texts: 5,
  amounts: 3,
  total: 164_950,
};

const automatic = (
  customerNumber: string,
  mandateNumber: string,
  amount: number,
  reference: string,
): PaymentRecord => ({
  code: '0236',
  debtorGroup: '00001',
  customerNumber,
  mandateNumber,
  dueDate: knownDate('2026-01-02'),
  sign: 1,
  amount,
  reference,
  archiveReference: '',
  actualDate: knownDate('2026-01-02'),
  bookkeepingDate: knownDate('2026-01-02'),
  actualAmount: amount,
});
const unpaid = { actualDate: null, bookkeepingDate: null, actualAmount: 0 } as const;
const slip: PaymentRecord = {
  ...automatic('K10002', '', 49_950, 'FA-2025-9 and more'),
  code: '0297',
  reference: 'FA-2025-999 is cut after nine signs',
  archiveReference: '2026010200000000010201',
  actualDate: knownDate('2026-01-05'),
  bookkeepingDate: knownDate('2026-01-05'),
};

describe('byte for byte as the public samples', () => {
  test.each(sharedReference('nets/samples', /^T-/))('%s', (path) => {
    expect(transmissionReceipt(facts).toString('latin1')).toBe(readFileSync(path, 'latin1'));
  });

  test.each(sharedReference('nets/samples', /^V-/))('%s', (path) => {
    expect(deliveryReceipt(facts).toString('latin1')).toBe(readFileSync(path, 'latin1'));
  });

  test.each(sharedReference('nets/samples', /^F-/))('%s', (path) => {
    expect(deliveryNote(totalAgreement, sectionsOf([slip])).toString('latin1')).toBe(readFileSync(path, 'latin1'));
  });

  test.each(sharedReference('nets/samples', /^0602/))('%s', (path) => {
    const sample = readFileSync(path, 'latin1');
    const slips = sample.split('\r\n').filter((line) => /^BS042\d{8}029[79]/.test(line));
    const records: PaymentRecord[] = [
      automatic('K10001', '000101529', 125_000, 'FA-2025-000123'),
      { ...automatic('K10005', '000101531', 20_000, 'FA-2025-000125'), code: '0237', ...unpaid },
      { ...automatic('K10006', '000101533', 30_000, 'FA-2025-000126'), code: '0238', ...unpaid },
      { ...automatic('K10007', '000101535', 40_000, 'FA-2025-000127'), code: '0239' },
      {
        ...automatic('K10002', '', 49_950, slips[0]!.slice(72, 81)),
        code: '0297',
        archiveReference: slips[0]!.slice(81, 103),
        actualDate: knownDate(isoOf(slips[0]!.slice(103, 109))),
        bookkeepingDate: knownDate('2026-01-05'),
      },
      {
        ...automatic('K10008', '', 60_000, slips[1]!.slice(72, 81)),
        code: '0299',
        archiveReference: slips[1]!.slice(81, 103),
        dueDate: knownDate(isoOf(slips[1]!.slice(52, 58))),
        actualDate: knownDate(isoOf(slips[1]!.slice(103, 109))),
        bookkeepingDate: knownDate('2026-01-05'),
      },
    ];
    const written = writePayments({
      agreement: totalAgreement,
      deliveryNumber: '3700000001',
      creationDate: knownDate('2026-01-09'),
      sections: sectionsOf(records),
    }).toString('latin1');
    // The charged-back slip of the sample carries a fee, which Nets here never takes: the nine signs 46-52 differ.
    const withoutFee = (text: string) => text.replace(/^(BS042\d{8}0299.{29})\d{6}/m, '$1000000');
    expect(withoutFee(written)).toBe(withoutFee(sample));
  });
});

const isoOf = (ddmmyy: string): string => `20${ddmmyy.slice(4)}-${ddmmyy.slice(2, 4)}-${ddmmyy.slice(0, 2)}`;

test('a refusal has another result sign, a code that does not end in 00, and the findings in the box', () => {
  const refusal = deliveryReceipt({
    ...facts,
    isAccepted: false,
    findings: [{ lineNumber: 7, field: 'paymentDate', value: '03012026', rule: 'must be a banking day' }],
    findingCount: 3,
  }).toString('latin1');
  const lines = refusal.split('\r\n');
  expect(lines[0]).toMatch(/^PBCNET41BS1A1B2C3D4E5F {6}251215101500-BS99 LEVERANCE AFVIST$/);
  expect(refusal).toContain('LINIE 7: paymentDate "03012026" must be a banking day');
  expect(refusal).toContain('OG 2 FEJL MERE');
  expect(refusal).not.toContain('ACCEPTERET');
  expect(lines.slice(1, -1).map((line) => line.length)).toEqual(lines.slice(1, -1).map(() => 80));
});

test('a long finding goes on in the next line of the box', () => {
  const rule = 'x'.repeat(200);
  const lines = deliveryReceipt({
    ...facts,
    isAccepted: false,
    findings: [{ lineNumber: 1, field: 'f', value: '', rule }],
    findingCount: 1,
  })
    .toString('latin1')
    .split('\r\n');
  expect(lines.join('').match(/x/g)).toHaveLength(200);
  expect(lines.slice(1, -1).every((line) => line.length === 80)).toBe(true);
});
