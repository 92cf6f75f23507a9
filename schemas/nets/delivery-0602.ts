import {
  amount,
  at,
  count,
  customerNumber,
  ddmmyy,
  ddmmyyOrNone,
  digits,
  filler,
  identifying,
  literal,
  oneOf,
  optionalDigits,
  type RecordOf,
  record,
  text,
} from '#schemas/kit';
import { direction, slipDirection } from './delivery-0601.ts';

const theirCustomer = customerNumber('right');

/** What became of an automatic payment (automatisk betaling). There are no reason codes beyond these. */
export const automaticCodes = oneOf(
  { paid: '0236', rejected: '0237', cancelled: '0238', chargedBack: '0239' },
  {
    paid: 'automatic payment completed',
    rejected: 'rejected by the debtor',
    cancelled: 'cancelled, the mandate ended before the due date',
    chargedBack: 'charged back by the debtor’s bank',
  },
);

/** What became of a payment slip (indbetalingskort). */
export const slipCodes = oneOf(
  { paid: '0297', chargedBack: '0299' },
  { paid: 'payment slip paid', chargedBack: 'payment slip charged back' },
);

const slipFee = oneOf(
  { none: '0', deducted: '1' },
  { none: 'no fee', deducted: 'the bank’s rejection fee was deducted' },
);

/** Delivery 0602: payment information from Nets (betalingsoplysninger). Positions: nets-formats.md section 4. */
// biome-ignore format: positions stand in columns, as in the manual
export const start0602 = record('0602.002', 128, '0602 delivery start', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('002'), 'delivery start'),
  dataSupplierNo: at(6, 13, digits, 'data supplier’s number, normally its CVR number'),
  subsystem:      at(14, 16, text, 'agreed subsystem, normally BS1'),
  deliveryType:   at(17, 20, literal('0602'), 'payment information from Nets'),
  deliveryId:     at(21, 30, digits, 'Nets’ serial number of the delivery'),
  filler1:        at(31, 49, filler('blanks')),
  creationDate:   at(50, 55, ddmmyyOrNone, 'date the delivery was made'),
  filler2:        at(56, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
const sectionStart = (section: '0211' | '0215', what: string) =>
  record(`0602.012.${section}`, 128, `0602 section start ${section} (${what})`, {
    system:        at(1, 2, literal('BS'), 'Betalingsservice'),
    recordType:    at(3, 5, literal('012'), 'section start'),
    pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
    sectionNo:     at(14, 17, literal(section), what),
    filler1:       at(18, 20, filler('000', 'X')),
    debtorGroupNo: at(21, 25, digits, 'debtor group number'),
    userId:        at(26, 40, text, 'the creditor’s name for itself at the data supplier, if registered'),
    filler2:       at(41, 49, filler('blanks')),
    creationDate:  at(50, 55, ddmmyy, 'date the section was made'),
    filler3:       at(56, 128, filler('blanks')),
  });

export const sectionStart0211 = sectionStart('0211', 'automatic payments');
export const sectionStart0215 = sectionStart('0215', 'payment slips');

/** Sign and amounts stay positive whatever happened: the transaction code alone tells which way the money went. */
// biome-ignore format: positions stand in columns, as in the manual
export const automaticPayment = record('0602.042.auto', 128, '0602 automatic payment, section 0211', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'payment'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, identifying(automaticCodes), 'what became of the collection'),
  recordNo:        at(18, 20, literal('000'), 'record number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  customerNo:      at(26, 40, theirCustomer, 'customer number, right aligned'),
  mandateNo:       at(41, 49, optionalDigits('zeros'), 'mandate number (aftalenummer)'),
  dueDate:         at(50, 55, ddmmyyOrNone, 'payment date of the collection'),
  signCode:        at(56, 56, direction, 'which way the collection went'),
  amount:          at(57, 69, amount, 'amount collected'),
  reference:       at(70, 99, text, 'creditor’s reference from 0601'),
  filler:          at(100, 103, filler('blanks')),
  actualDate:      at(104, 109, ddmmyyOrNone, 'actual payment date; none if nothing was paid'),
  bookkeepingDate: at(110, 115, ddmmyyOrNone, 'bookkeeping date; none if nothing was paid'),
  actualAmount:    at(116, 128, amount, 'amount paid, or charged back'),
});

