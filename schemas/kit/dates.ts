import { type CalendarDate, dateOf, dayOf, monthOf, yearOf } from '#kernel';
import { type Codec, type FieldReader, putDigits } from './codec.ts';
import { digitsAt } from './words.ts';

type DateForm = 'ddmmyy' | 'ddmmyyyy' | 'yymmdd';

/** Day, month, year in two digits, always 20yy (nets-formats.md section 2, rule 4). */
export const ddmmyy: Codec<CalendarDate> = dateCodec('ddmmyy');
/** Day, month, year in four digits. */
export const ddmmyyyy: Codec<CalendarDate> = dateCodec('ddmmyyyy');
/** Year in two digits, month, day: receipts only. */
export const yymmdd: Codec<CalendarDate> = dateCodec('yymmdd');

export const ddmmyyOrNone: Codec<CalendarDate | null> = orNone(ddmmyy, 'ddmmyy');
export const ddmmyyyyOrNone: Codec<CalendarDate | null> = orNone(ddmmyyyy, 'ddmmyyyy');

/** A time of day: `hhmmss` on paper, `10:15:00` in the program. */
export const hhmmss: Codec<string> = {
  role: 'value',
  type: 'N',
  expected: () => 'a time as hhmmss',
  takesWidth: (width) => width === 6,
  reader: (from) => (bytes, block, start) => {
    const at = start + from;
    const isTime =
      isBetween(digitsAt(bytes, at, 2), 23) &&
      isBetween(digitsAt(bytes, at + 2, 2), 59) &&
      isBetween(digitsAt(bytes, at + 4, 2), 59);
    return isTime
      ? `${block.slice(at, at + 2)}:${block.slice(at + 2, at + 4)}:${block.slice(at + 4, at + 6)}`
      : undefined;
  },
  writer: (from) => (bytes, start, value) => {
    if (!/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(value)) return false;
    [0, 3, 6].forEach((at, i) => putDigits(bytes, start + from + i * 2, 2, Number(value.slice(at, at + 2))));
    return true;
  },
  explain: (value) => value,
};

const months = 'January February March April May June July August September October November December'.split(' ');

/** For people: 2 February 2026. */
export function spokenDate(date: CalendarDate): string {
  return `${dayOf(date)} ${months[monthOf(date) - 1]} ${yearOf(date)}`;
}

function dateCodec(form: DateForm): Codec<CalendarDate> {
  const wide = form.length;
  return {
    role: 'value',
    type: 'N',
    expected: () => `a date as ${form}`,
    takesWidth: (width) => width === wide,
    reader: (from) => dateReader(from, form, undefined) as FieldReader<CalendarDate>,
    writer: (from) => (bytes, start, value) => {
      const year = yearOf(value);
      if (wide === 6 && (year < 2000 || year > 2099)) return false;
      const parts = { d: dayOf(value), m: monthOf(value), y: wide === 6 ? year % 100 : year };
      const yearAt = form === 'yymmdd' ? 0 : 4;
      const dayAt = form === 'yymmdd' ? 4 : 0;
      return (
        putDigits(bytes, start + from + dayAt, 2, parts.d) &&
        putDigits(bytes, start + from + 2, 2, parts.m) &&
        putDigits(bytes, start + from + yearAt, wide - 4, parts.y)
      );
    },
    explain: spokenDate,
  };
}

/** A file repeats few dates many times: the last one is kept at hand, the others in a table shared by all fields. */
function dateReader<None>(from: number, form: DateForm, none: None): FieldReader<CalendarDate | None> {
  const wide = form.length;
  let lastNumber = 0;
  let lastDate: CalendarDate | None | undefined = none;
  return (bytes, _block, start) => {
    const found = digitsAt(bytes, start + from, wide);
    if (found === lastNumber) return lastDate;
    lastDate = found < 0 ? undefined : found === 0 ? none : dateFrom(found, form);
    lastNumber = found;
    return lastDate;
  };
}

const known = new Map<number, CalendarDate>();

function dateFrom(found: number, form: DateForm): CalendarDate | undefined {
  const first = Math.floor(found / 10 ** (form.length - 2));
  const middle = Math.floor(found / 10 ** (form.length - 4)) % 100;
  const last = found % 10 ** (form.length - 4);
  const [year, day] = form === 'yymmdd' ? [first + 2000, last] : [last + (form === 'ddmmyy' ? 2000 : 0), first];
  const number = year * 10_000 + middle * 100 + day;
  const seen = known.get(number);
  if (seen !== undefined) return seen;
  const read = dateOf(year, middle, day);
  if (!read.ok) return undefined;
  known.set(number, read.value);
  return read.value;
}

function orNone(codec: Codec<CalendarDate>, form: DateForm): Codec<CalendarDate | null> {
  return {
    ...codec,
    expected: () => `a date as ${form}, or zeros`,
    reader: (from) => dateReader(from, form, null),
    writer: (from, width) => {
      const write = codec.writer(from, width);
      return (bytes, start, value) =>
        value === null ? putDigits(bytes, start + from, width, 0) : write(bytes, start, value);
    },
    explain: (value) => (value === null ? 'none' : codec.explain(value)),
  };
}

const isBetween = (value: number, most: number): boolean => value >= 0 && value <= most;
