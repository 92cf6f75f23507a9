import { isSEPACountry, isValidIBAN } from 'ibantools';
import { calendarDate, type CalendarDate } from '#kernel';
import {
  hasBicShape,
  isCreditorIdentifier,
  isCreditorReference,
  isIdentifier,
  isInSet,
  toCharacterSet,
} from '#schemas/iso20022';
import type { CollectionFault } from '../betalingsservice/check-collection.ts';
import type { MandateAmendment, SddCollection, SddDebtor, SddMandate, SepaAgreement } from './agreement.ts';
import { characterSetOf, checkName, fault } from './check-agreement.ts';

/** 999,999,999.99: the most a SEPA direct debit may be. */
export const largestSddAmount = 99_999_999_999;
export const longestText = 140;
const identifier = 'at most 35 signs a-z A-Z 0-9 / - ? : ( ) . , \' + and blanks, no slash at its ends, no "//"';

/**
 * Everything that would make the bank refuse a collection, or us unable to write it; an empty list is fit to be written.
 *
 * Texts are judged as they will be written, that is after `toCharacterSet`. The collection date is not asked here:
 * `checkSddDate` does.
 *
 * @param today a mandate is not signed in the future
 */
export function checkSddCollection(
  collection: SddCollection,
  agreement: SepaAgreement,
  today: CalendarDate,
): readonly CollectionFault[] {
  const { endToEndId, amount, mandate, debtor } = collection;
  const faults: CollectionFault[] = [];
  if (!isIdentifier(endToEndId)) {
    faults.push(fault('endToEndId', endToEndId, identifier, 'Give the line another reference.'));
  }
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > largestSddAmount) {
    const remedy = 'Collect a positive amount; split one that is too large.';
    faults.push(fault('amount', String(amount), '0.01 to 999999999.99', remedy));
  }
  faults.push(...checkMandate(mandate, today), ...checkDebtor(debtor, agreement), ...checkText(collection, agreement));
  const { amendment } = mandate;
  return amendment === null ? faults : [...faults, ...checkAmendment(amendment, agreement)];
}

function checkMandate({ id, signedOn }: SddMandate, today: CalendarDate): readonly CollectionFault[] {
  const faults: CollectionFault[] = [];
  if (!isIdentifier(id)) {
    faults.push(fault('mandate.id', id, identifier, 'Register the mandate under an id of these signs.'));
  }
  if (!calendarDate(signedOn).ok || signedOn > today) {
    const remedy = 'Enter the date on which the customer signed the mandate.';
    faults.push(fault('mandate.signedOn', signedOn, `a date up to ${today}`, remedy));
  }
  return faults;
}

function checkDebtor({ name, iban, bic, country }: SddDebtor, agreement: SepaAgreement): readonly CollectionFault[] {
  const faults = [
    ...checkName('debtor.name', name, characterSetOf(agreement), 'Shorten the name, and write it in Latin letters.'),
    ...checkIban('debtor.iban', iban),
  ];
  if (bic !== null && !hasBicShape(bic)) {
    faults.push(fault('debtor.bic', bic, 'a valid BIC, or none', 'Correct the BIC, or leave it out.'));
  }
  if (country && !/^[A-Z]{2}$/.test(country)) {
    faults.push(fault('debtor.country', country, 'a country code of two letters', 'Correct the country code.'));
  }
  return faults;
}

function checkIban(field: string, iban: string): readonly CollectionFault[] {
  if (!isValidIBAN(iban)) {
    const expected = 'an IBAN with correct check digits, without blanks';
    return [fault(field, iban, expected, 'Ask the customer for the account number and correct it.')];
  }
  if (isSEPACountry(iban.slice(0, 2))) return [];
  return [fault(field, iban, 'an account in a country of SEPA', 'Collect from this customer in another way.')];
}

function checkText({ text, creditorReference }: SddCollection, agreement: SepaAgreement): readonly CollectionFault[] {
  const set = characterSetOf(agreement);
  const written = toCharacterSet(text, set);
  const faults: CollectionFault[] = [];
  if (written.length > longestText || !isInSet(written, set)) {
    const expected = `at most ${longestText} signs of the ${set === 'sepa' ? 'SEPA' : 'Danish'} character set`;
    faults.push(fault('text', text, expected, 'Shorten the text, and write it in Latin letters.'));
  }
  if (creditorReference === null) return faults;
  if (written !== '') {
    faults.push(fault('text', text, 'no text beside a creditor reference', 'Send the text or the reference.'));
  }
  if (!isCreditorReference(creditorReference)) {
    const expected = 'a reference RF… with correct check digits';
    faults.push(fault('creditorReference', creditorReference, expected, 'Correct the reference, or leave it out.'));
  }
  return faults;
}

function checkAmendment(amendment: MandateAmendment, agreement: SepaAgreement): readonly CollectionFault[] {
  const { originalMandateId, originalCreditor, originalDebtorIban, isOtherBank } = amendment;
  const { id, name } = originalCreditor ?? {};
  const remedy = 'Correct what the mandate was before the change.';
  const faults: CollectionFault[] = [];
  if (!(originalMandateId || id || name || originalDebtorIban || isOtherBank)) {
    const left = 'Enter what changed, or leave the amendment out.';
    faults.push(fault('mandate.amendment', '', 'at least one thing that changed', left));
  }
  if (originalMandateId && !isIdentifier(originalMandateId)) {
    faults.push(fault('mandate.amendment.originalMandateId', originalMandateId, identifier, remedy));
  }
  if (id && !isCreditorIdentifier(id)) {
    const expected = 'a creditor identifier with correct check digits';
    faults.push(fault('mandate.amendment.originalCreditor.id', id, expected, remedy));
  }
  if (name)
    faults.push(...checkName('mandate.amendment.originalCreditor.name', name, characterSetOf(agreement), remedy));
  if (originalDebtorIban) faults.push(...checkIban('mandate.amendment.originalDebtorIban', originalDebtorIban));
  if (originalDebtorIban && isOtherBank) {
    const expected = 'the old account, or the mark that it is another one, not both';
    faults.push(fault('mandate.amendment.isOtherBank', 'true', expected, remedy));
  }
  return faults;
}
