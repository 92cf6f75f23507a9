import { zero } from '#kernel';
import type { FieldReader } from '#schemas/kit';
import * as mandates from './delivery-0603.ts';
import * as cancelling from './delivery-0605.ts';
import * as list from './delivery-0621.ts';
import { type DeliveryGrammar, rule, type SectionGrammar, type StatedTotals } from './grammar-parts.ts';

const nothing = () => zero;

/** A section of mandates: counted, and without any amount. */
const ofMandates = (
  number: string,
  start: SectionGrammar['start'],
  end: SectionGrammar['end'] & { readonly get: { readonly count042: FieldReader<number> } },
): SectionGrammar => ({
  number,
  start,
  end,
  records: [rule(mandates.mandate0603, 'payment')],
  stated: onlyCounted(end.get.count042),
  adds: nothing,
  alternative: null,
});

const onlyCounted = (count042: FieldReader<number>): StatedTotals => ({
  count042,
  amount: null,
  count052: null,
  count022: null,
});

const section0217: SectionGrammar = {
  number: '0217',
  start: mandates.sectionStart0217,
  end: mandates.sectionEnd0217,
  records: [rule(mandates.printedSlip0295, 'payment')],
  stated: { ...mandates.sectionEnd0217.get, count052: null, count022: null },
  adds: mandates.printedSlip0295.get.amount,
  alternative: null,
};

export const delivery0603: DeliveryGrammar = {
  type: '0603',
  start: mandates.start0603,
  end: mandates.end0603,
  sections: {
    '0210': ofMandates('0210', mandates.sectionStart0210, mandates.sectionEnd0210),
    '0212': ofMandates('0212', mandates.sectionStart0212, mandates.sectionEnd0212),
    '0217': section0217,
    '0219': ofMandates('0219', mandates.sectionStart0219, mandates.sectionEnd0219),
  },
  stated: { ...mandates.end0603.get, count052: null },
};

const section0126: SectionGrammar = {
  number: '0126',
  start: cancelling.sectionStart0126,
  end: cancelling.sectionEnd0126,
  records: [rule(cancelling.cancellation0257, 'payment')],
  stated: onlyCounted(cancelling.sectionEnd0126.get.count042),
  adds: nothing,
  alternative: null,
};

export const delivery0605: DeliveryGrammar = {
  type: '0605',
  start: cancelling.start0605,
  end: cancelling.end0605,
  sections: { '0126': section0126 },
  stated: { ...onlyCounted(cancelling.end0605.get.count042), sectionCount: cancelling.end0605.get.sectionCount },
};

/**
 * A record about a single collection shares the code of a receipt. It is told from one by its text number at 115-120 in
 * a first record, and by its customer number in a second one (nets-formats.md section 7).
 */
const isReceiptFirst = (bytes: Uint8Array, start: number): boolean => isAll(bytes, start + 113, start + 120, ' ');
const isReceiptSecond = (bytes: Uint8Array, start: number): boolean =>
  isAll(bytes, start + 25, start + 40, '0') || isAll(bytes, start + 25, start + 40, ' ');

function isAll(bytes: Uint8Array, from: number, to: number, sign: string): boolean {
  const wanted = sign.charCodeAt(0);
  for (let i = from; i < to; i++) if (bytes[i] !== wanted) return false;
  return true;
}

const section0120: SectionGrammar = {
  number: '0120',
  start: list.sectionStart0120,
  end: list.sectionEnd0120,
  records: [
    rule(list.receipt0280First, 'payment', isReceiptFirst),
    rule(list.receipt0280Second, 'behind', isReceiptSecond),
    rule(list.remark0621, 'payment'),
  ],
  stated: { count042: null, amount: null, count052: null, count022: list.sectionEnd0120.get.count022 },
  adds: nothing,
  alternative: null,
};

export const delivery0621: DeliveryGrammar = {
  type: '0621',
  start: list.start0621,
  end: list.end0621,
  sections: { '0120': section0120 },
  stated: {
    sectionCount: list.end0621.get.sectionCount,
    count042: null,
    amount: null,
    count052: null,
    count022: list.end0621.get.count022,
  },
};
