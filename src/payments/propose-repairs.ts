import { sql } from 'kysely';
import { openMinorOf } from '#claims';
import { type ExceptionEntry, plainProposals, type Proposal, type Proposals } from '#exceptions';
import { danishAmount, minor } from '#kernel';
import type { DbOrTx } from '#store';
import { type KeptSuggestion, suggestionsIn } from './accept-suggestion.ts';
import { sentenceOf } from './ladder/sentences/index.ts';

/** What is known of the money that an entry is about. */
interface Money {
  readonly id: number;
  readonly effectMinor: number;
  readonly currency: string;
  readonly customerNumber: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly explanation: unknown;
}

interface Looked {
  readonly entry: ExceptionEntry;
  readonly money: Money;
  readonly amount: string;
  /** The customer that the entry is about, where Business Central has him. */
  readonly customer: string | null;
  readonly nameOf: (customerNumber: string) => string;
  readonly claimOf: (claimId: number) => NamedClaim | undefined;
  /** Payments of the line that a charge back could take back. */
  readonly takeable: readonly { readonly id: number; readonly effectMinor: number }[];
}

/**
 * Proposes for each entry what to do about it and why, best first: what the ladder suggested, then what follows from the kind
 * of problem. A proposal names an action that is allowed, with a target that it takes as it is; nothing is done by proposing.
 */
export async function proposeRepairs(db: DbOrTx, entries: readonly ExceptionEntry[]): Promise<Proposals> {
  const open = entries.filter(({ state }) => state === 'open');
  const money = await moneyOf(db, open);
  const names = await namesOf(db, open, [...money.values()]);
  const claims = await claimsOf(db, [...money.values()]);
  const takeable = await takeableOf(db, open);
  return new Map(
    open.map((entry) => {
      const its = entry.paymentId === null ? undefined : money.get(entry.paymentId);
      if (!its) return [entry.id, plainProposals(entry)];
      const meant = [entry.customerNumber, its.customerNumber].find((number) => names.has(keyOf(entry, number)));
      const looked: Looked = {
        entry,
        money: its,
        amount: `${danishAmount(minor(Math.abs(its.effectMinor)))} ${its.currency}`,
        customer: meant ?? null,
        nameOf: (number) => {
          const name = names.get(keyOf(entry, number));
          return name ? `${number} ${name}` : number;
        },
        claimOf: (claimId) => claims.get(claimId),
        takeable: takeable.get(entry.id) ?? [],
      };
      return [entry.id, proposalsFor(looked)];
    }),
  );
}

function proposalsFor(looked: Looked): readonly Proposal[] {
  const { entry, money } = looked;
  const suggested = suggestionsIn(money.explanation).flatMap((one, i) =>
    isStillOpen(looked, one) ? [accepting(looked, one, i + 1)] : [],
  );
  const proposed = [...suggested, ...(byCode[entry.code] ?? whoseever)(looked)];
  const allowed = proposed.filter(({ action }) => entry.allowedActions.includes(action));
  return allowed.length > 0 ? allowed : plainProposals(entry);
}

function accepting(
  { amount, nameOf, claimOf }: Looked,
  { rung, customerNumber, shares, why }: KeptSuggestion,
  number: number,
): Proposal {
  const documents = shares.flatMap(({ claimId }) =>
    claimId === null ? [] : [claimOf(claimId)?.document ?? `entry ${claimId}`],
  );
  const where = documents.length > 0 ? `to ${documents.join(', ')}` : 'to the account';
  return {
    action: 'accept',
    target: { suggestion: number },
    sentence: `Give ${amount} ${where} of ${nameOf(customerNumber)} (${rung}).${why ? ` ${sentenceOf(why, 'en')}` : ''}`,
  };
}

type Propose = (looked: Looked) => readonly Proposal[];

const toLine: Propose = ({ entry, amount }) => {
  const reference = textIn(entry, 'reference');
  if (reference === '') return [];
  const sentence = `Give ${amount} to line ${reference}: what its claims need first, the rest on account.`;
  return [{ action: 'assign', target: { lineReference: reference }, sentence }];
};

const toCustomer: Propose = ({ customer, amount, nameOf }) =>
  customer === null
    ? []
    : [
        {
          action: 'assign',
          target: { customerNumber: customer },
          sentence: `Give ${amount} to the claims of ${nameOf(customer)}, oldest due first, the rest on account.`,
        },
      ];

