import { addDays, calendarDate } from '#kernel';
import { type CheckContext, strangeSigns, sumFault } from './check-rules.ts';
import type { Reason } from './received.ts';
import { addSettlementDays, isSettlementDay } from './target-calendar.ts';
import { childrenOf, find, textAt, type XmlElement } from './xml-tree.ts';

/** The first reason to refuse a whole batch, or null. */
export function checkBatch(part: XmlElement, context: CheckContext): Reason | null {
  for (const rule of rules) {
    const found = rule(part, context);
    if (found !== null) return found;
  }
  return null;
}

const refuse = (code: string, text: string): Reason => ({ code, text });

/** Ahead of the due date files are taken at most so many calendar days: danske-iso20022.md section 2.2. */
const longestAhead = 390;

const rules: readonly ((part: XmlElement, context: CheckContext) => Reason | null)[] = [
  (part) => strangeSigns(part, ['DrctDbtTxInf']),
  (part) => {
    const count = childrenOf(part, 'DrctDbtTxInf').length;
    const told = textAt(part, 'NbOfTxs');
    return told === null || Number(told) === count
      ? null
      : refuse('AM20', `NbOfTxs is ${told}, the batch has ${count} transactions`);
  },
  (part) => sumFault(part, childrenOf(part, 'DrctDbtTxInf')),
  (part, context) => {
    const own = find(part, 'PmtTpInf');
    const below = childrenOf(part, 'DrctDbtTxInf').flatMap((one) => childrenOf(one, 'PmtTpInf'));
    if (own !== null && below.length > 0) return refuse('CH07', 'PmtTpInf stands in the batch and in a transaction');
    if (own !== null) return paymentTypeFault(own, context);
    const sequences = new Set(below.map((type) => textAt(type, 'SeqTp')));
    return sequences.size > 1 ? refuse('FF03', 'A batch has one sequence type') : null;
  },
  dateFault,
  (part, { creditor }) => {
    const name = textAt(part, 'Cdtr/Nm');
    if (name === null) return refuse('BE22', 'The creditor has no name');
    if (name.length > 70) return refuse('BE20', 'The name of the creditor has more than 70 signs');
    const iban = textAt(part, 'CdtrAcct/Id/IBAN');
    if (iban !== creditor.iban) return refuse('AC03', `${iban ?? 'No IBAN'} is not the agreed account`);
    const currency = textAt(part, 'CdtrAcct/Ccy') ?? creditor.currency;
    return currency === creditor.currency ? null : refuse('AC11', `The account is not in ${currency}`);
  },
  (part, { creditor }) => {
    const found = agentOf(part, 'CdtrAgt');
    const agreed = new Set([
      creditor.bic,
      creditor.bic.slice(0, 8),
      creditor.bic.slice(0, 8).padEnd(11, 'X'),
      'NOTPROVIDED',
    ]);
    return found !== null && agreed.has(found) ? null : refuse('RC07', `${found ?? 'No BIC'} is another bank`);
  },
  (part) => {
    const bearer = textAt(part, 'ChrgBr');
    return bearer === null || bearer === 'SLEV' ? null : refuse('BE19', `ChrgBr is ${bearer}, SEPA takes SLEV only`);
  },
  (part, context) => {
    const own = find(part, 'CdtrSchmeId');
    const below = childrenOf(part, 'DrctDbtTxInf').filter((one) => find(one, 'DrctDbtTx/CdtrSchmeId') !== null);
    if (own !== null && below.length > 0) return refuse('CH07', 'CdtrSchmeId stands in the batch and in a transaction');
    return own === null ? null : creditorIdFault(own, context);
  },
];

export function paymentTypeFault(type: XmlElement, { creditor }: CheckContext): Reason | null {
  const levels = childrenOf(type, 'SvcLvl').map((level) => textAt(level, 'Cd'));
  if (levels.length !== 1 || levels[0] !== 'SEPA') return refuse('FF04', 'The service level is SEPA');
  const instrument = textAt(type, 'LclInstrm/Cd');
  if (instrument !== creditor.scheme) {
    return refuse('FF05', `The local instrument is ${instrument ?? 'missing'}, agreed is ${creditor.scheme}`);
  }
  const sequence = textAt(type, 'SeqTp') ?? 'missing';
  return sequenceTypes.has(sequence) ? null : refuse('FF03', `The sequence type is ${sequence}`);
}

/** RPRE of the later generation belongs to returns, not to SEPA collections. */
const sequenceTypes: ReadonlySet<string> = new Set(['FRST', 'RCUR', 'FNAL', 'OOFF']);

export function creditorIdFault(party: XmlElement, { creditor }: CheckContext): Reason | null {
  const id = textAt(party, 'Id/PrvtId/Othr/Id');
  if (id !== creditor.creditorId) return refuse('CH11', `${id ?? 'No creditor identifier'} is not the agreed one`);
  const scheme = textAt(party, 'Id/PrvtId/Othr/SchmeNm/Prtry');
  return scheme === 'SEPA' ? null : refuse('RC12', `The scheme of the creditor identifier is ${scheme ?? 'missing'}`);
}

/** One settlement day ahead at least, for every sequence type: danske-iso20022.md section 2.2. */
function dateFault(part: XmlElement, { today }: CheckContext): Reason | null {
  const text = textAt(part, 'ReqdColltnDt') ?? '';
  const read = calendarDate(text);
  if (!read.ok) return refuse('DT01', `${text} is no plain date`);
  if (read.value < today) return refuse('CH04', `${text} is past`);
  if (!isSettlementDay(read.value)) return refuse('DT03', `TARGET2 does not settle on ${text}`);
  if (read.value < addSettlementDays(today, 1)) return refuse('TM01', `${text} is too soon for a file of ${today}`);
  return read.value > addDays(today, longestAhead)
    ? refuse('CH03', `${text} is more than ${longestAhead} days ahead`)
    : null;
}

/** The BIC of an agent, `NOTPROVIDED` when it says so, or null. */
export function agentOf(element: XmlElement, name: string): string | null {
  const institution = find(element, `${name}/FinInstnId`);
  if (institution === null) return null;
  const bic = textAt(institution, 'BIC') ?? textAt(institution, 'BICFI');
  return bic ?? (textAt(institution, 'Othr/Id') === 'NOTPROVIDED' ? 'NOTPROVIDED' : null);
}