// biome-ignore format: positions stand in columns, as in the manual
export const slipPayment = record('0602.042.slip', 128, '0602 payment slip, section 0215', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'payment'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, identifying(slipCodes), 'what became of the slip'),
  recordNo:        at(18, 20, literal('000'), 'record number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  filler:          at(26, 29, filler('0000')),
  customerNo:      at(30, 44, theirCustomer, 'customer number, right aligned; blank for card type 73'),
  cardType:        at(45, 46, digits, 'payment slip type: 71, or 73 and 75 for the creditor’s own'),
  feeCode:         at(47, 47, slipFee, 'fee'),
  feeAmount:       at(48, 52, amount, 'fee, when one was deducted'),
  dueDate:         at(53, 58, ddmmyyOrNone, 'payment date printed on the slip'),
  signCode:        at(59, 59, slipDirection, 'whether an amount was printed'),
  amount:          at(60, 72, amount, 'amount on the slip'),
  reference:       at(73, 81, text, 'first 9 signs of the creditor’s reference'),
  archiveRef:      at(82, 103, text, 'archive reference of the receiving bank'),
  actualDate:      at(104, 109, ddmmyyOrNone, 'actual payment date, or date of the charge back'),
  bookkeepingDate: at(110, 115, ddmmyyOrNone, 'bookkeeping date'),
  actualAmount:    at(116, 128, amount, 'amount paid, or charged back'),
});

/** One source only; follows slips of type 73. */
// biome-ignore format: positions stand in columns, as in the manual
export const payerAddress0290 = record('0602.022.0290', 128, '0602 payer’s address from slip type 73', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'payer’s address'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0290'), 'payer’s address'),
  recordNo:        at(18, 20, count(1, 5), 'line number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  filler1:         at(26, 29, filler('0000')),
  customerNo:      at(30, 44, theirCustomer, 'blank: type 73 has no customer number'),
  cardType:        at(45, 46, literal('73'), 'payment slip type'),
  archiveRef:      at(47, 68, text, 'archive reference, as in the payment'),
  line:            at(69, 103, text, 'address line'),
  filler2:         at(104, 128, filler('blanks')),
});

/** One source only; follows slips of type 73 and 75. */
// biome-ignore format: positions stand in columns, as in the manual
export const payerText0295 = record('0602.052.0295', 128, '0602 payer’s text from slip types 73 and 75', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('052'), 'payer’s text'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0295'), 'payer’s text'),
  recordNo:        at(18, 20, count(1, 41), 'line number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  filler1:         at(26, 29, filler('0000')),
  customerNo:      at(30, 44, theirCustomer, 'blank for type 73; payment id for type 75'),
  cardType:        at(45, 46, oneOf({ card73: '73', card75: '75' }), 'payment slip type'),
  archiveRef:      at(47, 68, text, 'archive reference, as in the payment'),
  text:            at(69, 103, text, 'one line of the payer’s text'),
  filler2:         at(104, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionEnd0211 = record('0602.092.0211', 128, '0602 section end 0211', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('092'), 'section end'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0211'), 'automatic payments'),
  filler1:       at(18, 20, filler('000')),
  debtorGroupNo: at(21, 25, digits, 'debtor group number'),
  filler2:       at(26, 31, filler('blanks')),
  count042:      at(32, 42, count(), 'number of 042 records in the section'),
  amount:        at(43, 57, amount, 'sum of positions 116-128 of the 042 records, charge backs added'),
  count052:      at(58, 68, filler('zeros')),
  filler3:       at(69, 83, filler('blanks')),
  count022:      at(84, 94, filler('zeros')),
  filler4:       at(95, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionEnd0215 = record('0602.092.0215', 128, '0602 section end 0215', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('092'), 'section end'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0215'), 'payment slips'),
  filler1:       at(18, 20, filler('000')),
  debtorGroupNo: at(21, 25, digits, 'debtor group number'),
  filler2:       at(26, 31, filler('blanks')),
  count042:      at(32, 42, count(), 'number of 042 records in the section'),
  amount:        at(43, 57, amount, 'sum of positions 116-128 of the 042 records, charge backs added'),
  count052:      at(58, 68, count(), 'number of 052 records in the section'),
  filler3:       at(69, 83, filler('blanks')),
  count022:      at(84, 94, count(), 'number of 022 records in the section'),
  filler4:       at(95, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const end0602 = record('0602.992', 128, '0602 delivery end', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('992'), 'delivery end'),
  dataSupplierNo: at(6, 13, digits, 'as in the delivery start'),
  subsystem:      at(14, 16, text, 'as in the delivery start'),
  deliveryType:   at(17, 20, literal('0602'), 'payment information from Nets'),
  sectionCount:   at(21, 31, count(), 'number of sections'),
  count042:       at(32, 42, count(), 'number of 042 records in the file'),
  amount:         at(43, 57, amount, 'sum of the sections’ totals'),
  count052:       at(58, 68, count(), 'number of 052 records in the file'),
  filler1:        at(69, 83, filler('zeros')),
  count022:       at(84, 94, count(), 'number of 022 records in the file'),
  filler2:        at(95, 128, filler('zeros')),
});

export type Start0602 = RecordOf<typeof start0602>;
export type AutomaticPayment = RecordOf<typeof automaticPayment>;
export type SlipPayment = RecordOf<typeof slipPayment>;