const toAccount: Propose = ({ customer, amount, nameOf }) =>
  customer === null
    ? []
    : [
        {
          action: 'park',
          target: { customerNumber: customer },
          sentence: `Leave ${amount} on the account of ${nameOf(customer)} until it is known what it pays.`,
        },
      ];

const backToPayer: Propose = ({ customer, amount, money }) => {
  if (customer === null) return [];
  const whom = [money.payerName, money.payerAccount].filter((one) => one !== '').join(', ') || 'whoever paid it';
  return [{ action: 'refund', target: { customerNumber: customer }, sentence: `Pay ${amount} back to ${whom}.` }];
};

const tryAgain =
  (sentence: string): Propose =>
  () => [{ action: 'retry', target: null, sentence }];

const all =
  (...proposers: readonly Propose[]): Propose =>
  (looked) =>
    proposers.flatMap((propose) => propose(looked));

/** Too little or too much: as it is, or the difference let go of, or what is too much paid back. */
const difference: Propose = (looked) => {
  const { entry, money, customer } = looked;
  const asked = entry.context['expectedMinor'];
  const reference = textIn(entry, 'reference');
  if (typeof asked !== 'number' || reference === '' || money.effectMinor <= 0) return toLine(looked);
  const less = asked - money.effectMinor;
  const shown = `${danishAmount(minor(Math.abs(less)))} ${money.currency}`;
  const sentence = `Close line ${reference} and let go of the ${shown} that ${less > 0 ? 'is missing' : 'is too much'}.`;
  const writeOff: Proposal = { action: 'writeOff', target: { lineReference: reference }, sentence };
  return less > 0 || customer === null
    ? [...toLine(looked), writeOff]
    : [...toLine(looked), writeOff, ...backToPayer(looked)];
};

const wrongCustomer: Propose = (looked) => {
  const reference = textIn(looked.entry, 'reference');
  const theirs = textIn(looked.entry, 'lineCustomerNumber');
  const line: readonly Proposal[] =
    reference === ''
      ? []
      : [
          {
            action: 'assign',
            target: { lineReference: reference },
            sentence: `The reference is right: give ${looked.amount} to line ${reference} of ${looked.nameOf(theirs)}.`,
          },
        ];
  const number: readonly Proposal[] = toCustomer(looked).map((one) => ({
    ...one,
    sentence: `The customer number is right: ${lowerFirst(one.sentence)}`,
  }));
  return [...line, ...number];
};

const whichPayment: Propose = ({ takeable, entry }) =>
  takeable.map(({ id, effectMinor }) => ({
    action: 'assign' as const,
    target: { paymentId: id },
    sentence: `It takes back payment ${id} of ${danishAmount(minor(effectMinor))} ${entry.currency ?? ''}.`,
  }));

const toldTwice: Propose = ({ entry }) => [
  {
    action: 'dismiss',
    target: null,
    sentence: `The same money as in ${textIn(entry, 'firstFileName')}: nothing follows.`,
  },
];

const whoseever: Propose = all(toCustomer, toAccount, backToPayer);

const byCode: Readonly<Record<string, Propose>> = {
  UNKNOWN_CUSTOMER: all(tryAgain('Decide again, once Business Central has the customer.'), whoseever),
  WRONG_CUSTOMER: all(wrongCustomer, backToPayer),
  NO_COLLECTION: all(toCustomer, toAccount, backToPayer),
  AMOUNT_DIFFERS: difference,
  ALREADY_PAID: all(toAccount, toCustomer, backToPayer),
  CLAIM_PAID_ALREADY: all(toAccount, toCustomer, backToPayer),
  PAYMENT_FOR_STOPPED_LINE: all(toLine, toAccount, backToPayer),
  CLAIM_COLLECTED_ELSEWHERE: all(toLine, toAccount, backToPayer),
  PAYMENT_CURRENCY_DIFFERS: all(toAccount, backToPayer),
  CUSTOMER_CLOSED: all(backToPayer, toAccount),
  DUPLICATE_PAYMENT: all(toldTwice, toCustomer),
  CHARGE_BACK_UNCLEAR: whichPayment,
  CHARGED_BACK_WITHOUT_PAYMENT: all(
    whichPayment,
    tryAgain('Decide again, once the payment that it takes back is here.'),
  ),
  REJECTED_AFTER_PAYMENT: tryAgain('Ask the channel which of the two holds, then decide again.'),
  CLAIMS_STALE: tryAgain('Decide again: what is owed has been read anew.'),
  POSTING_REFUSED: ({ entry }) => plainProposals(entry),
  POSTING_NOT_POSSIBLE: all(toCustomer, toAccount),
};

