import { findPaymentIds } from '#kernel';
import type { ArrivedId, Remittance } from '../../src/payments/ladder/index.ts';
import type { BlockRow, CompanyRow, PaymentRow } from '../corpus/rows.ts';
import { settingsOf } from './books.ts';

/** What the bank told, as the ladder takes it: numbers in the text are looked for as the intake of files does. */
export function remittanceOf(row: PaymentRow, { blocks }: CompanyRow): Remittance {
  return {
    paymentId: row.payment,
    paymentKey: row.paymentKey,
    fileId: row.file,
    fileLine: row.line,
    minor: row.minor,
    currency: row.currency,
    bookedOn: row.bookedOn,
    payerName: row.payerName,
    payerAccount: row.payerAccount,
    ids: [...row.ids, ...idsInText(row.texts, blocks)],
    // ISO 20022 has this word for an end-to-end id that nobody gave.
    endToEndId: row.endToEndId === 'NOTPROVIDED' ? '' : row.endToEndId,
    mandateId: row.mandateId,
    texts: row.texts,
  };
}

const kinds = { 'fik-71': '71', rf: 'RF', 'pl-virtual': 'account' } as const;

function idsInText(texts: readonly string[], blocks: readonly BlockRow[]): readonly ArrivedId[] {
  if (texts.length === 0) return [];
  const wanted = blocks.map((block) => ({ scheme: block.scheme, settings: settingsOf(block) }));
  return findPaymentIds(texts.join(' '), wanted).map(({ scheme, value }) => ({
    kind: kinds[scheme as keyof typeof kinds],
    value,
    from: 'text',
  }));
}
