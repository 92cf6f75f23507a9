import type { Layout, Rule } from '../kit/fixed-fields.ts';

/**
 * Nets' own reading of delivery 0601, written from the specification (nets-formats.md sections 2 and 3).
 *
 * It is deliberately a second declaration beside the product's: a position that is wrong in one of them shows here.
 */

export const recordWidth = 128;

export const deliveryStart: Layout = [
  ['record', 1, 5, '=BS002'],
  ['dataSupplierNumber', 6, 13, 'digits'],
  ['subsystem', 14, 16, 'text'],
  ['deliveryType', 17, 20, '=0601'],
  ['deliveryId', 21, 30, 'digits'],
  ['filler1', 31, 49, 'blank'],
  ['creationDate', 50, 55, 'digits'],
  ['filler2', 56, 128, 'blank'],
];

export const sectionStart: Layout = [
  ['record', 1, 5, '=BS012'],
  ['pbsNumber', 6, 13, 'digits'],
  ['section', 14, 17, 'digits'],
  ['filler1', 18, 22, 'blank'],
  ['debtorGroup', 23, 27, 'digits'],
  ['userId', 28, 42, 'text'],
  ['filler2', 43, 46, 'blank'],
  ['creationDate', 47, 54, 'digits'],
  ['account', 55, 68, 'text'],
  ['mainText', 69, 128, 'text'],
];

const common = (record: string, transaction: Rule): Layout => [
  ['record', 1, 5, `=BS${record}`],
  ['pbsNumber', 6, 13, 'digits'],
  ['transaction', 14, 17, transaction],
  ['recordNumber', 18, 22, 'digits'],
  ['debtorGroup', 23, 27, 'digits'],
  ['customerNumber', 28, 42, 'text'],
];

export const nameLine: Layout = [
  ...common('022', '=0240'),
  ['mandateNumber', 43, 51, 'zeros'],
  ['line', 52, 86, 'text'],
  ['filler', 87, 128, 'blank'],
];

export const postLine: Layout = [
  ...common('022', '=0240'),
  ['mandateNumber', 43, 51, 'zeros'],
  ['filler1', 52, 66, 'blank'],
  ['postCode', 67, 70, 'text'],
  ['country', 71, 73, 'text'],
  ['filler2', 74, 128, 'blank'],
];

export const extraLine: Layout = [
  ...common('022', '=0240'),
  ['filler1', 43, 82, 'blank'],
  ['cprCvr', 83, 92, 'digits'],
  // 93 and 94 carry options whose meaning is not public; they are left alone.
  ['filler2', 95, 128, 'blank'],
];

const collection = (transaction: string): Layout => [
  ...common('042', `=${transaction}`),
  ['mandateNumber', 43, 51, 'digits'],
  ['paymentDate', 52, 59, 'digits'],
  ['sign', 60, 60, 'digits'],
  ['amount', 61, 73, 'digits'],
];

/** By section: the collection record of each. Positions 106-128 of 0280 carry more in some senders' files. */
export const collectionOf: Readonly<Record<string, Layout>> = {
  '0112': [...collection('0280'), ['reference', 74, 103, 'text'], ['filler1', 104, 105, 'zeros']],
  '0113': [
    ...collection('0283'),
    ['reference', 74, 103, 'text'],
    ['filler1', 104, 105, 'zeros'],
    ['filler2', 106, 128, 'blank'],
  ],
  '0117': [
    ...collection('0285'),
    ['reference', 74, 82, 'text'],
    ['filler1', 83, 103, 'blank'],
    ['filler2', 104, 105, 'zeros'],
    ['filler3', 106, 128, 'blank'],
  ],
  '0118': [
    ...collection('0286'),
    ['reference', 74, 82, 'text'],
    ['paymentId', 83, 98, 'digits'],
    ['filler', 99, 128, 'blank'],
  ],
};

const textLine = (record: string): Layout => [
  ...common(record, '=0241'),
  ['mandateNumber', 43, 51, 'digits'],
  ['filler1', 52, 52, 'blank'],
  ['text', 53, 112, 'text'],
  ['filler2', 113, 128, 'blank'],
];

export const textLine052 = textLine('052');
export const textLine062 = textLine('062');

export const sectionEnd: Layout = [
  ['record', 1, 5, '=BS092'],
  ['pbsNumber', 6, 13, 'digits'],
  ['section', 14, 17, 'digits'],
  ['filler1', 18, 22, 'zeros'],
  ['debtorGroup', 23, 27, 'digits'],
  ['filler2', 28, 31, 'blank'],
  ['count042', 32, 42, 'digits'],
  ['amount', 43, 57, 'digits'],
  ['count052', 58, 68, 'digits'],
  ['filler3', 69, 83, 'blank'],
  ['count022', 84, 94, 'digits'],
  ['filler4', 95, 128, 'blank'],
];

export const deliveryEnd: Layout = [
  ['record', 1, 5, '=BS992'],
  ['dataSupplierNumber', 6, 13, 'digits'],
  ['subsystem', 14, 16, 'text'],
  ['deliveryType', 17, 20, '=0601'],
  ['sectionCount', 21, 31, 'digits'],
  ['count042', 32, 42, 'digits'],
  ['amount', 43, 57, 'digits'],
  ['count052', 58, 68, 'digits'],
  ['filler1', 69, 83, 'zeros'],
  ['count022', 84, 94, 'digits'],
  ['filler2', 95, 128, 'zeros'],
];
