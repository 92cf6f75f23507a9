import { isValidIBAN } from 'ibantools';
import {
  type CharacterSet,
  hasBicShape,
  isCreditorIdentifier,
  isIdentifier,
  isInSet,
  toCharacterSet,
} from '#schemas/iso20022';
import type { CollectionFault } from '../betalingsservice/check-collection.ts';
import type { SepaAgreement } from './agreement.ts';

export const fault = (field: string, value: string, expected: string, remedy: string): CollectionFault => ({
  field,
  value,
  expected,
  remedy,
});

export const longestName = 70;

export const characterSetOf = (agreement: SepaAgreement): CharacterSet =>
  agreement.profile === 'sepa' ? 'sepa' : 'danish';

/** Everything in an agreement that would make the bank refuse each of its files; an empty list is fit to be written with. */
export function checkSepaAgreement(agreement: SepaAgreement): readonly CollectionFault[] {
  const { creditorName, creditorIban, creditorBic, creditorId, initiatingParty } = agreement;
  const set = characterSetOf(agreement);
  const settings = 'Correct the settings of the agreement.';
  const faults = [
    ...checkName('creditorName', creditorName, set, settings),
    ...checkName('initiatingParty.name', initiatingParty.name, set, settings),
    ...checkProfile(agreement),
  ];
  if (!isValidIBAN(creditorIban)) faults.push(fault('creditorIban', creditorIban, 'a valid IBAN', settings));
  if (creditorBic !== null && !hasBicShape(creditorBic)) {
    faults.push(fault('creditorBic', creditorBic, 'a valid BIC, or none', settings));
  }
  if (!isCreditorIdentifier(creditorId)) {
    const expected = 'a creditor identifier with correct check digits';
    faults.push(fault('creditorId', creditorId, expected, 'Enter the identifier as the bank gave it.'));
  }
  const { id } = initiatingParty;
  if (id !== null && !isIdentifier(id)) {
    faults.push(fault('initiatingParty.id', id, 'at most 35 signs of the SEPA set, or none', settings));
  }
  return faults;
}

/** A name as it will be written: there, short enough, and with signs the set has, once it is rewritten for it. */
export function checkName(
  field: string,
  name: string,
  set: CharacterSet,
  remedy: string,
  longest = longestName,
): readonly CollectionFault[] {
  const written = toCharacterSet(name, set);
  if (written !== '' && written.length <= longest && isInSet(written, set)) return [];
  const expected = `1 to ${longest} signs of the ${set === 'sepa' ? 'SEPA' : 'Danish'} character set`;
  return [fault(field, name, expected, remedy)];
}

function checkProfile({ profile, currency, danishCodes }: SepaAgreement): readonly CollectionFault[] {
  const wanted = profile === 'sepa' ? 'EUR' : 'DKK';
  const faults: CollectionFault[] = [];
  if (currency !== wanted) {
    faults.push(fault('currency', currency, `${wanted} in the profile ${profile}`, 'Correct the settings.'));
  }
  if (profile === 'sepa') return faults;
  const ask = 'Ask the bank for the code and enter it; nothing is written before.';
  const instrument = danishCodes?.localInstrument ?? '';
  if (!isIdentifier(instrument)) {
    faults.push(fault('danishCodes.localInstrument', instrument, 'the bank’s code, up to 35 signs', ask));
  }
  const level = danishCodes?.serviceLevel ?? null;
  if (level !== null && !isIdentifier(level)) {
    faults.push(fault('danishCodes.serviceLevel', level, 'the bank’s code, up to 35 signs, or none', ask));
  }
  return faults;
}
