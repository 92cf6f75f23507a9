import { hasModulus11 } from '#kernel';
import { mix, type Seeded, seeded } from '../../kit/seeded.ts';
import type { Agreement, AgreementStatus, Blocked, Customer, World } from '../state/world.ts';
import { firstNames, foreignPlaces, lastNames, places, streets, trades } from './danish-words.ts';

/** The first customer is K10001. */
const firstNumber = 10_001;

/**
 * Adds the seeded customers of a CRONUS-like Danish company with their Betalingsservice agreements.
 *
 * Some are abroad, some blocked, some excluded from collection; about seventy in a hundred have a mandate.
 */
export function addCustomers(world: World, count: number): void {
  for (let i = 0; i < count; i++) {
    const random = seeded(world.seed, 'customer', i);
    const customer = makeCustomer(world, i, random);
    world.customers.push(customer);
    world.customerByCode.set(customer.code, customer);
    addAgreements(world, customer, random);
  }
}

function makeCustomer(world: World, index: number, random: Seeded): Customer {
  const isForeign = random.chance(0.04);
  const isPerson = !isForeign && random.chance(0.45);
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const abroad = random.pick(foreignPlaces);
  const [postalCode, city] = isForeign ? [abroad[1], abroad[2]] : random.pick(places);
  const company = isForeign ? `${last} ${abroad[4]}` : companyName(random, last);
  const name = isPerson ? `${first} ${last}` : company;
  const code = `K${firstNumber + index}`;
  return {
    number: index + 1,
    version: 1,
    modifiedAt: world.foundedAt - random.between(1, 60 * 86_400) * 1000,
    code,
    name,
    addressLine1: `${isForeign ? abroad[3] : random.pick(streets)} ${random.between(1, 180)}`,
    addressLine2: random.chance(0.15) ? `${random.between(1, 5)}. ${random.pick(['tv', 'th', 'mf'])}` : '',
    city,
    country: isForeign ? abroad[0] : 'DK',
    postalCode,
    phoneNumber: isForeign ? '' : `${random.between(2, 9)}${random.digits(7)}`,
    email: random.chance(0.92)
      ? `${mailbox(isPerson ? `${first}.${last}` : 'bogholderi')}.${index + 1}@example.com`
      : '',
    taxRegistrationNumber: isPerson || isForeign ? '' : cvrNumber(world.seed, index),
    currencyCode: isForeign && random.chance(0.6) ? 'EUR' : '',
    blocked: blockedValue(random),
    isPrivacyBlocked: false,
    collectionScheme: '',
    excludeFromCollection: random.chance(0.03),
    entries: [],
    agreements: [],
  };
}

function addAgreements(world: World, customer: Customer, random: Seeded): void {
  const hasMandate = random.chance(0.7);
  if (hasMandate) {
    if (random.chance(0.05)) addAgreement(world, customer, random, 'Cancelled');
    addAgreement(world, customer, random, 'Active');
  } else if (random.chance(0.2)) {
    addAgreement(world, customer, random, random.pick(['Pending', 'Paused', 'Cancelled', 'Rejected'] as const));
  }
  // Some with a mandate are not marked for collection, and some without one are: those get a payment slip.
  customer.collectionScheme = random.chance(hasMandate ? 0.96 : 0.4) ? 'BS' : '';
}

function addAgreement(world: World, customer: Customer, random: Seeded, status: AgreementStatus): void {
  const number = ++world.counters.agreement;
  const year = Number(world.startDate.slice(0, 4)) - random.between(1, 6);
  const day = (): string =>
    `${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`;
  const agreement: Agreement = {
    number,
    version: 1,
    modifiedAt: customer.modifiedAt,
    customer,
    schemeCode: 'BS',
    agreementNumber: status === 'Pending' ? '' : String(mandateNumber(world.seed, number)).padStart(9, '0'),
    status,
    validFrom: `${year}-${day()}`,
    validTo: status === 'Cancelled' ? `${year}-12-31` : '0001-01-01',
    debtorGroupNumber: random.chance(0.12) ? '00002' : '00001',
  };
  world.agreements.push(agreement);
  customer.agreements.push(agreement);
}

/** Nine digits, different for every agreement: a running number times a step that shares no divisor with 9e8. */
const mandateNumber = (seed: number, number: number): number =>
  100_000_000 + ((number * 387_420_489 + mix(seed)) % 900_000_000);

function companyName(random: Seeded, last: string): string {
  const form = random.pick(['ApS', 'A/S', 'I/S', '& Søn', '& Co.']);
  return `${last}s ${random.pick(trades)} ${form}`;
}

function blockedValue(random: Seeded): Blocked {
  const drawn = random.fraction();
  if (drawn < 0.012) return 'Ship';
  if (drawn < 0.02) return 'Invoice';
  return drawn < 0.028 ? 'All' : ' ';
}

/** A CVR number that passes modulus 11; seven seeded digits and the check digit that makes it fit. */
function cvrNumber(seed: number, index: number): string {
  const random = seeded(seed, 'cvr', index);
  for (;;) {
    const first = `${random.between(1, 9)}${random.digits(6)}`;
    const fitting = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((check) => hasModulus11(`${first}${check}`));
    if (fitting !== undefined) return `${first}${fitting}`;
  }
}

const ascii: Readonly<Record<string, string>> = { æ: 'ae', ø: 'oe', å: 'aa', ö: 'o', ß: 'ss' };

const mailbox = (name: string): string => name.toLowerCase().replaceAll(/[^a-z.]/g, (sign) => ascii[sign] ?? '');
