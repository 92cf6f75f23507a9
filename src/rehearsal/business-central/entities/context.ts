import type { CalendarDate } from '#kernel';
import type { Command } from '../state/commands.ts';
import type { World } from '../state/world.ts';

/** What the entity sets of one company work on. */
export interface Company {
  readonly world: World;
  readonly today: () => CalendarDate;
  /** Carries out a command now and keeps it in the journal; a refusal is thrown and changes nothing. */
  readonly perform: (command: Command) => void;
}

/** Local currency of the Danish company. */
export const localCurrency = 'DKK';

/** Blank GUID (business-central.md 2.3). */
export const blankGuid = '00000000-0000-0000-0000-000000000000';

/** Fixed rates of the rehearsal, in hundredths of a krone for one unit. */
const rates: Readonly<Record<string, number>> = { '': 100, EUR: 746, SEK: 66, NOK: 64, USD: 690 };

/** An amount in kroner, rounded half away from zero. */
export function inLocalCurrency(amount: number, currencyCode: string): number {
  const hundredths = Math.abs(amount) * (rates[currencyCode] ?? 100);
  return Math.sign(amount) * Math.floor((hundredths + 50) / 100) || 0;
}

/** Currencies of the company besides the local one; the local one is blank in every entry. */
export const isForeignCurrency = (code: string): boolean => code !== '' && rates[code] !== undefined;
