import { addDays, type CalendarDate, knownDate, paymentIdSchemes, assert } from '#kernel';
import type { CompanySeries, DocumentNumber } from './document-style.ts';
import type { DraftClaim, DraftCustomer, Payer } from './drafts.ts';
import { couldBeSame, firmName, type PartyName, personName, tellName } from './names.ts';
import { type Random, randomOf } from './random.ts';
import type { CompanyRow, HistoryRow, PayerKind } from './rows.ts';
import { openClaimShares, reminderFee, sideShares } from './shares.ts';

/** Everything about one company while it is being made up; stories add to it. */
export interface Workshop {
  readonly row: CompanyRow;
  readonly series: CompanySeries;
  /** The list of prices; empty where every amount is its own. */
  readonly prices: readonly number[];
  readonly customers: DraftCustomer[];
  readonly claims: DraftClaim[];
  readonly history: HistoryRow[];
}

/** The first day on which payments are booked; claims are from before it. */
export const firstDay: CalendarDate = knownDate('2026-03-02');
export const dayOf = (index: number): CalendarDate => {
  const known = days.get(index) ?? addDays(firstDay, index);
  days.set(index, known);
  return known;
};

/** A company has tens of thousands of dates, and all of them are few. */
const days = new Map<number, CalendarDate>();

const noNumber: DocumentNumber = { prefix: '', separator: '', before: [], running: '', after: [] };

export interface ClaimWish {
  readonly minor?: number;
  readonly nature?: DraftClaim['nature'];
  readonly currency?: string;
  readonly isClosed?: boolean;
  /** `in time`: two percent if paid on the first two days; `too late`: its day has passed. */
  readonly discount?: 'in time' | 'too late';
  readonly toleranceMinor?: number;
  readonly external?: string;
  /** Written in one go with the others of this number. */
  readonly batch?: number;
}

/** What one story may do: draw, and add customers, claims and payers of its own to the company. */
export interface Desk {
  readonly random: Random;
  readonly shop: Workshop;
  readonly customer: () => DraftCustomer;
  readonly claim: (customer: DraftCustomer, wish?: ClaimWish) => DraftClaim;
  readonly claims: (customer: DraftCustomer, count: number) => readonly DraftClaim[];
  /** A customer with as many open claims as customers have, sometimes with closed ones too. */
  readonly household: (least?: number) => DraftCustomer;
  readonly amount: () => number;
  readonly payer: (customer: DraftCustomer, kind: PayerKind) => Payer;
  readonly account: () => string;
  readonly remember: (account: string, customer: DraftCustomer, wasUndone?: boolean) => void;
}

export function openDesk(shop: Workshop, ...labels: readonly (string | number)[]): Desk {
  const random = randomOf(...labels);
  const customer = (): DraftCustomer => newCustomer(random, shop);
  const amount = (): number => (shop.prices.length > 0 ? random.pick(shop.prices) : freeAmount(random, shop));
  const claim = (owner: DraftCustomer, wish: ClaimWish = {}): DraftClaim => newClaim(random, shop, owner, amount, wish);
  const claims = (owner: DraftCustomer, count: number) => Array.from({ length: count }, () => claim(owner));
  const account = (): string => newAccount(random, shop.row.country);
  const remember = (of: string, owner: DraftCustomer, wasUndone = false): void => {
    const times = random.between(1, 14);
    shop.history.push({ company: shop.row.company, account: of, customer: owner.number, times, wasUndone });
  };
  const household = (least = 1): DraftCustomer => {
    const owner = customer();
    claims(owner, Math.max(least, Number(random.weighted(openClaimShares))));
    for (let i = random.between(0, 2); i > 0; i--) claim(owner, { isClosed: true });
    if (random.chance(sideShares.fee)) claim(owner, { nature: 'fee', minor: reminderFee });
    if (random.chance(sideShares.foreign)) claim(owner, { currency: shop.row.currency === 'EUR' ? 'SEK' : 'EUR' });
    return owner;
  };
  const desk = { random, shop, customer, claim, claims, household, amount, account, remember };
  return { ...desk, payer: (owner, kind) => payers[kind](desk, owner) };
}

type Drawing = Omit<Desk, 'payer'>;

