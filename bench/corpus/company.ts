import type { CompanySeries } from './document-style.ts';
import { companySeries } from './document-style.ts';
import type { Workshop } from './desk.ts';
import { type Random, randomOf } from './random.ts';
import type { BlockRow, Country, Sector } from './rows.ts';
import { countryShares, sectorShares } from './shares.ts';

const currencies: Readonly<Record<Country, string>> = { DK: 'DKK', PL: 'PLN', DE: 'EUR' };

/** Price lists as subscriptions have them, in minor units: few prices, so that many claims are of one amount. */
const priceLists: readonly (readonly number[])[] = [
  [9_900, 14_900, 19_900, 29_900],
  [4_900, 7_900, 9_900],
  [12_500, 25_000, 37_500, 50_000],
  [19_995, 29_995, 49_995],
  [5_990, 8_990, 11_990, 14_990, 19_990],
];

/** An empty company, by the seed and its place in the corpus. */
export function openWorkshop(seed: number, index: number): Workshop {
  const random = randomOf(seed, 'company', index);
  const country = random.weighted(countryShares);
  const sector: Sector = random.weighted(sectorShares);
  const series: CompanySeries = companySeries(random, country);
  return {
    row: {
      company: `C${String(index + 1).padStart(4, '0')}`,
      country,
      currency: currencies[country],
      sector,
      numberStyle: series.principal.style,
      blocks: [blockOf(random, country)],
    },
    series,
    prices: sector === 'subscription' ? random.pick(priceLists) : [],
    customers: [],
    claims: [],
    history: [],
  };
}

/** Danish slips name a claim, Polish virtual accounts a customer, creditor references either. */
function blockOf(random: Random, country: Country): BlockRow {
  if (country === 'DK') return { scheme: 'fik-71', per: 'claim' };
  if (country === 'DE') return { scheme: 'rf', per: random.chance(0.7) ? 'claim' : 'customer' };
  return { scheme: 'pl-virtual', per: 'customer', bankSortCode: '11401081', clientMask: `1${random.digits(3)}` };
}
