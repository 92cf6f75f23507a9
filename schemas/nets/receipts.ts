import {
  at,
  digits,
  explained,
  filler,
  hhmmss,
  literal,
  optionalDigits,
  type RecordOf,
  record,
  text,
  yymmdd,
} from '#schemas/kit';

const result = explained(text, (sign) => (sign === '+' ? 'accepted' : `refused (${sign || 'blank'})`));

/** The two codes of acceptance are the only ones published. */
const codeWords: Readonly<Record<string, string>> = { PN00: 'data accepted', BS00: 'delivery accepted' };
const code = explained(text, (found) => `${found || 'blank'}: ${codeWords[found] ?? 'not a code we know'}`);

/** T file: the transmission arrived (kvittering). One source; nets-formats.md section 9. */
// biome-ignore format: positions stand in columns, as in the manual
export const transmissionReceipt = record('pbcnet.40', 60, 'PBCNET40 transmission receipt', {
  id:             at(1, 6, literal('PBCNET'), 'transmission record'),
  type:           at(7, 8, literal('40'), 'transmission receipt'),
  subsystem:      at(9, 11, text, 'subsystem'),
  transmissionId: at(12, 28, text, 'our own id echoed, or one made by Nets'),
  date:           at(29, 34, yymmdd, 'date'),
  time:           at(35, 40, hhmmss, 'time of day'),
  result:         at(41, 41, result, '+ accepted, anything else refused'),
  code:           at(42, 45, code, 'PN00 = data accepted'),
  text:           at(46, 60, text, 'text'),
});

/** First line of a V file: the delivery was accepted or refused. One source. */
// biome-ignore format: positions stand in columns, as in the manual
export const deliveryReceipt = record('pbcnet.41', 66, 'PBCNET41 delivery receipt', {
  id:             at(1, 6, literal('PBCNET'), 'transmission record'),
  type:           at(7, 8, literal('41'), 'delivery receipt'),
  subsystem:      at(9, 11, text, 'subsystem'),
  transmissionId: at(12, 28, text, 'as in the transmission receipt'),
  date:           at(29, 34, yymmdd, 'date'),
  time:           at(35, 40, hhmmss, 'time of day'),
  result:         at(41, 41, result, '+ accepted, anything else refused'),
  code:           at(42, 45, code, 'BS00 = delivery accepted'),
  f1:             at(46, 46, filler('blanks')),
  text:           at(47, 66, text, 'text'),
});

/** The wrapper deliveries travelled in until about 2011. We never send it and read past it. */
// biome-ignore format: positions stand in columns, as in the manual
export const transmissionStart = record('pbcnet.00', 44, 'PBCNET00 transmission start', {
  id:        at(1, 6, literal('PBCNET'), 'transmission record'),
  type:      at(7, 8, literal('00'), 'transmission start'),
  subsystem: at(9, 11, text, 'subsystem'),
  f1:        at(12, 12, filler('blanks')),
  date:      at(13, 18, yymmdd, 'date'),
  seq:       at(19, 20, digits, 'serial number of the transmission'),
  f2:        at(21, 22, filler('blanks')),
  freeId:    at(23, 28, optionalDigits('blanks'), 'own identification'),
  f3:        at(29, 44, filler('blanks')),
});

// biome-ignore format: positions stand in columns, as in the manual
export const transmissionEnd = record('pbcnet.90', 34, 'PBCNET90 transmission end', {
  id:          at(1, 6, literal('PBCNET'), 'transmission record'),
  type:        at(7, 8, literal('90'), 'transmission end'),
  subsystem:   at(9, 11, text, 'subsystem'),
  f1:          at(12, 12, filler('blanks')),
  date:        at(13, 18, yymmdd, 'date'),
  seq:         at(19, 20, digits, 'as in the transmission start'),
  f2:          at(21, 22, filler('blanks')),
  freeId:      at(23, 28, optionalDigits('blanks'), 'as in the transmission start; blank from Nets'),
  recordCount: at(29, 34, optionalDigits('blanks'), 'records in between; missing after V files'),
});

export const wrapperLayouts = [transmissionStart, transmissionEnd, transmissionReceipt, deliveryReceipt] as const;

export type TransmissionReceipt = RecordOf<typeof transmissionReceipt>;
export type DeliveryReceipt = RecordOf<typeof deliveryReceipt>;

/**
 * Whether a receipt's first line accepts: only `+` with a code that ends in 00 does. Codes of refusal are not known,
 * so everything else is a refusal (nets-formats.md section 9).
 */
export const accepts = (receipt: { readonly result: string; readonly code: string }): boolean =>
  receipt.result === '+' && /^[A-Z]{2}00$/.test(receipt.code);
