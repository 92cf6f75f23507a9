import { type CalendarDate, dateOf, dayOf, monthOf, yearOf } from '#kernel';
import {
  at,
  amount,
  type Codec,
  count,
  digits,
  explained,
  type FieldReader,
  filler,
  literal,
  optionalDigits,
  record,
  spokenDate,
  text,
  unused,
} from '#schemas/kit';
import { numberAt } from './dates.ts';

/**
 * Danish slip payments (FI-indbetalinger), danske-iso20022.md 5.1 and payment-ids-and-escalation.md 1.4. Of FI03 card
 * type, payment id, booking date and amount are verified; everything else is inferred from two public samples, and is
 * marked so in its words.
 */
const inferred = '(inferred)';

/** Card types of Danish slips, and the length of their payment ids with the check digit (danske-iso20022.md 2.6). */
export const slipTypes: Readonly<Record<string, { readonly idLength: number; readonly hasCheckDigit: boolean }>> = {
  '71': { idLength: 15, hasCheckDigit: true },
  '73': { idLength: 0, hasCheckDigit: false },
  '75': { idLength: 16, hasCheckDigit: true },
  '04': { idLength: 16, hasCheckDigit: true },
  '15': { idLength: 16, hasCheckDigit: true },
  '01': { idLength: 0, hasCheckDigit: false },
};

/** Year, month, day; zeros or blanks mean none. */
const yyyymmddOrNone: Codec<CalendarDate | null> = {
  role: 'value',
  type: 'N',
  expected: () => 'a date as yyyymmdd, or zeros',
  takesWidth: (width) => width === 8,
  reader:
    (from): FieldReader<CalendarDate | null> =>
    (_bytes, block, start) => {
      const written = block.slice(start + from, start + from + 8);
      if (/^(0{8}| {8})$/.test(written)) return null;
      const found = numberAt(written, 0, 8);
      const read = dateOf(Math.floor(found / 10_000), Math.floor(found / 100) % 100, found % 100);
      return found >= 0 && read.ok ? read.value : undefined;
    },
  writer: (from) => (bytes, start, value) => {
    const written =
      value === null
        ? '00000000'
        : String(yearOf(value) * 10_000 + monthOf(value) * 100 + dayOf(value)).padStart(8, '0');
    for (let i = 0; i < 8; i++) bytes[start + from + i] = written.charCodeAt(i);
    return true;
  },
  explain: (value) => (value === null ? 'none' : spokenDate(value)),
};

const slipTypeWords = explained(digits, (type) =>
  Object.hasOwn(slipTypes, type) ? `slip of type ${type}` : `${type}, a card type we do not know`,
);

// biome-ignore format: positions stand in columns, as in the manual
export const fi01 = record('fi0.01', 58, 'FI01 file start', {
  record:       at(1, 4, literal('FI01', 'X'), 'file start'),
  sender:       at(5, 24, text, `sender, in a form of the bank’s own ${inferred}`),
  zeros:        at(25, 43, text, `no use is known ${inferred}`),
  creationDate: at(44, 51, yyyymmddOrNone, `date the file was made ${inferred}`),
  creationTime: at(52, 57, text, `time the file was made, hhmmss ${inferred}`),
  mode:         at(58, 58, text, `P, probably for production ${inferred}`),
});

// biome-ignore format: positions stand in columns, as in the manual
export const fi02 = record('fi0.02', 65, 'FI02 start of the payments to one creditor number', {
  record:         at(1, 4, literal('FI02', 'X'), 'section start'),
  zero:           at(5, 5, text, `zero in front of the creditor number ${inferred}`),
  creditorNumber: at(6, 13, digits, `creditor number of the slips ${inferred}`),
  bankCode:       at(14, 17, text, `registration number of the bank ${inferred}`),
  account:        at(18, 27, text, `account the money goes to ${inferred}`),
  zeros:          at(28, 51, text, `no use is known ${inferred}`),
  creationDate:   at(52, 59, yyyymmddOrNone, `date the section was made ${inferred}`),
  creationTime:   at(60, 65, text, `time the section was made, hhmmss ${inferred}`),
});

// biome-ignore format: positions stand in columns, as in the manual
export const fi03 = record('fi0.03', 113, 'FI03 one slip that was paid', {
  record:           at(1, 4, literal('FI03', 'X'), 'payment'),
  zero:             at(5, 5, text, 'zero'),
  paymentDate:      at(6, 13, yyyymmddOrNone, `day it was paid or registered ${inferred}`),
  cardType:         at(14, 15, slipTypeWords, 'card type of the slip'),
  zeros:            at(16, 18, text, `zeros ${inferred}`),
  longIdDigit:      at(19, 19, text, `first digit of a payment id of 16 digits, else zero ${inferred}`),
  paymentId:        at(20, 34, optionalDigits('zeros'), 'payment id with its check digit, zeros in front'),
  archiveReference: at(35, 56, text, `archive reference: registration number, date, serial number ${inferred}`),
  bookingDate:      at(57, 64, yyyymmddOrNone, 'day it was booked'),
  amount:           at(65, 79, amount, 'amount in øre'),
  blanks:           at(80, 101, unused(), 'blank in the samples'),
  letters:          at(102, 103, text, 'CC in the samples; no meaning is known'),
  digits:           at(104, 112, text, 'zeros in the samples; no meaning is known'),
  status:           at(113, 113, text, 'N in the samples; no meaning is known'),
});

// biome-ignore format: positions stand in columns, as in the manual
export const fi08 = record('fi0.08', 54, 'FI08 end of the payments to one creditor number', {
  record:         at(1, 4, literal('FI08', 'X'), 'section end'),
  zero:           at(5, 5, text, `zero in front of the creditor number ${inferred}`),
  creditorNumber: at(6, 13, digits, `creditor number of the slips ${inferred}`),
  count:          at(14, 24, count(), `how many payments the section has ${inferred}`),
  total:          at(25, 39, amount, `their sum in øre ${inferred}`),
  zeros:          at(40, 54, filler('zeros', 'X'), `no use is known ${inferred}`),
});

// biome-ignore format: positions stand in columns, as in the manual
export const fi09 = record('fi0.09', 55, 'FI09 file end', {
  record:   at(1, 4, literal('FI09', 'X'), 'file end'),
  sender:   at(5, 24, text, `sender, as in FI01 ${inferred}`),
  zeros:    at(25, 33, text, `no use is known ${inferred}`),
  sections: at(34, 44, count(), `how many sections the file has ${inferred}`),
  payments: at(45, 55, count(), `how many payments the file has ${inferred}`),
});

export const fi0Layouts = [fi01, fi02, fi03, fi08, fi09] as const;
