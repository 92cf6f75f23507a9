import type { BankDetails } from '#channels';
import { type CalendarDate, findPaymentIds, type WantedScheme } from '#kernel';
import type { ArrivedId, Remittance } from '../ladder/facts.ts';
import type { Fact } from '../matching/facts-and-lines.ts';

/** A payment that was locked, with what only a bank's file tells of it. */
export interface LockedFact extends Fact {
  /** Only of money that came to us; rows of an older version may lack what later ones tell. */
  readonly bank: Partial<BankDetails> | null;
  readonly payerAccount: string;
  readonly bookedOn: CalendarDate;
}

/**
 * What a payment says about what it pays, with every number in it that may be a payment id of ours: those in their own
 * field first, then the account it was paid into, then what stands in the text.
 *
 * @param schemes the company's blocks of payment ids: a number in a text counts only where its check digit is right
 */
export function remittanceOf(fact: LockedFact, schemes: readonly WantedScheme[]): Remittance {
  const { bank } = fact;
  const texts = bank?.texts ?? [];
  return {
    paymentId: fact.paymentId,
    paymentKey: fact.paymentKey,
    fileId: fact.fileId,
    fileLine: fact.lineNumber,
    minor: fact.effectMinor,
    currency: fact.currency,
    bookedOn: fact.bookedOn,
    payerName: (bank?.payerName ?? '').trim(),
    payerAccount: fact.payerAccount,
    ids: [...structuredIds(bank), ...creditedIds(bank), ...idsInTexts(texts, schemes)],
    endToEndId: bank?.endToEndId ?? '',
    mandateId: bank?.mandateId ?? '',
    texts,
  };
}

const structuredIds = (bank: LockedFact['bank']): readonly ArrivedId[] =>
  (bank?.references ?? []).flatMap(({ kind, value }) =>
    value.trim() === '' ? [] : [{ kind, value, from: 'structured reference' as const }],
  );

const creditedIds = (bank: LockedFact['bank']): readonly ArrivedId[] => {
  const value = bank?.creditedAccount ?? '';
  return value === '' ? [] : [{ kind: 'account', value, from: 'credited account' }];
};

const idsInTexts = (texts: readonly string[], schemes: readonly WantedScheme[]): readonly ArrivedId[] => {
  if (schemes.length === 0 || texts.length === 0) return [];
  const found = texts.flatMap((text) => (/\d/.test(text) ? findPaymentIds(text, schemes) : []));
  return found.map(({ scheme, value }) => ({ kind: scheme, value, from: 'text' as const }));
};
