import fc from 'fast-check';
import { type Mt940Mark, mt940Marks } from '#schemas/statements';

/** An entry as a test writes it. */
export interface WrittenEntry {
  readonly valueDay: number;
  readonly bookedDaysLater: number;
  readonly mark: Mt940Mark;
  readonly minor: number;
  readonly reference: string;
  readonly bankReference: string;
  readonly text: string;
}

export const entries = (most = 12): fc.Arbitrary<readonly WrittenEntry[]> => fc.array(entry, { maxLength: most });

const plainText = fc.stringMatching(/^[A-Za-z0-9 .,+()-]{0,16}$/).map((text) => text.trim().replaceAll(/ {2,}/g, ' '));

const entry: fc.Arbitrary<WrittenEntry> = fc.record({
  valueDay: fc.integer({ min: 0, max: 364 }),
  bookedDaysLater: fc.integer({ min: -90, max: 90 }),
  mark: fc.constantFrom(...Object.keys(mt940Marks).filter(isMark)),
  minor: fc.integer({ min: 0, max: 99_999_999_999 }),
  reference: plainText.filter((text) => !text.includes('//')),
  bankReference: plainText.filter((text) => text !== ''),
  text: plainText.filter((text) => /^[A-Z]/.test(text)),
});

function isMark(mark: string): mark is Mt940Mark {
  return mark in mt940Marks;
}

const dayText = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);

export const valueDateOf = ({ valueDay }: WrittenEntry): string => dayText(valueDay);
export const bookedOn = ({ valueDay, bookedDaysLater }: WrittenEntry): string => dayText(valueDay + bookedDaysLater);

export const effectOf = ({ mark, minor }: WrittenEntry): number =>
  mark === 'C' || mark === 'RD' ? minor : mark === 'D' || mark === 'RC' ? 0 - minor : 0;

export const amountText = (minor: number): string =>
  `${Math.floor(minor / 100)},${String(minor % 100).padStart(2, '0')}`;

const balance = (minor: number): string => `${minor < 0 ? 'D' : 'C'}260101PLN${amountText(Math.abs(minor))}`;

/** A statement whose balances tie, its entries shared out over some pages. */
export function writeStatement(written: readonly WrittenEntry[], pages = 1, lineEnd = '\r\n', number = 7): string {
  const lines: string[] = [];
  let sum = 100;
  for (let page = 1; page <= pages; page++) {
    lines.push(
      ':20:ST',
      ':25:PL12114010100000500600700800',
      `:28C:${number}/${page}`,
      `:60${page === 1 ? 'F' : 'M'}:${balance(sum)}`,
    );
    const share = written.filter((_, i) => i % pages === page - 1);
    for (const one of share) {
      sum += effectOf(one);
      lines.push(...entryLines(one));
    }
    lines.push(`:62${page === pages ? 'F' : 'M'}:${balance(sum)}`, '-');
  }
  return `${lines.join(lineEnd)}${lineEnd}`;
}

export function entryLines(one: WrittenEntry): readonly string[] {
  const date = valueDateOf(one).slice(2).replaceAll('-', '');
  const booked = bookedOn(one).slice(5).replace('-', '');
  const reference = one.reference === '' ? 'NONREF' : one.reference;
  const head = `:61:${date}${booked}${one.mark}N${amountText(one.minor)}NTRF${reference}//${one.bankReference}`;
  return one.text === '' ? [head] : [head, `:86:${one.text}`];
}
