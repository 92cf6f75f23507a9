import {
  amount,
  at,
  count,
  customerNumber,
  ddmmyyOrNone,
  digits,
  explained,
  filler,
  literal,
  optionalDigits,
  type RecordOf,
  record,
  text,
} from '#schemas/kit';
import { looseCode, undocumented } from './loose-codecs.ts';

const theirCustomer = customerNumber('right');
const account = optionalDigits('zeros');

/** The two text numbers whose meaning was inferred from real pairs; the list of the others is not public. */
const knownTexts: Readonly<Record<string, string>> = {
  '210100': 'automatic payments registered for this payment date and account',
  '210300': 'payment slips dispatched',
};

/** What the second digit of a text number says: control information, a remark, or an error (one source). */
export function kindOfText(textNumber: string): 'receipt' | 'remark' | 'error' | null {
  const digit = /^\d\d{5}$/.test(textNumber) ? textNumber[1] : '';
  return digit === '1' ? 'receipt' : digit === '2' ? 'remark' : digit === '3' ? 'error' : null;
}

const textNumber = explained(looseCode, (number) => {
  const kind = kindOfText(number) ?? (number === '' ? 'no text number' : 'of an unknown kind');
  return `${number} (${kind}): ${knownTexts[number] ?? 'the list of texts is not public'}`;
});

/** Delivery 0621: electronic information list (kreditoroplysningsliste). Positions: nets-formats.md section 7. */
// biome-ignore format: positions stand in columns, as in the manual
export const start0621 = record('0621.002', 128, '0621 delivery start', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('002'), 'delivery start'),
  dataSupplierNo: at(6, 13, digits, 'data supplier’s number, normally its CVR number'),
  subsystem:      at(14, 16, text, 'agreed subsystem, normally BS1'),
  deliveryType:   at(17, 20, literal('0621'), 'electronic information list from Nets'),
  deliveryId:     at(21, 30, digits, 'Nets’ serial number of the delivery'),
  filler1:        at(31, 49, filler('blanks')),
  creationDate:   at(50, 55, ddmmyyOrNone, 'date the delivery was made'),
  filler2:        at(56, 128, filler('blanks')),
});

/** Its date stands at 55-60, not at 50-55 as in other deliveries. */
// biome-ignore format: positions stand in columns, as in the manual
export const sectionStart0120 = record('0621.012.0120', 60, '0621 section start 0120', {
  system:        at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:    at(3, 5, literal('012'), 'section start'),
  pbsNo:         at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:     at(14, 17, literal('0120'), 'electronic information list'),
  filler1:       at(18, 20, filler('blanks')),
  debtorGroupNo: at(21, 25, digits, 'debtor group number'),
  filler2:       at(26, 54, filler('blanks')),
  creationDate:  at(55, 60, ddmmyyOrNone, 'date the section was made'),
});

/** First half of a receipt: how many collections, and how much, for one payment date. */
// biome-ignore format: positions stand in columns, as in the manual
export const receipt0280First = record('0621.022.0280.001', 113, '0621 receipt for collections, first record', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'information'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0280'), 'about collections'),
  recordNo:        at(18, 20, literal('001'), 'first record'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  customerNo:      at(26, 40, theirCustomer, 'customer number; blank on totals'),
  mandateNo:       at(41, 49, account, 'mandate number; zeros on totals'),
  date1:           at(50, 55, ddmmyyOrNone, 'date; zeros on totals'),
  kind:            at(56, 56, looseCode, '0 with text 210100, 2 with text 210300 (inferred)'),
  regNo:           at(57, 60, account, 'settlement registration number (inferred)'),
  accountNo:       at(61, 70, account, 'settlement account number (inferred)'),
  paymentDate:     at(71, 76, ddmmyyOrNone, 'payment date (inferred)'),
  dispatchDate:    at(77, 82, ddmmyyOrNone, 'the day the slips are sent out (inferred)'),
  countPayments:   at(83, 91, count(), 'number of collections'),
  countTextLines:  at(92, 100, count(), 'number of text lines'),
  amount:          at(101, 113, amount, 'amount'),
});

// biome-ignore format: positions stand in columns, as in the manual
export const receipt0280Second = record('0621.022.0280.002', 120, '0621 receipt for collections, second record', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'information'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0280'), 'about collections'),
  recordNo:        at(18, 20, literal('002'), 'second record'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  filler1:         at(26, 58, filler('zeros')),
  amount:          at(59, 71, amount, 'the amount of the first record again (inferred)'),
  text:            at(72, 114, text, 'text, such as the name of the settlement bank'),
  textNo:          at(115, 120, textNumber, 'text number'),
});

/**
 * Any other 022: a remark or an error about one collection or mandate. Only these places are known (one parser, in the
 * words of nets-formats.md section 7); what stands between them is kept with the line.
 */
// biome-ignore format: positions stand in columns, as in the manual
export const remark0621 = record('0621.022', 128, '0621 remark or error about one customer', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('022'), 'information'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, looseCode, 'transaction it is about; 0200 = registration of a mandate'),
  recordNo:        at(18, 20, looseCode, 'record number'),
  debtorGroupNo:   at(21, 25, looseCode, 'debtor group number'),
  customerNo:      at(26, 40, theirCustomer, 'customer number'),
  mandateNo:       at(41, 49, looseCode, 'mandate number'),
  date:            at(50, 55, looseCode, 'date as ddmmyy'),
  between:         at(56, 114, text, 'not documented'),
  textNo:          at(115, 120, textNumber, 'text number'),
  rest:            at(121, 128, undocumented()),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionEnd0120 = record('0621.092.0120', 68, '0621 section end 0120', {
  system:     at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType: at(3, 5, literal('092'), 'section end'),
  pbsNo:      at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:  at(14, 17, literal('0120'), 'electronic information list'),
  filler1:    at(18, 20, filler('000')),
  count022:   at(21, 31, count(), 'number of 022 records in the section'),
  filler2:    at(32, 68, filler('zeros')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const end0621 = record('0621.992', 79, '0621 delivery end', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('992'), 'delivery end'),
  dataSupplierNo: at(6, 13, digits, 'as in the delivery start'),
  subsystem:      at(14, 16, text, 'as in the delivery start'),
  deliveryType:   at(17, 20, literal('0621'), 'electronic information list from Nets'),
  sectionCount:   at(21, 31, count(), 'number of sections'),
  count022:       at(32, 42, count(), 'number of 022 records in the file'),
  filler:         at(43, 79, filler('zeros')),
});

export type Receipt0280First = RecordOf<typeof receipt0280First>;
