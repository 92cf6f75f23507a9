import {
  amount,
  at,
  count,
  customerNumber,
  digits,
  explained,
  filler,
  identifying,
  literal,
  oneOf,
  optionalDigits,
  type RecordOf,
  record,
  text,
  yymmdd,
} from '#schemas/kit';
import { amountOrBlank, looseCode, looseSign, undocumented, yymmddOrNone } from './loose-codecs.ts';

const customer = customerNumber('left');
const account = optionalDigits('zeros');
const testMark = explained(text, (mark) => (mark === '' ? 'blank: for real' : mark === 'TEST' ? 'a test' : mark));
const errorNumber = explained(looseCode, (number) => `${number || 'blank'} (the list is not public)`);

/** What became of a payment of Leverandørservice. */
export const lsPaymentCodes = oneOf(
  { collected: '0580', disbursed: '0585', rejected: '0530', cancelled: '0540', chargedBack: '0555' },
  {
    collected: 'collection completed',
    disbursed: 'disbursement completed',
    rejected: 'rejected by the debtor',
    cancelled: 'the mandate was cancelled before the payment date',
    chargedBack: 'charged back',
  },
);

/**
 * Leverandørservice, deliveries of 128 columns from Nets: 0690 (receipt and remarks) and 0602 (payments).
 *
 * The delivery start is verified by Nets’ description of 2011, everything else is one source (nets-formats.md 11.2-11.3).
 */
// biome-ignore format: positions stand in columns, as in the manual
const lsAnswerStart = (type: '0690' | '0602', what: string) =>
  record(`ls.${type}.002`, 128, `LS ${type} delivery start`, {
    system:         at(1, 2, literal('LS'), 'Leverandørservice'),
    recordType:     at(3, 5, literal('002'), 'delivery start'),
    dataSupplierNo: at(6, 13, digits, 'the data supplier’s CVR number'),
    f1:             at(14, 16, filler('blanks')),
    deliveryType:   at(17, 20, literal(type), what),
    f2:             at(21, 45, filler('blanks')),
    test:           at(46, 49, testMark, 'TEST for a test delivery, else blank'),
    creationDate:   at(50, 55, yymmdd, 'date the delivery was made'),
    f3:             at(56, 128, filler('blanks')),
  });

export const lsStart0690 = lsAnswerStart('0690', 'receipt and remarks');
export const lsStart0602 = lsAnswerStart('0602', 'payment information');

