import { isValidIBAN } from 'ibantools';
import { minorFromDecimal } from '#kernel';
import { agentOf, creditorIdFault, paymentTypeFault } from './check-batch.ts';
import { type CheckContext, strangeSigns } from './check-rules.ts';
import type { Reason, ReceivedTransaction } from './received.ts';
import { childrenOf, find, textAt, type XmlElement } from './xml-tree.ts';

/** Reads one transaction and finds the first reason to refuse it. `seen` holds the end-to-end ids of the file. */
export function checkTransaction(
  one: XmlElement,
  part: XmlElement,
  seen: Set<string>,
  context: CheckContext,
): ReceivedTransaction {
  const endToEndId = textAt(one, 'PmtId/EndToEndId') ?? '';
  const amount = minorFromDecimal(decimalOf(one));
  const bic = agentOf(one, 'DbtrAgt');
  const read = {
    endToEndId,
    instructionId: textAt(one, 'PmtId/InstrId'),
    amount: amount.ok ? amount.value : 0,
    mandateId: textAt(one, 'DrctDbtTx/MndtRltdInf/MndtId') ?? '',
    sequenceType: textAt(find(one, 'PmtTpInf') ?? find(part, 'PmtTpInf') ?? one, 'SeqTp') ?? '',
    debtorName: textAt(one, 'Dbtr/Nm') ?? '',
    debtorIban: textAt(one, 'DbtrAcct/Id/IBAN') ?? '',
    debtorBic: bic === 'NOTPROVIDED' ? null : bic,
    remittance: remittanceOf(one),
    refusal: refusalOf(one, part, seen.has(endToEndId), context),
  };
  seen.add(endToEndId);
  return read;
}

const refuse = (code: string, text: string): Reason => ({ code, text });

function refusalOf(one: XmlElement, part: XmlElement, isSeen: boolean, context: CheckContext): Reason | null {
  const endToEndId = textAt(one, 'PmtId/EndToEndId') ?? '';
  return (
    strangeSigns(one, []) ??
    (isSeen || context.isEndToEndIdTaken(endToEndId) ? refuse('DU04', `${endToEndId} was used before`) : null) ??
    amountFault(one) ??
    typeFault(one, part, context) ??
    debtorFault(one) ??
    mandateFault(one, context) ??
    remittanceFault(one)
  );
}

/** Without zeros at the end, which are no decimals of their own. */
const decimalOf = (one: XmlElement): string =>
  (textAt(one, 'InstdAmt') ?? '')
    .trim()
    .replace(/(\.\d\d.*?)0+$/, '$1')
    .replace(/^\./, '0.')
    .replace(/\.$/, '');

const largestAmount = 99_999_999_999;

function amountFault(one: XmlElement): Reason | null {
  const currency = find(one, 'InstdAmt')?.attributes.get('Ccy') ?? '';
  if (currency !== 'EUR') return refuse('AM03', `SEPA collects in EUR, not in ${currency}`);
  const text = decimalOf(one);
  if (/\.\d{3}/.test(text)) return refuse('CH20', `${text} has more than two decimals`);
  const amount = minorFromDecimal(text);
  if (!amount.ok || amount.value > largestAmount) return refuse('AM02', `${text} is more than 999999999.99`);
  return amount.value > 0 ? null : refuse('AM01', 'The amount is zero');
}

function typeFault(one: XmlElement, part: XmlElement, context: CheckContext): Reason | null {
  const inBatch = find(part, 'PmtTpInf');
  const type = find(one, 'PmtTpInf');
  if (inBatch === null && type === null) return refuse('FF03', 'There is no payment type');
  const wrongType = inBatch === null && type !== null ? paymentTypeFault(type, context) : null;
  if (wrongType !== null) return wrongType;
  const bearer = textAt(one, 'ChrgBr');
  if (bearer !== null && bearer !== 'SLEV') return refuse('BE19', `ChrgBr is ${bearer}, SEPA takes SLEV only`);
  if (find(part, 'CdtrSchmeId') !== null) return null;
  const scheme = find(one, 'DrctDbtTx/CdtrSchmeId');
  return scheme === null ? refuse('RC12', 'There is no creditor identifier') : creditorIdFault(scheme, context);
}

function debtorFault(one: XmlElement): Reason | null {
  const iban = textAt(one, 'DbtrAcct/Id/IBAN');
  if (iban === null || !isValidIBAN(iban)) return refuse('AC02', `${iban ?? 'No IBAN'} is no account`);
  if (agentOf(one, 'DbtrAgt') === null) return refuse('RC06', 'DbtrAgt has neither a BIC nor NOTPROVIDED');
  const name = textAt(one, 'Dbtr/Nm');
  if (name === null) return refuse('BE08', 'The debtor has no name');
  return name.length > 70 ? refuse('BE20', 'The name of the debtor has more than 70 signs') : null;
}

function mandateFault(one: XmlElement, context: CheckContext): Reason | null {
  const told = find(one, 'DrctDbtTx/MndtRltdInf');
  const mandateId = told === null ? null : textAt(told, 'MndtId');
  const signedOn = told === null ? null : textAt(told, 'DtOfSgntr');
  if (told === null || mandateId === null) return refuse('MD02', 'There is no mandate reference');
  if (signedOn === null) return refuse('MD02', `Mandate ${mandateId} has no date of signature`);
  const details = find(told, 'AmdmntInfDtls');
  const isAmended = ['true', '1'].includes(textAt(told, 'AmdmntInd')?.trim() ?? '');
  if (isAmended !== (details !== null))
    return refuse('CH10', `Mandate ${mandateId}: AmdmntInd and its details disagree`);
  const mandate = context.mandateOf(mandateId);
  if (mandate === null) return refuse('MD01', `Mandate ${mandateId} is not known`);
  if (mandate.status !== 'active') return refuse('MD01', `Mandate ${mandateId} was cancelled`);
  if (context.isMandateUsedUp(mandateId)) return refuse('MD01', `The last collection on mandate ${mandateId} was made`);
  if (mandate.signedOn !== signedOn) return refuse('MD02', `Mandate ${mandateId} was not signed on ${signedOn}`);
  const isNewAccount = details !== null && (find(details, 'OrgnlDbtrAcct') ?? find(details, 'OrgnlDbtrAgt')) !== null;
  const iban = textAt(one, 'DbtrAcct/Id/IBAN') ?? '';
  if (mandate.debtorIban !== iban && !isNewAccount)
    return refuse('AC02', `Mandate ${mandateId} is for another account`);
  return null;
}

/** Either one text or one structured reference, of 140 signs: danske-iso20022.md section 2.2. */
function remittanceFault(one: XmlElement): Reason | null {
  const remittance = find(one, 'RmtInf');
  if (remittance === null) return null;
  if (remittance.children.length > 1) return refuse('RR07', 'SEPA takes one text or one structured reference');
  const structured = find(remittance, 'Strd');
  if (structured === null) return null;
  return textIn(structured).length > 140 ? refuse('CH15', 'The structured reference has more than 140 signs') : null;
}

const textIn = (element: XmlElement): string =>
  element.children.length === 0 ? element.text : element.children.map(textIn).join('');

function remittanceOf(one: XmlElement): string {
  const remittance = find(one, 'RmtInf');
  if (remittance === null) return '';
  const texts = childrenOf(remittance, 'Ustrd').map(({ text }) => text);
  return texts[0] ?? textAt(remittance, 'Strd/CdtrRefInf/Ref') ?? '';
}
