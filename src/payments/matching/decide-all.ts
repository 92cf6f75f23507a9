import { lineMachine } from '#journal';
import { after, assert } from '#kernel';
import type { Decision } from './decision.ts';
import { decide } from './decide.ts';
import type { Fact, FirstTold, LineBook } from './facts-and-lines.ts';

/** The part of the books that a chunk of payments could be about. */
export interface Books {
  /** By id. */
  readonly lines: ReadonlyMap<number, LineBook>;
  readonly knownCustomers: ReadonlySet<string>;
  /** By payment key: every telling there is, in order. */
  readonly tellings: ReadonlyMap<string, readonly FirstTold[]>;
  /** The names of the files that the payments came in. */
  readonly fileNames: ReadonlyMap<number, string>;
}

export interface Decided {
  readonly fact: Fact;
  readonly decision: Decision;
}

/** Decides a chunk in file order; a later payment sees what an earlier one did to its line. */
export function decideAll(facts: readonly Fact[], books: Books): readonly Decided[] {
  const lines = new Map(books.lines);
  const byReference = new Map([...lines.values()].map((line) => [line.reference, line.id]));
  const byCustomer = idsByCustomer(lines.values());
  return facts.map((fact) => {
    const named = byReference.get(fact.reference);
    const decision = decide(fact, {
      byReference: named === undefined ? null : (lines.get(named) ?? null),
      byCustomer: (byCustomer.get(factKey(fact)) ?? []).flatMap((id) => lines.get(id) ?? []),
      isKnownCustomer: books.knownCustomers.has(fact.customerNumber),
      toldBefore: toldBefore(fact, books),
    });
    const line = decision.lineId === null ? undefined : lines.get(decision.lineId);
    if (line) lines.set(line.id, carriedOn(line, fact, decision, books.fileNames.get(fact.fileId) ?? ''));
    return { fact, decision };
  });
}

/**
 * The other telling that has the word. In files of one kind it is the earlier one. A notification often says more than the
 * statement of the same bank, whichever is read first: what is placed has the word, and one that carries our reference does
 * not wait for one that nobody can place.
 */
export function toldBefore(fact: Fact, { tellings }: Books): FirstTold | null {
  const others = (tellings.get(fact.paymentKey) ?? []).filter(({ paymentId }) => paymentId !== fact.paymentId);
  const hasTheWord = ({ paymentId, format, isPlaced }: FirstTold): boolean => {
    const isEarlier = paymentId < fact.paymentId;
    if (!fact.isFromBank || format === fact.format) return isEarlier;
    return isPlaced || (isEarlier && fact.reference === '');
  };
  return others.find(hasTheWord) ?? null;
}

/** The line as the next payment of the chunk finds it. */
function carriedOn(line: LineBook, fact: Fact, decision: Decision, fileName: string): LineBook {
  const { lineAction, outcome } = decision;
  if (lineAction === null) {
    const isRival = outcome === 'park' && fact.kind === 'paid' && fact.effectMinor === line.payer?.effectMinor;
    const isOther = decision.problem?.code !== 'DUPLICATE_PAYMENT';
    return isRival && isOther ? { ...line, parkedPayments: line.parkedPayments + 1 } : line;
  }
  const state = after(lineMachine, line.state, lineAction);
  assert(state !== null, `a line that is ${line.state} can ${lineAction}`);
  const { paymentId, means, effectMinor } = fact;
  if (lineAction === 'pay') {
    return { ...line, state, payer: { paymentId, means, effectMinor, shares: decision.allocations }, chargeBack: null };
  }
  if (lineAction === 'reject') return { ...line, state };
  return { ...line, state, payer: null, chargeBack: { paymentId, fileName, isDismissed: false } };
}

function idsByCustomer(lines: Iterable<LineBook>): ReadonlyMap<string, readonly number[]> {
  const ids = new Map<string, number[]>();
  for (const line of lines) {
    const key = customerKey(line);
    const sameKey = ids.get(key);
    if (sameKey) sameKey.push(line.id);
    else ids.set(key, [line.id]);
  }
  return ids;
}

const factKey = ({ agreementId, debtorGroup, customerNumber, dueDate }: Fact): string =>
  `${agreementId}|${debtorGroup}|${customerNumber}|${dueDate}`;

const customerKey = ({ agreementId, debtorGroup, customerNumber, paymentDate }: LineBook): string =>
  `${agreementId}|${debtorGroup}|${customerNumber}|${paymentDate}`;
