import {
  amount,
  at,
  count,
  customerNumber,
  ddmmyy,
  ddmmyyOrNone,
  digits,
  explained,
  filler,
  identifying,
  literal,
  oneOf,
  type RecordOf,
  record,
  text,
} from '#schemas/kit';
import { longDigits } from './loose-codecs.ts';

const theirCustomer = customerNumber('right');

/** The mark of an agreement about electronic payment slips: no mandate, never to be collected on. */
export const electronicSlipMandate = '999999999';

/** What is told of a mandate (betalingsaftale), and by whom it was ended. */
export const mandateCodes = oneOf(
  {
    active: '0230',
    registered: '0231',
    endedByDebtor: '0232',
    endedByCreditor: '0233',
    endedByNets: '0234',
  },
  {
    active: 'active',
    registered: 'registered',
    endedByDebtor: 'cancelled by the debtor’s bank, normally for the debtor',
    endedByCreditor: 'cancelled by the creditor',
    endedByNets: 'cancelled by Betalingsservice',
  },
);

const mandateNumber = explained(digits, (number) =>
  number === electronicSlipMandate ? `${number}: electronic payment slips, no mandate to collect on` : number,
);

/** Delivery 0603: mandates from Nets (betalingsaftaler). Positions: nets-formats.md section 5, all verified. */
// biome-ignore format: positions stand in columns, as in the manual
export const start0603 = record('0603.002', 128, '0603 delivery start', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('002'), 'delivery start'),
  dataSupplierNo: at(6, 13, digits, 'data supplier’s number, normally its CVR number'),
  subsystem:      at(14, 16, text, 'agreed subsystem, normally BS1'),
  deliveryType:   at(17, 20, literal('0603'), 'mandates from Nets'),
  deliveryId:     at(21, 30, digits, 'Nets’ serial number of the delivery'),
  filler1:        at(31, 49, filler('blanks')),
  creationDate:   at(50, 55, ddmmyyOrNone, 'date the delivery was made'),
  filler2:        at(56, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
const sectionStart = (section: '0210' | '0212' | '0217' | '0219', what: string) =>
  record(`0603.012.${section}`, 128, `0603 section start ${section} (${what})`, {
    system:        at(1, 2, literal('BS'), 'Betalingsservice'),
    recordType:    at(3, 5, literal('012'), 'section start'),
    pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
    sectionNo:     at(14, 17, literal(section), what),
    filler1:       at(18, 20, filler('blanks')),
    debtorGroupNo: at(21, 25, digits, 'debtor group number'),
    userId:        at(26, 40, text, 'the creditor’s name for itself at the data supplier, if registered'),
    filler2:       at(41, 49, filler('blanks')),
    creationDate:  at(50, 55, ddmmyy, 'date the section was made'),
    filler3:       at(56, 128, filler('blanks')),
  });

export const sectionStart0210 = sectionStart('0210', 'all active mandates');
export const sectionStart0212 = sectionStart('0212', 'mandates registered and cancelled');
export const sectionStart0217 = sectionStart('0217', 'payment slips printed');
export const sectionStart0219 = sectionStart('0219', 'agreements about electronic payment slips');

/** Of a cancelled mandate the effective date is still the original one. */
// biome-ignore format: positions stand in columns, as in the manual
export const mandate0603 = record('0603.042.mandate', 128, '0603 mandate, sections 0210, 0212, 0219', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'mandate'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, identifying(mandateCodes), 'what became of the mandate'),
  recordNo:        at(18, 20, literal('000'), 'record number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  customerNo:      at(26, 40, theirCustomer, 'customer number, right aligned'),
  mandateNo:       at(41, 49, mandateNumber, 'mandate number (aftalenummer)'),
  effectiveDate:   at(50, 55, ddmmyyOrNone, 'the day the mandate takes or took effect'),
  endDate:         at(56, 61, ddmmyyOrNone, 'the day it ends or ended'),
  filler:          at(62, 128, filler('blanks')),
});

/** What Nets printed: by the payment id a slip is recognised in the bank’s files too. */
// biome-ignore format: positions stand in columns, as in the manual
export const printedSlip0295 = record('0603.042.0295', 128, '0603 payment slip printed, section 0217', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'payment slip'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0295'), 'payment slip printed'),
  recordNo:        at(18, 20, literal('000'), 'record number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  customerNo:      at(26, 40, theirCustomer, 'customer number, right aligned'),
  cardType:        at(41, 42, digits, 'payment slip type, 71'),
  fiCreditorNo:    at(43, 50, digits, 'FI creditor number'),
  paymentId:       at(51, 69, longDigits, 'payment id with its check digit'),
  dueDate:         at(70, 75, ddmmyyOrNone, 'payment date'),
  amount:          at(76, 88, amount, 'amount on the slip'),
  reference:       at(89, 97, text, 'first 9 signs of the creditor’s reference'),
  filler:          at(98, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
const mandateSectionEnd = (section: '0210' | '0212' | '0219') =>
  record(`0603.092.${section}`, 128, `0603 section end ${section}`, {
    system:        at(1, 2, literal('BS'), 'Betalingsservice'),
    recordType:    at(3, 5, literal('092'), 'section end'),
    pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
    sectionNo:     at(14, 17, literal(section), 'section number'),
    filler1:       at(18, 20, filler('000')),
    debtorGroupNo: at(21, 25, digits, 'debtor group number'),
    filler2:       at(26, 31, filler('blanks')),
    count042:      at(32, 42, count(), 'number of 042 records in the section'),
    amount:        at(43, 57, filler('zeros')),
    count052:      at(58, 68, filler('zeros')),
    filler3:       at(69, 83, filler('blanks')),
    count022:      at(84, 94, filler('zeros')),
    filler4:       at(95, 128, filler('blanks')),
  });

export const sectionEnd0210 = mandateSectionEnd('0210');
export const sectionEnd0212 = mandateSectionEnd('0212');
export const sectionEnd0219 = mandateSectionEnd('0219');

// biome-ignore format: positions stand in columns, as in the manual
export const sectionEnd0217 = record('0603.092.0217', 128, '0603 section end 0217', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('092'), 'section end'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0217'), 'payment slips printed'),
  filler1:       at(18, 20, filler('000')),
  debtorGroupNo: at(21, 25, digits, 'debtor group number'),
  filler2:       at(26, 31, filler('blanks')),
  count042:      at(32, 42, count(), 'number of 042 records in the section'),
  amount:        at(43, 57, amount, 'sum of positions 76-88 of the 042 records'),
  count052:      at(58, 68, filler('zeros')),
  filler3:       at(69, 83, filler('blanks')),
  count022:      at(84, 94, filler('zeros')),
  filler4:       at(95, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const end0603 = record('0603.992', 128, '0603 delivery end', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('992'), 'delivery end'),
  dataSupplierNo: at(6, 13, digits, 'as in the delivery start'),
  subsystem:      at(14, 16, text, 'as in the delivery start'),
  deliveryType:   at(17, 20, literal('0603'), 'mandates from Nets'),
  sectionCount:   at(21, 31, count(), 'number of sections'),
  count042:       at(32, 42, count(), 'number of 042 records in the file'),
  amount:         at(43, 57, amount, 'sum of the sections’ totals; zero without a section 0217'),
  count052:       at(58, 68, filler('zeros')),
  filler1:        at(69, 83, filler('zeros')),
  count022:       at(84, 94, count(), 'number of 022 records in the file'),
  filler2:        at(95, 128, filler('zeros')),
});

export type Mandate0603 = RecordOf<typeof mandate0603>;
