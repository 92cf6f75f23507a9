import { isValidIBAN } from 'ibantools';
import { messageOf } from '#schemas/iso20022';
import { type Finding, printable } from '#schemas/kit';
import { at, textAt, type XmlElement, type XmlRecord } from '#schemas/xml';
import type { MessageRules } from '../sepa/lint-message.ts';
import { newReading, newSheet, paths, takeRecord } from './camt-read.ts';
import { summarise } from './camt-statements.ts';

/** Messages that a bank sends about an account. */
export type CamtKind = 'camt.052' | 'camt.053' | 'camt.054';

/** What lint looks for beside the structure: amounts, balances, sums and counts by our own reader, and accounts. */
export const camtRules = (kind: CamtKind): MessageRules => ({
  kind,
  records: paths,
  start: () => {
    const reading = newReading('');
    let isVersionTold = false;
    const drain = (): readonly Finding[] => {
      reading.sheet = newSheet();
      return reading.findings.splice(0);
    };
    return {
      record: (record) => {
        const findings: Finding[] = [...accountFindings(record)];
        if (!isVersionTold) findings.push(...versionFindings(record.element, kind));
        isVersionTold = true;
        takeRecord(reading, record);
        return [...findings, ...drain()];
      },
      end: () => {
        if (reading.unfinished !== null) summarise(reading, reading.unfinished);
        return drain();
      },
    };
  },
});

/** The last version we know of; what the schema of a later one changed is not known. */
const lastVersion = 13;

function versionFindings(element: XmlElement, kind: CamtKind): readonly Finding[] {
  const child = { 'camt.052': 'BkToCstmrAcctRpt', 'camt.053': 'BkToCstmrStmt', 'camt.054': 'BkToCstmrDbtCdtNtfctn' };
  const message = messageOf(element.namespace, child[kind]);
  const version = Number(message?.version ?? Number.NaN);
  if (message !== null && !message.isNational && version >= 2 && version <= lastVersion) return [];
  return [
    {
      ...placeOf(element, 'Document/@xmlns'),
      value: printable(element.namespace),
      expected: `urn:iso:std:iso:20022:tech:xsd:${kind}.001.02 to .13`,
      remedy:
        'It is read by the names of its elements. If something is missing, ask the bank for one of these versions.',
    },
  ];
}

/** IBANs whose check digits are wrong: the money is where it is, but nobody can be told apart by such an account. */
function accountFindings({ element }: XmlRecord): readonly Finding[] {
  const parties = at(element, 'RltdPties');
  const accounts = [at(element, 'Acct'), at(parties, 'DbtrAcct'), at(parties, 'CdtrAcct')];
  return accounts.flatMap((account) => {
    const iban = at(account, 'Id', 'IBAN');
    const number = textAt(iban).replaceAll(' ', '');
    if (iban === undefined || account === undefined || number === '' || isValidIBAN(number)) return [];
    return [
      {
        ...placeOf(iban, `${account.name}/Id/IBAN`),
        value: printable(number),
        expected: 'an IBAN whose check digits are right',
        remedy: 'Ask the bank; the payment is read all the same.',
      },
    ];
  });
}

const placeOf = (
  { line, column, name }: XmlElement,
  field: string,
): Pick<Finding, 'severity' | 'lineNumber' | 'from' | 'to' | 'field'> => ({
  severity: 'warning',
  lineNumber: line,
  from: column,
  to: column + name.length + 1,
  field,
});
