import { assert, type CalendarDate } from '#kernel';

/** How Nets writes: digits with leading zeros, dates as ddmmyy, trailing blanks removed, CR LF, ISO 8859-1. */
export const digits = (value: number, width: number): string => {
  const found = String(value).padStart(width, '0');
  assert(found.length === width, `${value} fits ${width} digits`);
  return found;
};

export const fixedText = (value: string, width: number): string => value.slice(0, width).padEnd(width);

/** ddmmyy */
export const shortDate = (date: CalendarDate): string => `${date.slice(8)}${date.slice(5, 7)}${date.slice(2, 4)}`;

export const optionalShortDate = (date: CalendarDate | null): string => (date === null ? '000000' : shortDate(date));

export const latin1Lines = (lines: readonly string[]): Buffer =>
  Buffer.from(`${lines.map((line) => line.trimEnd()).join('\r\n')}\r\n`, 'latin1');
