import { isSEPACountry, isValidIBAN } from 'ibantools';
import { isIdentifier, isInSet, readIsoAmount, readIsoDate } from '#schemas/iso20022';
import type { Finding } from '#schemas/kit';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import { longestName } from './check-agreement.ts';
import { largestSddAmount, longestText } from './check-sdd-collection.ts';
import { findingAt } from './lint-message.ts';

/** The amount of a transaction in minor units, or null when it cannot be read. */
export function sepaAmount(transaction: XmlElement): number | null {
  const stated = at(transaction, 'InstdAmt');
  const read = stated && readIsoAmount(stated);
  return read?.ok ? read.value.amount : null;
}

/** What the SEPA scheme asks of a transaction beside its structure (danske-iso20022.md section 2.2). */
export function lintSddTransaction(transaction: XmlElement, batch: XmlElement | undefined): readonly Finding[] {
  return [
    ...amountFindings(transaction),
    ...mandateFindings(transaction, batch),
    ...debtorFindings(transaction),
    ...remittanceFindings(transaction),
    ...idFindings(transaction),
  ];
}

export function ibanFindings(iban: XmlElement | undefined, field: string): readonly Finding[] {
  if (!iban) return [];
  const value = iban.text.trim();
  if (!isValidIBAN(value)) {
    const remedy = 'Ask for the account number and correct it.';
    return [findingAt(iban, field, 'an IBAN with correct check digits', remedy)];
  }
  if (isSEPACountry(value.slice(0, 2))) return [];
  return [findingAt(iban, field, 'an account in a country of SEPA', 'Collect in another way.')];
}

function amountFindings(transaction: XmlElement): readonly Finding[] {
  const stated = at(transaction, 'InstdAmt');
  if (!stated) return [];
  const read = readIsoAmount(stated);
  if (!read.ok) return [findingAt(stated, 'InstdAmt', 'an amount in euro with two decimals', `${read.error}.`)];
  const { amount, currency } = read.value;
  if (currency !== 'EUR') return [findingAt(stated, 'InstdAmt/@Ccy', 'EUR', 'SEPA collects in euro only.')];
  if (amount >= 1 && amount <= largestSddAmount) return [];
  return [findingAt(stated, 'InstdAmt', '0.01 to 999999999.99', 'Collect a positive amount; split a larger one.')];
}

function mandateFindings(transaction: XmlElement, batch: XmlElement | undefined): readonly Finding[] {
  const mandate = at(transaction, 'DrctDbtTx', 'MndtRltdInf');
  const findings: Finding[] = [];
  if (!textAt(mandate, 'MndtId')) {
    const remedy = 'Add the id of the mandate; without one nothing can be collected.';
    findings.push(findingAt(mandate ?? transaction, 'MndtRltdInf/MndtId', 'the mandate id', remedy));
  }
  const signed = at(mandate, 'DtOfSgntr');
  const signedOn = readIsoDate(signed?.text.trim() ?? '');
  const collectedOn = readIsoDate(textAt(batch, 'ReqdColltnDt'));
  if (!signed) {
    const remedy = 'Add the date on which the debtor signed the mandate.';
    findings.push(findingAt(mandate ?? transaction, 'MndtRltdInf/DtOfSgntr', 'the date of signature', remedy));
  } else if (signedOn !== null && collectedOn !== null && signedOn > collectedOn) {
    const remedy = 'Correct the date: a mandate is signed before it is used.';
    findings.push(findingAt(signed, 'MndtRltdInf/DtOfSgntr', `a date up to ${collectedOn}`, remedy));
  }
  const isChanged = ['true', '1'].includes(textAt(mandate, 'AmdmntInd'));
  if (isChanged === (at(mandate, 'AmdmntInfDtls') !== undefined)) return findings;
  const indicator = at(mandate, 'AmdmntInd') ?? at(mandate, 'AmdmntInfDtls') ?? transaction;
  const expected = isChanged ? 'what the mandate was before (AmdmntInfDtls)' : 'AmdmntInd true beside AmdmntInfDtls';
  return [...findings, findingAt(indicator, 'MndtRltdInf/AmdmntInd', expected, 'Write both, or neither.')];
}

function debtorFindings(transaction: XmlElement): readonly Finding[] {
  const findings = [...ibanFindings(at(transaction, 'DbtrAcct', 'Id', 'IBAN'), 'DbtrAcct/Id/IBAN')];
  if (!at(transaction, 'DbtrAcct', 'Id', 'IBAN')) {
    const account = at(transaction, 'DbtrAcct') ?? transaction;
    findings.push(findingAt(account, 'DbtrAcct/Id/IBAN', 'an IBAN', 'SEPA knows accounts by their IBAN only.'));
  }
  const name = at(transaction, 'Dbtr', 'Nm');
  if (!name) {
    const debtor = at(transaction, 'Dbtr') ?? transaction;
    return [...findings, findingAt(debtor, 'Dbtr/Nm', 'the debtor’s name', 'Add the name.')];
  }
  if (name.text.trim().length > longestName) {
    findings.push(findingAt(name, 'Dbtr/Nm', `at most ${longestName} signs`, 'Shorten the name.'));
  }
  return [...findings, ...signFindings(name, 'Dbtr/Nm')];
}

function remittanceFindings(transaction: XmlElement): readonly Finding[] {
  const remittance = at(transaction, 'RmtInf');
  if (!remittance) return [];
  const texts = childrenOf(remittance, 'Ustrd');
  const structured = childrenOf(remittance, 'Strd');
  const findings = texts.flatMap((text) => signFindings(text, 'RmtInf/Ustrd'));
  if (texts.length + structured.length > 1) {
    const remedy = 'Keep one text, or one reference.';
    findings.push(findingAt(remittance, 'RmtInf', `one text of ${longestText} signs, or one reference`, remedy));
  }
  return findings;
}

function idFindings(transaction: XmlElement): readonly Finding[] {
  const ids = [
    [at(transaction, 'PmtId', 'InstrId'), 'PmtId/InstrId'],
    [at(transaction, 'PmtId', 'EndToEndId'), 'PmtId/EndToEndId'],
    [at(transaction, 'DrctDbtTx', 'MndtRltdInf', 'MndtId'), 'MndtRltdInf/MndtId'],
  ] as const;
  return ids.flatMap(([id, field]) => {
    if (!id || id.text === '' || isIdentifier(id.text.trim())) return [];
    const expected = 'at most 35 signs of the SEPA set, no slash at its ends, no "//"';
    return [findingAt(id, field, expected, 'Use another id; banks may refuse this one.', 'warning')];
  });
}

function signFindings(element: XmlElement, field: string): readonly Finding[] {
  if (isInSet(element.text.trim(), 'sepa')) return [];
  const remedy = 'Write it in Latin letters without accents; some banks refuse other signs, some replace them.';
  return [findingAt(element, field, 'signs of the SEPA set', remedy, 'warning')];
}
