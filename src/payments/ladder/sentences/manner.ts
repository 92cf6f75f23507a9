import { calendarDate, decimalFromMinor, minor, minorFromDecimal } from '#kernel';

/** How a language writes amounts, counts, dates and lists. */
export interface Manner {
  readonly amount: (amount: number) => string;
  /** An amount that is told as a decimal text with a point; any other text as it is. */
  readonly amountText: (text: string) => string;
  readonly count: (count: number) => string;
  /** A date, or an instant with its time in UTC; any other text as it is. */
  readonly moment: (text: string) => string;
  readonly list: (items: readonly string[]) => string;
}

interface Habits {
  readonly thousands: string;
  readonly decimals: string;
  readonly and: string;
  readonly date: (day: number, month: string, year: string) => string;
  readonly months: readonly string[];
}

export function mannerOf({ thousands, decimals, and, date, months }: Habits): Manner {
  const grouped = (digits: string): string => digits.replaceAll(/\B(?=(?:\d{3})+$)/g, thousands);
  const amount = (value: number): string => {
    const [whole = '0', fraction = '00'] = decimalFromMinor(minor(Math.abs(value))).split('.');
    return `${value < 0 ? '-' : ''}${grouped(whole)}${decimals}${fraction}`;
  };
  return {
    amount,
    amountText: (text) => {
      const read = minorFromDecimal(text);
      return read.ok ? amount(read.value) : text;
    },
    count: (count) => grouped(String(count)),
    moment: (text) => {
      const read = calendarDate(text.slice(0, 10));
      if (!read.ok) return text;
      const [year = '', month = '', day = ''] = read.value.split('-');
      const [, time] = /^T(\d\d:\d\d)/.exec(text.slice(10)) ?? [];
      const name = months[Number.parseInt(month, 10) - 1] ?? month;
      return date(Number.parseInt(day, 10), name, year) + (time === undefined ? '' : ` ${time} UTC`);
    },
    list: (items) => {
      const [last, ...before] = items.toReversed();
      if (last === undefined) return '';
      return before.length === 0 ? last : `${before.toReversed().join(', ')} ${and} ${last}`;
    },
  };
}