// biome-ignore format: positions stand in columns, as in the manual
export const lsReceipt0900 = record('ls.0690.0900', 128, 'LS 0690 receipt for payment information (0900)', {
  system:              at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:          at(3, 5, literal('042'), 'receipt or remark'),
  f1:                  at(6, 8, filler('zeros')),
  creditorNo:          at(9, 13, digits, 'LS creditor number'),
  transactionCode:     at(14, 17, literal('0900'), 'receipt for one payment date'),
  countMandates:       at(18, 24, count(), 'number of mandates'),
  paymentDate:         at(25, 30, yymmddOrNone, 'payment date'),
  creditorRegNo:       at(31, 34, account, 'the creditor’s registration number'),
  creditorAccountNo:   at(35, 44, account, 'the creditor’s account number'),
  countCollections:    at(45, 51, count(), 'number of collections'),
  amountCollections:   at(52, 64, amount, 'sum of the collections'),
  countDisbursements:  at(65, 71, count(), 'number of disbursements'),
  amountDisbursements: at(72, 84, amount, 'sum of the disbursements'),
  rest:                at(85, 128, undocumented()),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsRemark0910 = record('ls.0690.0910', 128, 'LS 0690 remark: a refused transaction (0910)', {
  system:          at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:      at(3, 5, literal('042'), 'receipt or remark'),
  f1:              at(6, 8, filler('zeros')),
  creditorNo:      at(9, 13, digits, 'LS creditor number'),
  transactionCode: at(14, 17, literal('0910'), 'remark: the transaction was refused'),
  originalCode:    at(18, 20, looseCode, 'the record type it concerns'),
  customerNo:      at(21, 35, customer, 'customer number'),
  debtorCvr:       at(36, 43, account, 'the debtor’s CVR number'),
  debtorRegNo:     at(44, 47, account, 'the debtor’s registration number'),
  debtorAccountNo: at(48, 57, account, 'the debtor’s account number'),
  paymentDate:     at(58, 63, yymmddOrNone, 'payment date'),
  amount:          at(64, 76, amountOrBlank, 'amount'),
  errorNo:         at(77, 80, errorNumber, 'error number'),
  rest:            at(81, 128, undocumented()),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsComment0920 = record('ls.0690.0920', 128, 'LS 0690 comment (0920)', {
  system:            at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:        at(3, 5, literal('042'), 'receipt or remark'),
  f1:                at(6, 8, filler('zeros')),
  creditorNo:        at(9, 13, digits, 'LS creditor number'),
  transactionCode:   at(14, 17, literal('0920'), 'comment, for example an amount replaced'),
  originalCode:      at(18, 20, looseCode, 'comment code'),
  customerNo:        at(21, 35, customer, 'customer number'),
  paymentDate:       at(36, 41, yymmddOrNone, 'payment date'),
  amount:            at(42, 54, amountOrBlank, 'amount'),
  errorNo:           at(55, 58, errorNumber, 'error number'),
  creditorRegNo:     at(59, 62, account, 'the creditor’s registration number'),
  creditorAccountNo: at(63, 72, account, 'the creditor’s account number'),
  rest:              at(73, 128, undocumented()),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsChange0930 = record('ls.0690.0930', 128, 'LS 0690 change of creditor or customer number (0930)', {
  system:            at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:        at(3, 5, literal('042'), 'receipt or remark'),
  f1:                at(6, 8, filler('zeros')),
  creditorNo:        at(9, 13, digits, 'LS creditor number'),
  transactionCode:   at(14, 17, literal('0930'), 'change of creditor or customer number'),
  changeDate:        at(18, 23, yymmddOrNone, 'date of the change'),
  currentCreditorNo: at(24, 28, digits, 'present LS creditor number'),
  currentCustomerNo: at(29, 43, customer, 'present customer number'),
  newCreditorNo:     at(44, 48, digits, 'new LS creditor number'),
  newCustomerNo:     at(49, 63, customer, 'new customer number'),
  rest:              at(64, 128, undocumented()),
});

/** No reference of ours travels along: customer number, payment date and amount are the payment’s identity. */
// biome-ignore format: positions stand in columns, as in the manual
export const lsPayment = record('ls.0602.payment', 128, 'LS 0602 payment (0580, 0585, 0530, 0540, 0555)', {
  system:            at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:        at(3, 5, literal('042'), 'payment'),
  f1:                at(6, 8, filler('zeros')),
  creditorNo:        at(9, 13, digits, 'LS creditor number'),
  transactionCode:   at(14, 17, identifying(lsPaymentCodes), 'what became of the payment'),
  taskNo:            at(18, 25, looseCode, 'task (run) number'),
  customerNo:        at(26, 40, customer, 'customer number'),
  f2:                at(41, 49, undocumented()),
  paymentDate:       at(50, 55, yymmdd, 'payment date'),
  sign:              at(56, 56, looseSign, 'sign; its codes are not documented'),
  amount:            at(57, 69, amount, 'amount'),
  creditorRegNo:     at(70, 73, account, 'registration number'),
  creditorAccountNo: at(74, 83, account, 'account number'),
  rest:              at(84, 128, undocumented()),
});

/** What its three amounts add up is not documented: they are shown, and nothing relies on them. */
// biome-ignore format: positions stand in columns, as in the manual
export const lsTotals0500 = record('ls.0602.0500', 128, 'LS 0602 payment totals (0500)', {
  system:            at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:        at(3, 5, literal('042'), 'payment'),
  f1:                at(6, 8, filler('zeros')),
  creditorNo:        at(9, 13, digits, 'LS creditor number'),
  transactionCode:   at(14, 17, literal('0500'), 'completed payments, totals'),
  taskNo:            at(18, 25, looseCode, 'task (run) number'),
  f2:                at(26, 40, undocumented()),
  sign1:             at(41, 41, looseSign, 'sign; its codes are not documented'),
  amount1:           at(42, 54, amountOrBlank, 'first amount'),
  sign2:             at(55, 55, looseSign, 'sign; its codes are not documented'),
  amount2:           at(56, 68, amountOrBlank, 'second amount'),
  sign3:             at(69, 69, looseSign, 'sign; its codes are not documented'),
  amount3:           at(70, 82, amountOrBlank, 'third amount'),
  creditorRegNo:     at(83, 86, account, 'registration number'),
  creditorAccountNo: at(87, 96, account, 'account number'),
  rest:              at(97, 128, undocumented()),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsAnswerEnd = record('ls.x.992', 128, 'LS delivery end', {
  system:         at(1, 2, literal('LS'), 'Leverandørservice'),
  recordType:     at(3, 5, literal('992'), 'delivery end'),
  dataSupplierNo: at(6, 13, digits, 'the data supplier’s CVR number'),
  f1:             at(14, 16, undocumented()),
  deliveryType:   at(17, 20, identifying(oneOf({ remarks: '0690', payments: '0602' })), 'as in the delivery start'),
  f2:             at(21, 31, undocumented('zeros')),
  count042:       at(32, 42, count(), 'number of 042 records'),
  rest:           at(43, 128, undocumented()),
});

export type LsPaymentRecord = RecordOf<typeof lsPayment>;
