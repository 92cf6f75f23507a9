import {
  amount,
  at,
  count,
  customerNumber,
  ddmmyyOrNone,
  ddmmyyyy,
  ddmmyyyyOrNone,
  digits,
  filler,
  literal,
  oneOf,
  optionalDigits,
  type RecordOf,
  record,
  text,
  unused,
} from '#schemas/kit';
import { longDigits } from './loose-codecs.ts';

/** Which way the money goes: to the creditor, to the debtor, or not at all (advice only, or a stopped collection). */
export const direction = oneOf(
  { none: '0', collect: '1', disburse: '2' },
  { none: 'no amount', collect: 'collection, to the creditor', disburse: 'disbursement, to the debtor' },
);
/** A payment slip only ever pays in. */
export const slipDirection = oneOf(
  { none: '0', collect: '1' },
  { none: 'no amount', collect: 'payment to the creditor' },
);

const ourCustomer = customerNumber('left');
const customerDoc = 'the debtor’s customer number with the creditor';
const groupDoc = 'debtor group, as in the section start';

/** Delivery 0601: collections to Nets (opkrævninger). Positions: nets-formats.md section 3, status V unless noted. */
// biome-ignore format: positions stand in columns, as in the manual
export const start0601 = record('0601.002', 128, '0601 delivery start', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('002'), 'delivery start'),
  dataSupplierNo: at(6, 13, digits, 'data supplier’s number, normally its CVR number'),
  subsystem:      at(14, 16, text, 'agreed subsystem, normally BS1 (KR9 for Mastercard’s test)'),
  deliveryType:   at(17, 20, literal('0601'), 'collections to Nets'),
  deliveryId:     at(21, 30, digits, 'our own running number, unique'),
  filler1:        at(31, 49, filler('blanks')),
  creationDate:   at(50, 55, ddmmyyOrNone, 'date the delivery was made'),
  filler2:        at(56, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionStart0112 = record('0601.012.0112', 128, '0601 section start 0112 (collections)', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('012'), 'section start'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0112'), 'collections'),
  filler1:       at(18, 22, filler('blanks')),
  debtorGroupNo: at(23, 27, digits, 'debtor group number'),
  userId:        at(28, 42, text, 'the creditor’s name for itself at the data supplier, own use'),
  filler2:       at(43, 46, filler('blanks')),
  creationDate:  at(47, 54, ddmmyyyyOrNone, 'date the section was made'),
  regNo:         at(55, 58, optionalDigits('blanks'), 'registration number for settlement; none = the one registered'),
  accountNo:     at(59, 68, optionalDigits('blanks'), 'settlement account; none = the one registered'),
  mainText:      at(69, 128, text, 'main text on the payment overview; blank = the debtor group’s name'),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionStart0113 = record('0601.012.0113', 128, '0601 section start 0113 (replacement collections)', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('012'), 'section start'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0113'), 'replacement collections'),
  filler1:       at(18, 22, filler('blanks')),
  debtorGroupNo: at(23, 27, digits, 'debtor group number'),
  userId:        at(28, 42, text, 'the creditor’s name for itself at the data supplier, own use'),
  filler2:       at(43, 46, filler('blanks')),
  creationDate:  at(47, 54, ddmmyyyyOrNone, 'date the section was made'),
  regNo:         at(55, 58, optionalDigits('blanks'), 'registration number for settlement; none = the one registered'),
  accountNo:     at(59, 68, optionalDigits('blanks'), 'settlement account; none = the one registered'),
  mainText:      at(69, 128, text, 'main text on the payment overview; blank = the debtor group’s name'),
});

/** The guide wants zeros and blanks at 55-128; real accepted files carried account and text (nets-formats.md 3.2). */
// biome-ignore format: positions stand in columns, as in the manual
export const sectionStart0117 = record('0601.012.0117', 128, '0601 section start 0117 (payment slips only)', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('012'), 'section start'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0117'), 'payment slips with short notice'),
  filler1:       at(18, 22, filler('blanks')),
  debtorGroupNo: at(23, 27, digits, 'debtor group number'),
  userId:        at(28, 42, text, 'the creditor’s name for itself at the data supplier, own use'),
  filler2:       at(43, 46, filler('blanks')),
  creationDate:  at(47, 54, ddmmyyyyOrNone, 'date the section was made'),
  regNo:         at(55, 58, optionalDigits('zeros'), 'registration number; the guide wants zeros'),
  accountNo:     at(59, 68, optionalDigits('zeros'), 'settlement account; the guide wants zeros'),
  mainText:      at(69, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionStart0118 = record('0601.012.0118', 128, '0601 section start 0118 (payment slips, own payment id)', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('012'), 'section start'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0118'), 'payment slips with short notice and our own payment id'),
  filler1:       at(18, 22, filler('blanks')),
  debtorGroupNo: at(23, 27, digits, 'debtor group number'),
  userId:        at(28, 42, text, 'the creditor’s name for itself at the data supplier, own use'),
  filler2:       at(43, 46, filler('blanks')),
  creationDate:  at(47, 54, ddmmyyyyOrNone, 'date the section was made'),
  regNo:         at(55, 58, filler('zeros')),
  accountNo:     at(59, 68, filler('zeros')),
  mainText:      at(69, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const nameLine0601 = record('0601.022.name', 128, '0601 debtor’s name or address line', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'name and address'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0240'), 'name and address'),
  recordNo:        at(18, 22, count(1, 5), 'line number: 1 is the name'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, filler('zeros')),
  line:            at(52, 86, text, 'name (line 1), then address'),
  filler:          at(87, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const postLine0601 = record('0601.022.post', 128, '0601 debtor’s postcode and country', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'name and address'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0240'), 'name and address'),
  recordNo:        at(18, 22, literal('00009'), 'postcode and country'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, filler('zeros')),
  filler1:         at(52, 66, filler('blanks')),
  postCode:        at(67, 70, text, 'Danish postcode; abroad 0000 or blank; 0555 for an EAN customer'),
  country:         at(71, 73, text, 'ISO 3166 country code of two letters; DK or blank at home'),
  filler2:         at(74, 128, filler('blanks')),
});

/** Positions 93 and 94 are options of unknown meaning (U): left blank. */
// biome-ignore format: positions stand in columns, as in the manual
export const extraLine0601 = record('0601.022.extra', 128, '0601 supplementary debtor information', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'name and address'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0240'), 'name and address'),
  recordNo:        at(18, 22, literal('00010'), 'supplementary information'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  filler1:         at(43, 82, filler('blanks')),
  cprCvr:          at(83, 92, optionalDigits('zeros'), 'debtor’s CPR or CVR number, for delivery to e-Boks'),
  option1:         at(93, 93, unused(), 'option of unknown meaning'),
  option2:         at(94, 94, unused(), 'option of unknown meaning'),
  filler2:         at(95, 128, filler('blanks')),
});

/**
 * One claim on one debtor (opkrævning).
 *
 * The mandate number is zeros with a Total agreement (Nets finds the mandate itself), with Basis the one from 0603.
 */
// biome-ignore format: positions stand in columns, as in the manual
export const collection0280 = record('0601.042.0280', 128, '0601 collection, section 0112', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'collection'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0280'), 'collection'),
  recordNo:        at(18, 22, literal('00000'), 'record number'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, optionalDigits('zeros'), 'mandate number (aftalenummer)'),
  paymentDate:     at(52, 59, ddmmyyyy, 'the day the debtor’s account is debited'),
  signCode:        at(60, 60, direction, 'which way the money goes'),
  amount:          at(61, 73, amount, 'amount without sign'),
  reference:       at(74, 103, text, 'creditor’s own reference; slips return the first 9 signs'),
  filler1:         at(104, 105, filler('00')),
  filler2:         at(106, 120, unused(), 'one implementation names this a payer id'),
  filler3:         at(121, 128, unused(), 'one implementation sends zeros'),
});

/** Replaces a delivered 0280 of the same customer and date; sign and amount 0 stop it. Positions 74-128: one source. */
// biome-ignore format: positions stand in columns, as in the manual
export const replacement0283 = record('0601.042.0283', 128, '0601 replacement collection, section 0113', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'collection'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0283'), 'replacement collection'),
  recordNo:        at(18, 22, literal('00000'), 'record number'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, digits, 'mandate number (aftalenummer)'),
  paymentDate:     at(52, 59, ddmmyyyy, 'the payment date of the collection it replaces'),
  signCode:        at(60, 60, direction, 'which way the money goes'),
  amount:          at(61, 73, amount, 'the new amount without sign'),
  reference:       at(74, 103, text, 'creditor’s own reference'),
  filler1:         at(104, 105, filler('00')),
  filler2:         at(106, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const slip0285 = record('0601.042.0285', 128, '0601 payment slip with short notice, section 0117', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'collection'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0285'), 'payment slip with short notice'),
  recordNo:        at(18, 22, literal('00000'), 'record number'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, filler('zeros')),
  paymentDate:     at(52, 59, ddmmyyyy, 'payment date printed on the slip'),
  signCode:        at(60, 60, slipDirection, 'whether an amount is printed'),
  amount:          at(61, 73, amount, 'amount without sign'),
  reference:       at(74, 82, text, 'creditor’s own reference, returned in 0602'),
  filler1:         at(83, 103, filler('blanks')),
  filler2:         at(104, 105, filler('00')),
  filler3:         at(106, 128, filler('blanks')),
});

/** Positions 74-128: one source. A payment id of zeros leaves it to Nets to make one. */
// biome-ignore format: positions stand in columns, as in the manual
export const slip0286 = record('0601.042.0286', 128, '0601 payment slip with own payment id, section 0118', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'payment slip'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0286'), 'payment slip with own payment id'),
  recordNo:        at(18, 22, literal('00000'), 'record number'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, filler('zeros')),
  paymentDate:     at(52, 59, ddmmyyyy, 'payment date printed on the slip'),
  signCode:        at(60, 60, slipDirection, 'whether an amount is printed'),
  amount:          at(61, 73, amount, 'amount without sign'),
  reference:       at(74, 82, text, 'creditor’s own reference, 9 signs'),
  paymentId:       at(83, 98, longDigits, 'payment id of the OCR line with its check digit; zeros = Nets makes its own'),
  filler:          at(99, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const text0601 = record('0601.052', 128, '0601 text to the debtor', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('052'), 'text to the debtor'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0241'), 'text'),
  recordNo:        at(18, 22, count(1, 5000), 'line number, from 1 for every collection'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, optionalDigits('zeros'), 'as in the collection it follows'),
  filler1:         at(52, 52, filler('blanks')),
  text:            at(53, 112, text, 'one line of the payment overview; on the slip too when no 062 is sent'),
  filler2:         at(113, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const slipText0601 = record('0601.062', 128, '0601 separate text for payment slips', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('062'), 'text on the payment slip'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0241'), 'text'),
  recordNo:        at(18, 22, count(1, 5000), 'line number, from 1 for every collection'),
  debtorGroupNo:   at(23, 27, digits, groupDoc),
  customerNo:      at(28, 42, ourCustomer, customerDoc),
  mandateNo:       at(43, 51, filler('zeros')),
  filler1:         at(52, 52, filler('blanks')),
  text:            at(53, 112, text, 'one line on the slip, in place of the 052 lines'),
  filler2:         at(113, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
const sectionEnd = (section: '0112' | '0113' | '0117' | '0118') =>
  record(`0601.092.${section}`, 128, `0601 section end ${section}`, {
    system:        at(1, 2, literal('BS'), 'Betalingsservice'),
    recordType:    at(3, 5, literal('092'), 'section end'),
    pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
    sectionNo:     at(14, 17, literal(section), 'section number'),
    filler1:       at(18, 22, filler('zeros')),
    debtorGroupNo: at(23, 27, digits, groupDoc),
    filler2:       at(28, 31, filler('blanks')),
    count042:      at(32, 42, count(), 'number of 042 records in the section'),
    amount:        at(43, 57, amount, 'collections minus disbursements, without sign'),
    count052:      at(58, 68, count(), 'number of 052 and 062 records in the section'),
    filler3:       at(69, 83, filler('blanks')),
    count022:      at(84, 94, count(), 'number of 022 records in the section'),
    filler4:       at(95, 128, filler('blanks')),
  });

export const sectionEnd0112 = sectionEnd('0112');
export const sectionEnd0113 = sectionEnd('0113');
export const sectionEnd0117 = sectionEnd('0117');
export const sectionEnd0118 = sectionEnd('0118');

// biome-ignore format: positions stand in columns, as in the manual
export const end0601 = record('0601.992', 128, '0601 delivery end', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('992'), 'delivery end'),
  dataSupplierNo: at(6, 13, digits, 'as in the delivery start'),
  subsystem:      at(14, 16, text, 'as in the delivery start'),
  deliveryType:   at(17, 20, literal('0601'), 'collections to Nets'),
  sectionCount:   at(21, 31, count(), 'number of sections'),
  count042:       at(32, 42, count(), 'number of 042 records in the file'),
  amount:         at(43, 57, amount, 'collections minus disbursements, without sign'),
  count052:       at(58, 68, count(), 'number of 052 and 062 records in the file'),
  filler1:        at(69, 83, filler('zeros')),
  count022:       at(84, 94, count(), 'number of 022 records in the file'),
  filler2:        at(95, 128, filler('zeros')),
});

export type Start0601 = RecordOf<typeof start0601>;
export type SectionStart0112 = RecordOf<typeof sectionStart0112>;
export type Collection0280 = RecordOf<typeof collection0280>;
export type Replacement0283 = RecordOf<typeof replacement0283>;
export type Slip0285 = RecordOf<typeof slip0285>;
export type Slip0286 = RecordOf<typeof slip0286>;
export type Direction = Collection0280['signCode'];
