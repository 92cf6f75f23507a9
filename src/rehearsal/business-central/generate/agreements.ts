import { type CalendarDate, knownDate } from '#kernel';
import { mix, type Seeded, seeded } from '../../kit/seeded.ts';
import {
  type Agreement,
  type AgreementStatus,
  blankDate,
  type Customer,
  type SchemeCode,
  type World,
} from '../state/world.ts';
import { type BankAccount, bankAccount, bankCountries } from './bank-accounts.ts';

/** How many customers of a scheme have an active mandate; the others of Total get a payment slip, where marked. */
const mandateChance: Readonly<Record<SchemeCode, number>> = { BS: 0.7, BSB: 0.85, LS: 0.85, SEPA: 0.9, DBSEPA: 0.9 };

/** How many without one are marked for collection all the same. */
const markedWithoutMandate: Readonly<Record<SchemeCode, number>> = {
  BS: 0.4,
  BSB: 0.3,
  LS: 0.3,
  SEPA: 0.3,
  DBSEPA: 0.3,
};

const otherStatuses = ['Pending', 'Paused', 'Cancelled', 'Rejected'] as const;

/** Gives a customer the mandates of its scheme, and marks it for collection by it. */
export function addAgreements(world: World, customer: Customer, scheme: SchemeCode, random: Seeded): void {
  const hasMandate = random.chance(mandateChance[scheme]);
  if (hasMandate) {
    if (scheme !== 'BSB' && random.chance(0.05)) addAgreement(world, customer, scheme, random, 'Cancelled');
    addAgreement(world, customer, scheme, random, 'Active');
  } else if (scheme !== 'BSB' && random.chance(0.2)) {
    addAgreement(world, customer, scheme, random, random.pick(otherStatuses));
  }
  // Some with a mandate are not marked for collection.
  customer.collectionScheme = random.chance(hasMandate ? 0.96 : markedWithoutMandate[scheme]) ? scheme : '';
  world.founded.push({
    customerNumber: customer.code,
    name: customer.name,
    taxRegistrationNumber: customer.taxRegistrationNumber,
    scheme,
    mandate: foundedMandate(customer.agreements.find(({ status }) => status === 'Active')),
  });
}

function addAgreement(
  world: World,
  customer: Customer,
  scheme: SchemeCode,
  random: Seeded,
  status: AgreementStatus,
): void {
  const number = ++world.counters.agreement;
  const year = Number(world.startDate.slice(0, 4)) - random.between(1, 6);
  const day = (): string =>
    `${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`;
  const validFrom = `${year}-${day()}`;
  const isOfNets = scheme === 'BS' || scheme === 'BSB';
  const agreement: Agreement = {
    number,
    version: 1,
    modifiedAt: customer.modifiedAt,
    customer,
    schemeCode: scheme,
    agreementNumber: status === 'Pending' && isOfNets ? '' : agreementNumber(world, customer, scheme, number),
    status,
    validFrom,
    validTo: status === 'Cancelled' ? `${year}-12-31` : blankDate,
    debtorGroupNumber: isOfNets ? (random.chance(0.12) ? '00002' : '00001') : '',
    ...accountOf(world, customer, scheme, number),
    signedOn: isOfNets ? blankDate : validFrom,
  };
  world.agreements.push(agreement);
  customer.agreements.push(agreement);
}

/** Leverandørservice numbers no mandates: the customer number is all there is. */
function agreementNumber(world: World, customer: Customer, scheme: SchemeCode, number: number): string {
  if (scheme === 'LS') return '';
  if (scheme === 'BS' || scheme === 'BSB') return String(mandateNumber(world.seed, number)).padStart(9, '0');
  // Every sign that SEPA allows beside letters and digits, in some of them.
  const separator = seeded(world.seed, 'mandate id', number).pick(['-', '-', '-', '/', '.', ':', '+', ' ']);
  return `MANDAT${separator}${customer.code}${separator}${String(number).padStart(6, '0')}`;
}

/** Nine digits, different for every agreement: a running number times a step that shares no divisor with 9e8. */
const mandateNumber = (seed: number, number: number): number =>
  100_000_000 + ((number * 387_420_489 + mix(seed)) % 900_000_000);

function accountOf(
  world: World,
  customer: Customer,
  scheme: SchemeCode,
  number: number,
): Pick<Agreement, 'debtorIban' | 'debtorBic'> {
  if (scheme === 'BS' || scheme === 'BSB') return { debtorIban: '', debtorBic: '' };
  const country = bankCountries.find((known) => known === customer.country) ?? 'DK';
  const { iban, bic }: BankAccount = bankAccount(seeded(world.seed, 'bank account', number), country);
  return { debtorIban: iban, debtorBic: bic };
}

const foundedMandate = (agreement: Agreement | undefined) =>
  agreement === undefined
    ? null
    : {
        debtorGroup: agreement.debtorGroupNumber,
        customerNumber: agreement.customer.code,
        mandateNumber: agreement.agreementNumber,
        validFrom: day(agreement.validFrom),
        debtorIban: agreement.debtorIban,
        debtorBic: agreement.debtorBic,
        signedOn: agreement.signedOn,
      };

const day = (text: string): CalendarDate => knownDate(text);
