import { sql } from 'kysely';
import {
  type ArrivedReference,
  checkArrived,
  payerIdOf,
  paymentIdSchemes,
  type Problem,
  problem,
  schemeOfReference,
} from '#kernel';
import type { DbOrTx } from '#store';
import { listPaymentIdBlocks, type PaymentIdBlock } from './blocks.ts';
import { type PaymentIdEntry, type PaymentIdRow, paymentIdEntry, paymentIdsQuery } from './payment-id-entry.ts';

/** What a number says about whose it is. */
export interface PaymentIdLookUp {
  /**
   * `exact`: it is in the registry as it stands. `withoutCheckDigit`: it is there with another check digit, or with one
   * where this has none; worth a warning. `ambiguous`: it may be more than one owner's. `unknown`: it is nobody's.
   */
  readonly outcome: 'exact' | 'withoutCheckDigit' | 'ambiguous' | 'unknown';
  /** The number's entry, active or retired; null when it is nobody's or more than one owner's. */
  readonly found: PaymentIdEntry | null;
  /** All entries it may be; more than one only when it is ambiguous. */
  readonly candidates: readonly PaymentIdEntry[];
  /** It is a right number of a block of ours that was never given out: nobody else can have it either. */
  readonly isOfOurBlock: boolean;
  readonly warning: Problem | null;
}

/** Finds the owner of one number; `kind` narrows to what the file calls it, such as a card type. */
export async function lookUpPaymentId(
  db: DbOrTx,
  companyId: number,
  text: string,
  kind = '',
): Promise<PaymentIdLookUp> {
  const [found] = await lookUpPaymentIds(db, companyId, [{ kind, value: text }]);
  return found ?? nobody(false);
}

/**
 * Finds the owners of many numbers in one question: each exactly, then without its check digit, with a warning
 * (payment-ids-and-escalation.md section 0, decision 4). Retired numbers are found too: money may come years later.
 *
 * @returns one answer for each reference, in their order
 */
export async function lookUpPaymentIds(
  db: DbOrTx,
  companyId: number,
  references: readonly ArrivedReference[],
): Promise<readonly PaymentIdLookUp[]> {
  if (references.length === 0) return [];
  const blocks = await listPaymentIdBlocks(db, companyId);
  const readings = references.map((reference) => readingOf(reference, blocks));
  const values = [...new Set(readings.flatMap(({ exact, repaired }) => [...exact, ...repaired]))];
  const known = await entriesOf(db, companyId, values);
  return readings.map((reading) => decide(reading, known));
}

async function entriesOf(
  db: DbOrTx,
  companyId: number,
  values: readonly string[],
): Promise<ReadonlyMap<string, PaymentIdEntry>> {
  if (values.length === 0) return new Map();
  const { rows } = await sql<PaymentIdRow>`
    ${paymentIdsQuery} where p.company_id = ${companyId} and p.value = any(${[...values]})`.execute(db);
  return new Map(rows.map((row) => [row.value, paymentIdEntry(row)]));
}

/** Pure: the numbers a text may stand for. */
interface Reading {
  readonly reference: ArrivedReference;
  readonly exact: readonly string[];
  readonly repaired: readonly string[];
  readonly isOfOurBlock: boolean;
}

function readingOf(reference: ArrivedReference, all: readonly PaymentIdBlock[]): Reading {
  const blocks = blocksFor(reference, all);
  const { value: text } = reference;
  const exact = blocks.flatMap((block) => exactly(text, block));
  const right = blocks.filter(({ scheme, settings }) => paymentIdSchemes[scheme].check(text, settings).isValid);
  // A number whose check digit is right is what it is: it is not bent into another one.
  const repaired = right.length > 0 ? [] : blocks.flatMap((block) => repair(text, block));
  const isOfOurBlock = right.some(
    ({ scheme, settings }) => scheme === 'pl-virtual' && payerIdOf(text, settings) !== null,
  );
  return { reference, exact: distinct(exact), repaired: distinct(repaired), isOfOurBlock };
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Which schemes a reference of one scheme may be of: a Finnish one travels as RF, a virtual account as an account. */
const kin: Readonly<Record<string, readonly string[]>> = {
  rf: ['rf', 'fi', 'fi-rf'],
  fi: ['fi', 'fi-rf'],
  'fi-rf': ['fi', 'fi-rf', 'rf'],
  iban: ['pl-virtual', 'iban'],
};

function blocksFor(reference: ArrivedReference, blocks: readonly PaymentIdBlock[]): readonly PaymentIdBlock[] {
  const scheme = schemeOfReference(reference);
  if (scheme === null) return blocks;
  const wanted = kin[scheme] ?? [scheme];
  return blocks.filter((block) => wanted.includes(block.scheme));
}

function exactly(text: string, { scheme, settings }: PaymentIdBlock): readonly string[] {
  const { read, make } = paymentIdSchemes[scheme];
  const value = read(text, settings);
  if (value !== null) return [value];
  // Banks' reports often tell the payer's id alone, some with two letters before it (1.2).
  const payerId = scheme === 'pl-virtual' ? /^(?:[A-Z]{2})?(\d+)$/.exec(text.trim())?.[1] : undefined;
  const length = 16 - (settings.clientMask?.length ?? 0);
  const made = payerId?.length === length ? make(payerId, settings) : null;
  return made?.ok ? [made.value] : [];
}

/** The number with another check digit, and as one whose check digit was left out. */
function repair(text: string, { scheme, settings }: PaymentIdBlock): readonly string[] {
  const { corrected, make, read } = paymentIdSchemes[scheme];
  const right = corrected(text, settings);
  const made = scheme === 'rf' || scheme === 'pl-virtual' ? null : make(text.replaceAll(/[\s-]/g, ''), settings);
  const completed = made?.ok ? read(made.value, settings) : null;
  return [right, completed].flatMap((value) => value ?? []);
}

function decide(
  { reference, exact, repaired, isOfOurBlock }: Reading,
  known: ReadonlyMap<string, PaymentIdEntry>,
): PaymentIdLookUp {
  const entriesOf = (values: readonly string[]) => values.flatMap((value) => known.get(value) ?? []);
  const right = entriesOf(exact);
  const candidates = right.length > 0 ? right : entriesOf(repaired);
  const [first] = candidates;
  if (!first) return nobody(isOfOurBlock);
  const owners = new Set(candidates.map(({ customerBcId, entryNumber }) => `${customerBcId} ${entryNumber}`));
  const warning = right.length > 0 ? null : warningOf(reference, first);
  if (owners.size > 1) return { outcome: 'ambiguous', found: null, candidates, isOfOurBlock, warning };
  const outcome = right.length > 0 ? 'exact' : 'withoutCheckDigit';
  return { outcome, found: first, candidates, isOfOurBlock, warning };
}

const nobody = (isOfOurBlock: boolean): PaymentIdLookUp => ({
  outcome: 'unknown',
  found: null,
  candidates: [],
  isOfOurBlock,
  warning: null,
});

const warningOf = ({ value }: ArrivedReference, { scheme, value: right }: PaymentIdEntry): Problem =>
  checkArrived({ kind: scheme, value }).warning ??
  problem('PAYMENT_ID_CHECK_DIGIT_WRONG', {
    scheme: paymentIdSchemes[scheme].name,
    value: value.slice(0, 100),
    why: 'its check digit was left out',
    expected: right,
  });
