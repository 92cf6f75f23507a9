import { assert, type Minor, negate, zero } from '#kernel';
import type { FieldReader, Layout } from '#schemas/kit';
import * as out from './delivery-0601.ts';
import * as back from './delivery-0602.ts';

/** Which of the totals in 092 and 992 counts a record; 052 and 062 share one. */
export type Counted = 'count042' | 'count052' | 'count022';

export interface RecordRule {
  readonly layout: Layout;
  readonly counts: Counted;
  /** Where it stands: before the 042 it belongs to, it is the 042, or behind it. */
  readonly stands: 'before' | 'payment' | 'behind';
}

/** The readers of what a 092 or 992 states; null where the record has no such number. */
export interface StatedTotals {
  readonly count042: FieldReader<number>;
  readonly amount: FieldReader<number>;
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
  readonly debtorGroup: FieldReader<string>;
  readonly statedGroup: FieldReader<string>;
}

export interface AlternativeSum {
  readonly adds: FieldReader<Minor>;
  /** Whether a record may differ between both sums: only what was never paid may. */
  readonly mayDiffer: (bytes: Uint8Array, text: string, start: number) => boolean;
}

export interface DeliveryGrammar {
  readonly type: '0601' | '0602';
  readonly start: Layout;
  readonly end: Layout;
  readonly sections: Readonly<Record<string, SectionGrammar>>;
  readonly stated: StatedTotals & { readonly sectionCount: FieldReader<number> };
  /** 0601 states collections minus disbursements without sign; 0602 a hash total that is never negative. */
  readonly amount: 'net' | 'hash';
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

const rule = (layout: Layout, stands: RecordRule['stands']): RecordRule => {
  const recordType = layout.fields.find((field) => field.name === 'recordType')?.constant;
  const counts = countedAs(Number(recordType));
  assert(counts, `${layout.key} is a record that is counted`);
  return { layout, counts, stands };
};

const signed =
  (direction: FieldReader<string>, amount: FieldReader<Minor>): FieldReader<Minor> =>
  (bytes, text, start) => {
    const way = direction(bytes, text, start);
    const found = amount(bytes, text, start);
    if (found === undefined || way === undefined) return undefined;
    return way === 'disburse' ? negate(found) : way === 'collect' ? found : zero;
  };

const addressRecords = [
  rule(out.postLine0601, 'before'),
  rule(out.extraLine0601, 'before'),
  rule(out.nameLine0601, 'before'),
];
const textRecords = [rule(out.text0601, 'behind'), rule(out.slipText0601, 'behind')];

const section0112: SectionGrammar = {
  number: '0112',
  start: out.sectionStart0112,
  end: out.sectionEnd0112,
  records: [...addressRecords, rule(out.collection0280, 'payment'), ...textRecords],
  stated: out.sectionEnd0112.get,
  adds: signed(out.collection0280.get.signCode, out.collection0280.get.amount),
  alternative: null,
  debtorGroup: out.collection0280.get.debtorGroupNo,
  statedGroup: out.sectionStart0112.get.debtorGroupNo,
};

const section0113: SectionGrammar = {
  number: '0113',
  start: out.sectionStart0113,
  end: out.sectionEnd0113,
  records: [rule(out.replacement0283, 'payment'), rule(out.text0601, 'behind')],
  stated: out.sectionEnd0113.get,
  adds: signed(out.replacement0283.get.signCode, out.replacement0283.get.amount),
  alternative: null,
  debtorGroup: out.replacement0283.get.debtorGroupNo,
  statedGroup: out.sectionStart0113.get.debtorGroupNo,
};

const section0117: SectionGrammar = {
  number: '0117',
  start: out.sectionStart0117,
  end: out.sectionEnd0117,
  records: [...addressRecords, rule(out.slip0285, 'payment'), ...textRecords],
  stated: out.sectionEnd0117.get,
  adds: signed(out.slip0285.get.signCode, out.slip0285.get.amount),
  alternative: null,
  debtorGroup: out.slip0285.get.debtorGroupNo,
  statedGroup: out.sectionStart0117.get.debtorGroupNo,
};

const automatic = back.automaticPayment.get;

const section0211: SectionGrammar = {
  number: '0211',
  start: back.sectionStart0211,
  end: back.sectionEnd0211,
  records: [rule(back.automaticPayment, 'payment')],
  stated: { ...back.sectionEnd0211.get, count052: null, count022: null },
  adds: automatic.actualAmount,
  alternative: {
    adds: automatic.amount,
    mayDiffer: (bytes, text, start) => {
      const became = automatic.transactionCode(bytes, text, start);
      return (became === 'rejected' || became === 'cancelled') && automatic.actualAmount(bytes, text, start) === 0;
    },
  },
  debtorGroup: automatic.debtorGroupNo,
  statedGroup: back.sectionStart0211.get.debtorGroupNo,
};

const section0215: SectionGrammar = {
  number: '0215',
  start: back.sectionStart0215,
  end: back.sectionEnd0215,
  records: [
    rule(back.slipPayment, 'payment'),
    rule(back.payerAddress0290, 'behind'),
    rule(back.payerText0295, 'behind'),
  ],
  stated: back.sectionEnd0215.get,
  adds: back.slipPayment.get.actualAmount,
  alternative: null,
  debtorGroup: back.slipPayment.get.debtorGroupNo,
  statedGroup: back.sectionStart0215.get.debtorGroupNo,
};

/** What a delivery is made of, declared once for reading, counting, lint and describe (nets-formats.md 3.1, 4). */
export const deliveries: Readonly<Record<string, DeliveryGrammar>> = {
  '0601': {
    type: '0601',
    start: out.start0601,
    end: out.end0601,
    sections: { '0112': section0112, '0113': section0113, '0117': section0117 },
    stated: out.end0601.get,
    amount: 'net',
  },
  '0602': {
    type: '0602',
    start: back.start0602,
    end: back.end0602,
    sections: { '0211': section0211, '0215': section0215 },
    stated: back.end0602.get,
    amount: 'hash',
  },
};