function newCustomer(random: Random, shop: Workshop): DraftCustomer {
  const { country, sector } = shop.row;
  const isFirm = random.chance(sector === 'trade' ? 0.9 : 0.12);
  const name = isFirm ? firmName(random, country) : personName(random, country);
  const number = String(10_000 + shop.customers.length);
  const customer = { number, name, isClosed: false, claims: [], ownId: null, mandate: null };
  shop.customers.push(customer);
  return customer;
}

/** Amounts of supply and trade have minor units of their own; firms round more often. */
function freeAmount(random: Random, { row }: Workshop): number {
  const [low, high] = row.sector === 'trade' ? [40_000, 6_000_000] : [8_000, 350_000];
  const any = random.between(low, high);
  return random.chance(0.2) ? Math.round(any / 100) * 100 : any;
}

function newClaim(
  random: Random,
  shop: Workshop,
  customer: DraftCustomer,
  amount: () => number,
  wish: ClaimWish,
): DraftClaim {
  const { nature = 'principal', currency = shop.row.currency, isClosed = false, toleranceMinor = 0 } = wish;
  const originalMinor = wish.minor ?? amount();
  const posted = wish.batch === undefined ? -random.between(3, 90) : -3 - (wish.batch % 60);
  const until = dayOf(wish.discount === 'in time' ? random.between(2, 6) : -random.between(1, 9));
  const claim: DraftClaim = {
    customer,
    nature,
    postingDate: dayOf(posted),
    dueDate: dayOf(posted + random.pick([8, 14, 30])),
    currency,
    originalMinor,
    openMinor: isClosed ? 0 : originalMinor,
    discount: wish.discount === undefined ? null : { until, minor: Math.round(originalMinor / 50) },
    toleranceMinor,
    external: wish.external ?? '',
    batch: wish.batch ?? 0,
    id: 0,
    number: noNumber,
    documentNumber: '',
    ownId: null,
  };
  customer.claims.push(claim);
  shop.claims.push(claim);
  return claim;
}

const accountDigits = { DK: 14, PL: 24, DE: 18 } as const;

function newAccount(random: Random, country: CompanyRow['country']): string {
  const made = paymentIdSchemes.iban.make(random.digits(accountDigits[country]), { country });
  assert(made.ok, 'digits of the right count make an account');
  return made.value;
}

const payers: Readonly<Record<PayerKind, (desk: Drawing, customer: DraftCustomer) => Payer>> = {
  known: (desk, customer) => {
    const account = desk.account();
    desk.remember(account, customer);
    // A household pays from whoever's account it is; the bank of a few payers tells no name.
    const how = desk.random.weighted({ own: 92, other: 5, none: 3 });
    if (how === 'own') return told('known', desk, customer.name, account);
    return {
      kind: 'known',
      name: how === 'none' ? '' : strangerTo(desk, customer).text,
      account,
      damage: [`payer's name: ${how}`],
    };
  },
  shared: (desk, customer) => {
    const account = desk.account();
    desk.remember(account, customer);
    const other = desk.household();
    desk.remember(account, other);
    return told('shared', desk, desk.random.chance(0.5) ? customer.name : other.name, account);
  },
  named: (desk, customer) => told('named', desk, customer.name, desk.random.chance(0.85) ? desk.account() : ''),
  unnamed: (desk) => ({
    kind: 'unnamed',
    name: '',
    account: desk.random.chance(0.5) ? desk.account() : '',
    damage: [],
  }),
  stranger: (desk, customer) =>
    told('stranger', desk, strangerTo(desk, customer), desk.random.chance(0.8) ? desk.account() : ''),
  other: (desk) => {
    const account = desk.account();
    const other = desk.household();
    desk.remember(account, other);
    return told('other', desk, other.name, account);
  },
  undone: (desk, customer) => {
    const account = desk.account();
    desk.remember(account, customer, true);
    return told('undone', desk, customer.name, account);
  },
};

function told(kind: PayerKind, { random }: Drawing, name: PartyName, account: string): Payer {
  const { text, damage } = tellName(random, name);
  return { kind, name: text, account, damage: damage === null ? [] : [damage] };
}

/** Somebody whom nobody takes for the customer. */
function strangerTo({ random, shop }: Drawing, customer: DraftCustomer): PartyName {
  for (;;) {
    const name = random.chance(0.8) ? personName(random, shop.row.country) : firmName(random, shop.row.country);
    if (!couldBeSame(name.text, customer.name.text)) return name;
  }
}
