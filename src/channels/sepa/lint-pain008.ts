import { isTargetDay, nextTargetDay } from '#kernel';
import { isCreditorIdentifier, readIsoDate } from '#schemas/iso20022';
import type { Finding } from '#schemas/kit';
import { at, textAt, type XmlElement } from '#schemas/xml';
import { findingAt, type MessageRules } from './lint-message.ts';
import { ibanFindings, lintSddTransaction, sepaAmount } from './lint-sdd-transaction.ts';
import { type Counted, countAmount, nothingCounted, totalFindings } from './lint-totals.ts';
import { type SeenIds, seenIds } from './seen-ids.ts';

const paths = {
  group: 'Document/*/GrpHdr',
  batch: 'Document/*/PmtInf',
  transaction: 'Document/*/PmtInf/DrctDbtTxInf',
} as const;

interface Run {
  group: XmlElement | null;
  readonly inFile: Counted;
  inBatch: Counted;
  readonly batchIds: Set<string>;
  readonly endToEndIds: SeenIds;
  /** The scheme of the batches so far: Core and B2B may not stand in one file. */
  scheme: string;
}

/** What the bank would refuse in a file of direct debits, beside its structure: sums, accounts, mandates, dates. */
export const pain008Rules: MessageRules = {
  kind: 'pain.008',
  records: Object.values(paths),
  start: () => {
    const run: Run = {
      group: null,
      inFile: nothingCounted(),
      inBatch: nothingCounted(),
      batchIds: new Set(),
      endToEndIds: seenIds(),
      scheme: '',
    };
    return {
      record: ({ element, path, within }) => {
        if (path === paths.group) run.group = element;
        if (path === paths.batch) return endBatch(run, element);
        return path === paths.transaction ? transactionFindings(run, element, within[0]) : [];
      },
      end: () => (run.group === null ? [] : totalFindings(run.group, run.inFile)),
    };
  },
};

/** The rules of the scheme hold for SEPA batches only; other countries' schemes have their own. */
const isSepa = (batch: XmlElement | undefined): boolean => textAt(batch, 'PmtTpInf', 'SvcLvl', 'Cd') === 'SEPA';

function transactionFindings(run: Run, element: XmlElement, batch: XmlElement | undefined): readonly Finding[] {
  const amount = sepaAmount(element);
  for (const counted of [run.inFile, run.inBatch]) countAmount(counted, amount);
  const findings: Finding[] = [];
  const id = at(element, 'PmtId', 'EndToEndId');
  if (id && id.text.trim() !== '' && id.text.trim() !== 'NOTPROVIDED' && !run.endToEndIds.add(id.text.trim())) {
    const remedy = 'Give each transaction an id of its own: answers are matched by it.';
    findings.push(findingAt(id, 'PmtId/EndToEndId', 'an id that stands in the file once', remedy, 'warning'));
  }
  const twice = at(element, 'PmtTpInf');
  if (twice && at(batch, 'PmtTpInf')) {
    const remedy = 'State the payment type for the batch, or for each transaction.';
    findings.push(findingAt(twice, 'PmtTpInf', 'the payment type in one of both places', remedy));
  }
  const isScheme = isSepa(batch) || textAt(twice, 'SvcLvl', 'Cd') === 'SEPA';
  return isScheme ? [...findings, ...lintSddTransaction(element, batch)] : findings;
}

function endBatch(run: Run, batch: XmlElement): readonly Finding[] {
  const counted = run.inBatch;
  run.inBatch = nothingCounted();
  const findings: Finding[] = [...totalFindings(batch, counted)];
  const id = at(batch, 'PmtInfId');
  if (id && run.batchIds.has(id.text)) {
    const remedy = 'Give each batch an id of its own: the bank answers by it.';
    findings.push(findingAt(id, 'PmtInf/PmtInfId', 'an id that stands in the file once', remedy));
  }
  if (id && run.batchIds.size < mostBatchIds) run.batchIds.add(id.text);
  if (!isSepa(batch)) return findings;
  return [...findings, ...schemeFindings(run, batch), ...creditorFindings(batch), ...dateFindings(batch)];
}

const mostBatchIds = 100_000;

function schemeFindings(run: Run, batch: XmlElement): readonly Finding[] {
  const findings: Finding[] = [];
  const scheme = textAt(batch, 'PmtTpInf', 'LclInstrm', 'Cd');
  const type = at(batch, 'PmtTpInf') ?? batch;
  if (scheme !== 'CORE' && scheme !== 'B2B') {
    const instrument = at(batch, 'PmtTpInf', 'LclInstrm', 'Cd') ?? type;
    const remedy = 'Name the scheme the agreement with the bank is about.';
    findings.push(findingAt(instrument, 'PmtTpInf/LclInstrm/Cd', 'CORE or B2B', remedy));
  } else if (run.scheme !== '' && scheme !== run.scheme) {
    const remedy = 'Write a file for each scheme.';
    findings.push(findingAt(type, 'PmtTpInf/LclInstrm/Cd', `${run.scheme}, as in the batches before`, remedy));
  }
  run.scheme ||= scheme;
  if (!at(batch, 'PmtTpInf', 'SeqTp')) {
    const remedy = 'State whether the collections are the first, recurrent, last, or the only ones.';
    findings.push(findingAt(type, 'PmtTpInf/SeqTp', 'FRST, RCUR, FNAL or OOFF', remedy));
  }
  const bearer = at(batch, 'ChrgBr');
  if (bearer && bearer.text.trim() !== 'SLEV') {
    findings.push(findingAt(bearer, 'ChrgBr', 'SLEV', 'SEPA knows no other way to share charges.'));
  }
  return findings;
}

function creditorFindings(batch: XmlElement): readonly Finding[] {
  const findings = [...ibanFindings(at(batch, 'CdtrAcct', 'Id', 'IBAN'), 'CdtrAcct/Id/IBAN')];
  const id = at(batch, 'CdtrSchmeId', 'Id', 'PrvtId', 'Othr', 'Id');
  if (id && !isCreditorIdentifier(id.text.trim())) {
    const remedy = 'Enter the identifier as the bank gave it.';
    findings.push(findingAt(id, 'CdtrSchmeId', 'a creditor identifier with correct check digits', remedy));
  }
  if (!textAt(batch, 'Cdtr', 'Nm')) {
    findings.push(findingAt(at(batch, 'Cdtr') ?? batch, 'Cdtr/Nm', 'the creditor’s name', 'Add the name.'));
  }
  return findings;
}

function dateFindings(batch: XmlElement): readonly Finding[] {
  const stated = at(batch, 'ReqdColltnDt');
  const date = readIsoDate(stated?.text.trim() ?? '');
  if (!stated || date === null || isTargetDay(date)) return [];
  const expected = `a day on which euro payments settle, such as ${nextTargetDay(date)}`;
  const remedy = 'Choose a TARGET day: the bank moves the date, or refuses the batch.';
  return [findingAt(stated, 'ReqdColltnDt', expected, remedy, 'warning')];
}
