import { type CharacterSet, isCreditorReference, markup, toCharacterSet, type XmlBuffer } from '#schemas/iso20022';
import type { MandateAmendment, SddCollection, SepaAgreement } from './agreement.ts';
import { longestName } from './check-agreement.ts';
import { largestSddAmount, longestText } from './check-sdd-collection.ts';
import {
  type AgentParts,
  agentParts,
  putAgent,
  putDate,
  putFreeText,
  putIban,
  putIdentifier,
  putPositive,
  refuse,
} from './put-values.ts';

/** The markup of a transaction, made once for a file: between its pieces stand the values. */
export interface TransactionParts {
  readonly set: CharacterSet;
  readonly agent: AgentParts;
  readonly amount: Uint8Array;
  readonly creditorScheme: Uint8Array;
}

export function transactionParts(agreement: SepaAgreement, set: CharacterSet): TransactionParts {
  const scheme = agreement.profile === 'sepa' ? '<SchmeNm><Prtry>SEPA</Prtry></SchmeNm>' : '';
  return {
    set,
    agent: agentParts(agreement.version === '08'),
    amount: markup(`</EndToEndId></PmtId><InstdAmt Ccy="${agreement.currency}">`),
    creditorScheme: markup(`</Id>${scheme}</Othr></PrvtId></Id>`),
  };
}

const start = markup('<DrctDbtTxInf><PmtId><EndToEndId>');
const mandate = markup('</InstdAmt><DrctDbtTx><MndtRltdInf><MndtId>');
const signed = markup('</MndtId><DtOfSgntr>');
const signedEnd = markup('</DtOfSgntr>');
const agent = markup('</MndtRltdInf></DrctDbtTx><DbtrAgt>');
const debtor = markup('</DbtrAgt><Dbtr><Nm>');
const nameEnd = markup('</Nm>');
const country = markup('<PstlAdr><Ctry>');
const countryEnd = markup('</Ctry></PstlAdr>');
const account = markup('</Dbtr><DbtrAcct><Id><IBAN>');
const accountEnd = markup('</IBAN></Id></DbtrAcct>');
const text = markup('<RmtInf><Ustrd>');
const textEnd = markup('</Ustrd></RmtInf>');
const reference = markup(
  '<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp><Ref>',
);
const referenceEnd = markup('</Ref></CdtrRefInf></Strd></RmtInf>');
const end = markup('</DrctDbtTxInf>\n');
const record = 'pain.008 DrctDbtTxInf';

/** Writes one transaction, on a line of its own. Throws a `ProblemError` with FIELD_NOT_WRITABLE. */
export function putTransaction(out: XmlBuffer, parts: TransactionParts, collection: SddCollection): void {
  const { debtor: payer } = collection;
  out.put(start);
  putIdentifier(out, record, 'EndToEndId', collection.endToEndId);
  out.put(parts.amount);
  putPositive(out, record, 'InstdAmt', collection.amount, largestSddAmount);
  out.put(mandate);
  putIdentifier(out, record, 'MndtId', collection.mandate.id);
  out.put(signed);
  putDate(out, record, 'DtOfSgntr', collection.mandate.signedOn);
  out.put(signedEnd);
  if (collection.mandate.amendment !== null) putAmendment(out, parts, collection.mandate.amendment);
  out.put(agent);
  putAgent(out, record, 'DbtrAgt', payer.bic, parts.agent);
  out.put(debtor);
  putFreeText(out, record, 'Dbtr/Nm', payer.name, parts.set, longestName);
  out.put(nameEnd);
  if (payer.country) putCountry(out, payer.country);
  out.put(account);
  putIban(out, record, 'DbtrAcct/Id/IBAN', payer.iban);
  out.put(accountEnd);
  putRemittance(out, parts.set, collection);
  out.put(end);
}

function putCountry(out: XmlBuffer, code: string): void {
  if (!/^[A-Z]{2}$/.test(code)) refuse(record, 'Dbtr/PstlAdr/Ctry', code, 'a country code of two letters');
  out.put(country);
  out.putAscii(code);
  out.put(countryEnd);
}

/** SEPA takes one text, or one structured reference, never both; with neither the block is left out. */
function putRemittance(out: XmlBuffer, set: CharacterSet, collection: SddCollection): void {
  const { text: remittance, creditorReference } = collection;
  // Of a text of nothing but pictures nothing is left.
  const hasText = remittance !== '' && toCharacterSet(remittance, set) !== '';
  if (creditorReference === null) {
    if (!hasText) return;
    out.put(text);
    putFreeText(out, record, 'RmtInf/Ustrd', remittance, set, longestText);
    out.put(textEnd);
    return;
  }
  if (hasText) refuse(record, 'RmtInf', remittance, 'a text or a creditor reference, not both');
  if (!isCreditorReference(creditorReference)) {
    refuse(record, 'RmtInf/Strd/CdtrRefInf/Ref', creditorReference, 'a reference RF… with correct check digits');
  }
  out.put(reference);
  out.putAscii(creditorReference);
  out.put(referenceEnd);
}

/** What changed, in the order of the schema (danske-iso20022.md section 2.2). */
function putAmendment(out: XmlBuffer, parts: TransactionParts, amendment: MandateAmendment): void {
  const { originalMandateId, originalCreditor, originalDebtorIban, isOtherBank } = amendment;
  const { id, name } = originalCreditor ?? {};
  if (!(originalMandateId || id || name || originalDebtorIban || isOtherBank)) {
    refuse(record, 'AmdmntInfDtls', '', 'at least one thing that changed');
  }
  if (originalDebtorIban && isOtherBank) {
    refuse(record, 'AmdmntInfDtls', originalDebtorIban, 'the old account, or that it is another one, not both');
  }
  out.put(markup('<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>'));
  if (originalMandateId) {
    out.put(markup('<OrgnlMndtId>'));
    putIdentifier(out, record, 'OrgnlMndtId', originalMandateId);
    out.put(markup('</OrgnlMndtId>'));
  }
  if (id || name) putOriginalCreditor(out, parts, id, name);
  if (originalDebtorIban) {
    out.put(markup('<OrgnlDbtrAcct><Id><IBAN>'));
    putIban(out, record, 'OrgnlDbtrAcct/Id/IBAN', originalDebtorIban);
    out.put(markup('</IBAN></Id></OrgnlDbtrAcct>'));
  }
  if (isOtherBank) out.put(markup('<OrgnlDbtrAgt><FinInstnId><Othr><Id>SMNDA</Id></Othr></FinInstnId></OrgnlDbtrAgt>'));
  out.put(markup('</AmdmntInfDtls>'));
}

function putOriginalCreditor(
  out: XmlBuffer,
  parts: TransactionParts,
  id: string | null | undefined,
  name: string | null | undefined,
): void {
  out.put(markup('<OrgnlCdtrSchmeId>'));
  if (name) {
    out.put(markup('<Nm>'));
    putFreeText(out, record, 'OrgnlCdtrSchmeId/Nm', name, parts.set, longestName);
    out.put(markup('</Nm>'));
  }
  if (id) {
    out.put(markup('<Id><PrvtId><Othr><Id>'));
    putIdentifier(out, record, 'OrgnlCdtrSchmeId/Id', id);
    out.put(parts.creditorScheme);
  }
  out.put(markup('</OrgnlCdtrSchmeId>'));
}
