import { isValidIBAN } from 'ibantools';
import { readIsoAmount, reasonMeaning } from '#schemas/iso20022';
import type { Finding } from '#schemas/kit';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import { findingAt, type MessageRules } from './lint-message.ts';
import { countAmount, nothingCounted, totalFindings } from './lint-totals.ts';

const cancelled = {
  control: 'Document/*/CtrlData',
  transaction: 'Document/*/Undrlyg/OrgnlPmtInfAndCxl/TxInf',
} as const;

/** What the bank could not act on in a request for cancellation. */
export const camt055Rules: MessageRules = {
  kind: 'camt.055',
  records: Object.values(cancelled),
  start: () => {
    let control: XmlElement | null = null;
    const counted = nothingCounted();
    return {
      record: ({ element, path }) => {
        if (path === cancelled.control) {
          control = element;
          return [];
        }
        countAmount(counted, amountAt(element, 'OrgnlInstdAmt'));
        return cancellationFindings(element);
      },
      // Whole files and batches may be cancelled without naming a transaction; then there is nothing to count.
      end: () => (control === null || counted.count === 0 ? [] : totalFindings(control, counted)),
    };
  },
};

function cancellationFindings(element: XmlElement): readonly Finding[] {
  const findings: Finding[] = [];
  if (!textAt(element, 'OrgnlEndToEndId') && !textAt(element, 'OrgnlInstrId') && !textAt(element, 'OrgnlUETR')) {
    const remedy = 'Name the transaction by the id it was sent with.';
    findings.push(findingAt(element, 'TxInf/OrgnlEndToEndId', 'the id of the transaction', remedy));
  }
  const reasons = childrenOf(element, 'CxlRsnInf');
  if (reasons.length === 0) {
    findings.push(findingAt(element, 'TxInf/CxlRsnInf', 'a reason', 'Say why it is cancelled.', 'warning'));
  }
  for (const reason of reasons) {
    const code = at(reason, 'Rsn', 'Cd');
    if (!code || reasonMeaning(code.text.trim(), 'cancellation') !== null) continue;
    const remedy = 'Use one of CUST, DUPL, AGNT, CURR, UPAY, CUTA.';
    findings.push(findingAt(code, 'CxlRsnInf/Rsn/Cd', 'a reason of the ISO list', remedy, 'warning'));
  }
  return findings;
}

const paid = {
  group: 'Document/*/GrpHdr',
  batch: 'Document/*/PmtInf',
  transaction: 'Document/*/PmtInf/CdtTrfTxInf',
} as const;

/** What the bank would refuse in a file of payments to be made, beside its structure. */
export const pain001Rules: MessageRules = {
  kind: 'pain.001',
  records: Object.values(paid),
  start: () => {
    let group: XmlElement | null = null;
    const inFile = nothingCounted();
    let inBatch = nothingCounted();
    return {
      record: ({ element, path }) => {
        if (path === paid.group) {
          group = element;
          return [];
        }
        if (path === paid.batch) {
          const findings = [...totalFindings(element, inBatch), ...accountFindings(element, 'DbtrAcct')];
          inBatch = nothingCounted();
          return findings;
        }
        const amount = amountAt(element, 'Amt', 'InstdAmt') ?? amountAt(element, 'Amt', 'EqvtAmt', 'Amt');
        for (const counted of [inFile, inBatch]) countAmount(counted, amount);
        return [...accountFindings(element, 'CdtrAcct'), ...zeroFindings(element, amount)];
      },
      end: () => (group === null ? [] : totalFindings(group, inFile)),
    };
  },
};

function amountAt(element: XmlElement, ...path: readonly string[]): number | null {
  const stated = at(element, ...path);
  const read = stated && readIsoAmount(stated);
  return read?.ok ? read.value.amount : null;
}

function zeroFindings(element: XmlElement, amount: number | null): readonly Finding[] {
  if (amount !== 0) return [];
  const stated = at(element, 'Amt', 'InstdAmt') ?? element;
  return [findingAt(stated, 'Amt', 'more than nothing', 'Take the payment out, or correct its amount.')];
}

function accountFindings(element: XmlElement, name: string): readonly Finding[] {
  const iban = at(element, name, 'Id', 'IBAN');
  if (!iban || isValidIBAN(iban.text.trim())) return [];
  const remedy = 'Ask for the account number and correct it.';
  return [findingAt(iban, `${name}/Id/IBAN`, 'an IBAN with correct check digits', remedy)];
}
