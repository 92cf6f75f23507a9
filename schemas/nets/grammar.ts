import { type Minor, negate, zero } from '#kernel';
import type { FieldReader } from '#schemas/kit';
import * as out from './delivery-0601.ts';
import * as back from './delivery-0602.ts';
import { delivery0603, delivery0605, delivery0621 } from './grammar-of-mandates.ts';
import { type DeliveryGrammar, rule, type SectionGrammar } from './grammar-parts.ts';

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
};

const section0113: SectionGrammar = {
  number: '0113',
  start: out.sectionStart0113,
  end: out.sectionEnd0113,
  records: [rule(out.replacement0283, 'payment'), rule(out.text0601, 'behind')],
  stated: out.sectionEnd0113.get,
  adds: signed(out.replacement0283.get.signCode, out.replacement0283.get.amount),
  alternative: null,
};

const section0117: SectionGrammar = {
  number: '0117',
  start: out.sectionStart0117,
  end: out.sectionEnd0117,
  records: [...addressRecords, rule(out.slip0285, 'payment'), ...textRecords],
  stated: out.sectionEnd0117.get,
  adds: signed(out.slip0285.get.signCode, out.slip0285.get.amount),
  alternative: null,
};

const section0118: SectionGrammar = {
  number: '0118',
  start: out.sectionStart0118,
  end: out.sectionEnd0118,
  records: [...addressRecords, rule(out.slip0286, 'payment'), ...textRecords],
  stated: out.sectionEnd0118.get,
  adds: signed(out.slip0286.get.signCode, out.slip0286.get.amount),
  alternative: null,
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
};

/** What a delivery is made of, declared once for reading, counting, lint and describe (nets-formats.md 3.1, 4). */
export const deliveries: Readonly<Record<string, DeliveryGrammar>> = {
  '0601': {
    type: '0601',
    start: out.start0601,
    end: out.end0601,
    sections: { '0112': section0112, '0113': section0113, '0117': section0117, '0118': section0118 },
    stated: out.end0601.get,
  },
  '0602': {
    type: '0602',
    start: back.start0602,
    end: back.end0602,
    sections: { '0211': section0211, '0215': section0215 },
    stated: back.end0602.get,
  },
  '0603': delivery0603,
  '0605': delivery0605,
  '0621': delivery0621,
};
