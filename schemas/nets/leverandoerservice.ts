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
  type RecordOf,
  record,
  text,
  unused,
  yymmdd,
} from '#schemas/kit';
import { looseCode, undocumented, yymmddOrNone } from './loose-codecs.ts';

const customer = customerNumber('left');
const customerDoc = 'the debtor’s customer number with the creditor';
const testMark = explained(text, (mark) => (mark === '' ? 'blank: for real' : mark === 'TEST' ? 'a test' : mark));

/** Which way a file of 80 columns goes, and what it holds. */
export const materialType = oneOf(
  { debtorInformation: '40', mandateList: '30' },
  { debtorInformation: '40, debtor information to Nets', mandateList: '30, mandate list from Nets' },
);

/**
 * Leverandørservice (direct debit between companies), files of 80 columns: material type 40 to Nets and material type 30
 * back. Positions: nets-formats.md 11.1 and 11.4, one source (Uniconta's published client) unless noted.
 */
// biome-ignore format: positions stand in columns, as in the manual
export const lsStart = record('ls.in.000', 80, 'LS data supplier start (000)', {
  recordType:      at(1, 3, literal('000'), 'data supplier start'),
  f1:              at(4, 8, filler('zeros')),
  f2:              at(9, 23, filler('zeros')),
  f3:              at(24, 30, filler('blanks')),
  supplierRef:     at(31, 36, text, 'the data supplier’s own reference'),
  materialType:    at(37, 38, materialType, 'what the file holds'),
  creationDate:    at(39, 44, yymmdd, 'date the file was made'),
  f4:              at(45, 45, filler('blanks')),
  test:            at(46, 49, testMark, 'TEST for a test delivery, else blank'),
  f5:              at(50, 62, filler('blanks')),
  dataSupplierCvr: at(63, 70, digits, 'the data supplier’s CVR number'),
  cvrCheck:        at(71, 71, unused()),
  f6:              at(72, 80, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsPaymentDate = record('ls.in.001', 80, 'LS creditor and payment date (001)', {
  recordType:  at(1, 3, literal('001'), 'creditor and payment date'),
  creditorNo:  at(4, 8, digits, 'LS creditor number'),
  f1:          at(9, 23, filler('zeros')),
  paymentDate: at(24, 29, yymmdd, 'payment date of the collections that follow'),
  f2:          at(30, 43, filler('zeros')),
  f3:          at(44, 80, filler('blanks')),
});

/** One amount from one customer on one day; amount 0 stops what was delivered before for the same date. */
// biome-ignore format: positions stand in columns, as in the manual
export const lsCollection580 = record('ls.in.580', 80, 'LS collection (580)', {
  recordType: at(1, 3, literal('580'), 'collection'),
  creditorNo: at(4, 8, digits, 'LS creditor number'),
  customerNo: at(9, 23, customer, customerDoc),
  f1:         at(24, 45, filler('zeros')),
  amount:     at(46, 56, amount, 'amount; 0 stops an earlier payment for the same date'),
  f2:         at(57, 80, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsDisbursement585 = record('ls.in.585', 80, 'LS disbursement (585)', {
  recordType: at(1, 3, literal('585'), 'disbursement'),
  creditorNo: at(4, 8, digits, 'LS creditor number'),
  customerNo: at(9, 23, customer, customerDoc),
  f1:         at(24, 45, filler('zeros')),
  amount:     at(46, 56, amount, 'amount; 0 stops an earlier payment for the same date'),
  f2:         at(57, 80, filler('blanks')),
});

/** The record type is verified by the bank guide of 2010, the positions by one source. */
// biome-ignore format: positions stand in columns, as in the manual
export const lsRegistration510 = record('ls.in.510', 80, 'LS registration of a mandate (510)', {
  recordType: at(1, 3, literal('510'), 'registration of a mandate'),
  creditorNo: at(4, 8, digits, 'LS creditor number'),
  customerNo: at(9, 23, customer, customerDoc),
  regNo:      at(24, 27, digits, 'the debtor’s registration number'),
  accountNo:  at(28, 37, digits, 'the debtor’s account number'),
  cvr:        at(38, 45, digits, 'the debtor’s CVR number'),
  f1:         at(46, 56, filler('zeros')),
  f2:         at(57, 80, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsCancellation540 = record('ls.in.540', 80, 'LS cancellation of a mandate (540)', {
  recordType: at(1, 3, literal('540'), 'cancellation of a mandate'),
  creditorNo: at(4, 8, digits, 'LS creditor number'),
  customerNo: at(9, 23, customer, customerDoc),
  f1:         at(24, 56, filler('zeros')),
  f2:         at(57, 80, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsChange595 = record('ls.in.595', 80, 'LS change of a mandate (595)', {
  recordType:    at(1, 3, literal('595'), 'change of a mandate'),
  creditorNo:    at(4, 8, digits, 'present LS creditor number'),
  customerNo:    at(9, 23, customer, 'present customer number'),
  newCreditorNo: at(24, 28, digits, 'new LS creditor number'),
  newCustomerNo: at(29, 43, customer, 'new customer number'),
  f1:            at(44, 80, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsEnd999 = record('ls.in.999', 80, 'LS delivery end (999)', {
  recordType:          at(1, 3, literal('999'), 'delivery end'),
  creditorNo:          at(4, 8, digits, 'LS creditor number'),
  f1:                  at(9, 23, filler('blanks')),
  count:               at(24, 30, count(), 'number of 580 and 585 records'),
  amountCollections:   at(31, 43, amount, 'sum of the 580 records'),
  amountDisbursements: at(44, 56, amount, 'sum of the 585 records, without sign'),
  f2:                  at(57, 80, filler('blanks')),
});

/** In material type 30 the 001 carries a data supplier number of 13 digits in place of a date (nets-formats.md 11.4). */
// biome-ignore format: positions stand in columns, as in the manual
export const lsListCreditor = record('ls.30.001', 80, 'LS mandate list, creditor (001)', {
  recordType:     at(1, 3, literal('001'), 'creditor'),
  creditorNo:     at(4, 8, digits, 'LS creditor number'),
  f1:             at(9, 23, undocumented('zeros')),
  dataSupplierNo: at(24, 36, looseCode, 'data supplier number'),
  rest:           at(37, 80, undocumented()),
});

// biome-ignore format: positions stand in columns, as in the manual
export const lsListedMandate = record('ls.30.mandate', 80, 'LS mandate list, one mandate (500, 510, 540)', {
  recordType: at(1, 3, identifying(listedCodes()), 'what became of the mandate'),
  creditorNo: at(4, 8, digits, 'LS creditor number'),
  customerNo: at(9, 23, customer, customerDoc),
  date:       at(24, 29, yymmddOrNone, 'date of the event'),
  rest:       at(30, 80, undocumented()),
});

/** Its count stands elsewhere than in the 999 towards Nets. */
// biome-ignore format: positions stand in columns, as in the manual
export const lsListEnd = record('ls.30.999', 80, 'LS mandate list end (999)', {
  recordType: at(1, 3, literal('999'), 'list end'),
  creditorNo: at(4, 8, digits, 'LS creditor number'),
  f1:         at(9, 30, undocumented()),
  count:      at(31, 37, count(), 'number of debtors'),
  rest:       at(38, 80, undocumented()),
});

/** What a mandate list says of a mandate; who ended it is not told. */
function listedCodes() {
  return oneOf(
    { registered: '510', cancelled: '540', active: '500' },
    { registered: 'new mandate', cancelled: 'cancelled mandate', active: 'active mandate' },
  );
}

export const lsListedCodes = listedCodes();

export type LsCollectionRecord = RecordOf<typeof lsCollection580>;
export type LsListedMandate = RecordOf<typeof lsListedMandate>;
