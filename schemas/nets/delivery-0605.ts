import {
  at,
  count,
  customerNumber,
  ddmmyyOrNone,
  digits,
  filler,
  literal,
  type RecordOf,
  record,
  text,
} from '#schemas/kit';
import { undocumented } from './loose-codecs.ts';

/**
 * Delivery 0605: mandates to Nets, as far as it is known: cancellation by the creditor.
 *
 * One unfinished implementation is the only source (nets-formats.md section 6). The ends of section and delivery are
 * the common ones, a working assumption. Written only where the agreement says so.
 */
// biome-ignore format: positions stand in columns, as in the manual
export const start0605 = record('0605.002', 128, '0605 delivery start', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('002'), 'delivery start'),
  dataSupplierNo: at(6, 13, digits, 'data supplier’s number, normally its CVR number'),
  subsystem:      at(14, 16, text, 'agreed subsystem, normally BS1'),
  deliveryType:   at(17, 20, literal('0605'), 'mandates to Nets'),
  deliveryId:     at(21, 30, digits, 'our own running number, unique'),
  filler1:        at(31, 49, filler('blanks')),
  creationDate:   at(50, 55, ddmmyyOrNone, 'date the delivery was made'),
  filler2:        at(56, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionStart0126 = record('0605.012.0126', 128, '0605 section start 0126 (cancellation of mandates)', {
  system:     at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType: at(3, 5, literal('012'), 'section start'),
  pbsNo:      at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:  at(14, 17, literal('0126'), 'cancellation of mandates'),
  filler1:    at(18, 20, filler('000')),
  userId:     at(21, 35, text, 'the creditor’s name for itself at the data supplier'),
  filler2:    at(36, 44, filler('blanks')),
  filler3:    at(45, 50, filler('zeros')),
  filler4:    at(51, 128, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const cancellation0257 = record('0605.042.0257', 128, '0605 cancellation of a mandate (0257)', {
  system:          at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:      at(3, 5, literal('042'), 'mandate'),
  pbsNo:           at(6, 13, digits, 'creditor’s PBS number'),
  transactionCode: at(14, 17, literal('0257'), 'cancelled: the customer relation ended'),
  recordNo:        at(18, 20, literal('000'), 'record number'),
  debtorGroupNo:   at(21, 25, digits, 'debtor group number'),
  customerNo:      at(26, 40, customerNumber('left'), 'customer number'),
  mandateNo:       at(41, 49, digits, 'mandate number (aftalenummer)'),
  filler1:         at(50, 55, filler('zeros')),
  filler2:         at(56, 61, filler('zeros')),
  filler3:         at(62, 128, filler('zeros')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const sectionEnd0126 = record('0605.092.0126', 128, '0605 section end 0126', {
  system:     at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType: at(3, 5, literal('092'), 'section end'),
  pbsNo:      at(6, 13, digits, 'creditor’s PBS number'),
  sectionNo:  at(14, 17, literal('0126'), 'cancellation of mandates'),
  filler1:    at(18, 31, undocumented('zeros')),
  count042:   at(32, 42, count(), 'number of 042 records in the section'),
  rest:       at(43, 128, undocumented('zeros')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const end0605 = record('0605.992', 128, '0605 delivery end', {
  system:         at(1, 2, literal('BS'), 'Betalingsservice'),
  recordType:     at(3, 5, literal('992'), 'delivery end'),
  dataSupplierNo: at(6, 13, digits, 'as in the delivery start'),
  subsystem:      at(14, 16, text, 'as in the delivery start'),
  deliveryType:   at(17, 20, literal('0605'), 'mandates to Nets'),
  sectionCount:   at(21, 31, count(), 'number of sections'),
  count042:       at(32, 42, count(), 'number of 042 records in the file'),
  rest:           at(43, 128, undocumented('zeros')),
});

export type Cancellation0257 = RecordOf<typeof cancellation0257>;
