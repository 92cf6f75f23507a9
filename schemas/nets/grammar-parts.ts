import { assert, type Minor } from '#kernel';
import type { FieldReader, Layout } from '#schemas/kit';

/** Which of the totals in 092 and 992 counts a record; 052 and 062 share one. */
export type Counted = 'count042' | 'count052' | 'count022';

export interface RecordRule {
  readonly layout: Layout;
  readonly counts: Counted;
  /** Where one code has records of two shapes: whether these bytes have this one. */
  readonly hasShape: BytesCheck | null;
  /** Where it stands: before the 042 it belongs to, it is the 042, or behind it. */
  readonly stands: 'before' | 'payment' | 'behind';
}

/** The readers of what a 092 or 992 states; null where the record has no such number. */
export interface StatedTotals {
  readonly count042: FieldReader<number> | null;
  readonly amount: FieldReader<number> | null;
  readonly count052: FieldReader<number> | null;
  readonly count022: FieldReader<number> | null;
}

export interface SectionGrammar {
  readonly number: string;
  readonly start: Layout;
  readonly end: Layout;
  readonly records: readonly RecordRule[];
  readonly stated: StatedTotals;
  /** What one 042 adds to the section's amount; `undefined` when its digits cannot be read. */
  readonly adds: FieldReader<Minor>;
  /** 0211 only: the other sum found in the guide's own examples. It is believed only as far as it can be explained. */
  readonly alternative: AlternativeSum | null;
}

export interface AlternativeSum {
  readonly adds: FieldReader<Minor>;
  /** Whether a record may differ between both sums: only what was never paid may. */
  readonly mayDiffer: (bytes: Uint8Array, text: string, start: number) => boolean;
}

export type DeliveryType = '0601' | '0602' | '0603' | '0605' | '0621';

export interface DeliveryGrammar {
  readonly type: DeliveryType;
  readonly start: Layout;
  readonly end: Layout;
  readonly sections: Readonly<Record<string, SectionGrammar>>;
  readonly stated: StatedTotals & { readonly sectionCount: FieldReader<number> };
}

/** How a record type is counted, also in records of a kind we do not know; null for starts and ends. */
export function countedAs(recordType: number): Counted | null {
  switch (recordType) {
    case 42:
      return 'count042';
    case 52:
    case 62:
      return 'count052';
    case 22:
      return 'count022';
    default:
      return null;
  }
}

type BytesCheck = (bytes: Uint8Array, start: number) => boolean;

/** A record of a section, counted by its own record type. */
export function rule(
  layout: Layout,
  stands: RecordRule['stands'],
  hasShape: RecordRule['hasShape'] = null,
): RecordRule {
  const recordType = layout.fields.find((field) => field.name === 'recordType')?.constant;
  const counts = countedAs(Number(recordType));
  assert(counts, `${layout.key} is a record that is counted`);
  return { layout, counts, stands, hasShape };
}
