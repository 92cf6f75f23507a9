import { hasModulus11 } from '#kernel';
import { type Seeded, seeded } from '../../kit/seeded.ts';
import type { Blocked, Customer, SchemeCode, World } from '../state/world.ts';
import { addAgreements } from './agreements.ts';
import { firstNames, foreignPlaces, lastNames, places, streets, trades } from './danish-words.ts';
import { euroIdentity } from './euro-customers.ts';
import { schemeDrawn } from './schemes.ts';

/** The first customer is K10001. */
const firstNumber = 10_001;

/**
 * Adds the seeded customers of a CRONUS-like Danish company, each drawn for one collection scheme, with their mandates.
 *
 * Some are abroad, some blocked, some excluded from collection. A customer is the same whatever other schemes there are,
 * as long as its own is Betalingsservice Total.
 */
export function addCustomers(world: World, count: number): void {
  for (let i = 0; i < count; i++) {
    const random = seeded(world.seed, 'customer', i);
    const scheme = schemeDrawn(world, i);
    const customer = makeCustomer(world, i, random, scheme);
    world.customers.push(customer);
    world.customerByCode.set(customer.code, customer);
    addAgreements(world, customer, scheme, random);
  }
}

function makeCustomer(world: World, index: number, random: Seeded, scheme: SchemeCode): Customer {
  // Of the Danish schemes only Total can reach somebody abroad: by a payment slip.
  const isForeign = random.chance(0.04) && scheme === 'BS';
  // Leverandørservice is for businesses only.
  const isPerson = !isForeign && random.chance(0.45) && scheme !== 'LS';
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
    ...(scheme === 'SEPA' || scheme === 'DBSEPA' ? euroIdentity(world.seed, index) : {}),
  };
}

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