const textIn = ({ context }: ExceptionEntry, field: string): string => {
  const value = context[field];
  return typeof value === 'string' ? value : '';
};

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

async function moneyOf(db: DbOrTx, entries: readonly ExceptionEntry[]): Promise<ReadonlyMap<number, Money>> {
  const ids = [...new Set(entries.flatMap(({ paymentId }) => paymentId ?? []))];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Money>`
    select id, effect_minor as "effectMinor", currency, customer_number as "customerNumber", explanation,
      coalesce(bank ->> 'payerName', '') as "payerName", coalesce(bank ->> 'payerAccount', '') as "payerAccount"
    from payment where id = any(${ids})`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

const keyOf = ({ companyId }: Pick<ExceptionEntry, 'companyId'>, number: string): string => `${companyId}:${number}`;

/** Names of the customers that could be meant; one who is not there has none, and is not proposed. */
async function namesOf(
  db: DbOrTx,
  entries: readonly ExceptionEntry[],
  money: readonly Money[],
): Promise<ReadonlyMap<string, string>> {
  const numbers = new Set([
    ...entries.flatMap((entry) => [entry.customerNumber, textIn(entry, 'lineCustomerNumber')]),
    ...money.map(({ customerNumber }) => customerNumber),
    ...money.flatMap(({ explanation }) => suggestionsIn(explanation).map(({ customerNumber }) => customerNumber)),
  ]);
  const { rows } = await sql<{ companyId: number; number: string; name: string }>`
    select company_id as "companyId", number, name from customer
    where company_id = any(${[...new Set(entries.map(({ companyId }) => companyId))]}) and number = any(${[...numbers]})`.execute(
    db,
  );
  return new Map(rows.map((row) => [keyOf(row, row.number), row.name]));
}

/** A claim that a suggestion names, as it stands now. */
interface NamedClaim {
  readonly id: number;
  readonly document: string;
  readonly openMinor: number;
}

async function claimsOf(db: DbOrTx, money: readonly Money[]): Promise<ReadonlyMap<number, NamedClaim>> {
  const ids = money.flatMap(({ explanation }) =>
    suggestionsIn(explanation).flatMap(({ shares }) => shares.flatMap(({ claimId }) => claimId ?? [])),
  );
  if (ids.length === 0) return new Map();
  const { rows } = await sql<NamedClaim>`
    select c.id, c.document_number as document, ${openMinorOf} as "openMinor" from claim c where c.id = any(${ids})`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A suggestion is as old as the entry: what was paid meanwhile is not proposed any more. */
const isStillOpen = ({ claimOf }: Looked, { shares }: KeptSuggestion): boolean =>
  shares.every(({ claimId, minor: part, discountMinor, writeOffMinor }) => {
    if (claimId === null) return true;
    const open = claimOf(claimId)?.openMinor ?? 0;
    const wanted = part + discountMinor + writeOffMinor;
    return Math.sign(wanted) === Math.sign(open) && Math.abs(wanted) <= Math.abs(open);
  });

/** For charge backs that nobody could place: payments of the line, of the same amount, that stand. */
async function takeableOf(db: DbOrTx, entries: readonly ExceptionEntry[]) {
  const ids = entries
    .filter(({ code }) => code === 'CHARGE_BACK_UNCLEAR' || code === 'CHARGED_BACK_WITHOUT_PAYMENT')
    .map(({ id }) => id);
  const found = new Map<number, { readonly id: number; readonly effectMinor: number }[]>();
  if (ids.length === 0) return found;
  const { rows } = await sql<{ entry: number; id: number; effectMinor: number }>`
    select e.id as entry, o.id, o.effect_minor as "effectMinor"
    from exception e join payment p on p.id = e.payment_id
    join payment o on o.line_id = p.line_id and o.kind = 'paid' and o.effect_minor = -p.effect_minor
    where e.id = any(${ids}) and exists (select 1 from allocation a where a.payment_id = o.id and not a.is_undone)
      and not exists (select 1 from payment r where r.reverses_id = o.id)
    order by e.id, o.id`.execute(db);
  for (const { entry, ...payment } of rows) found.set(entry, [...(found.get(entry) ?? []), payment]);
  return found;
}
