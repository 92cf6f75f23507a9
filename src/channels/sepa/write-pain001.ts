import { isValidIBAN } from 'ibantools';
import type { SWIFTCreditPaymentInitiation } from 'iso20022.js';
import { calendarDate, type CalendarDate, currencyOf, decimalFromMinor, type Minor } from '#kernel';
import {
  accountNumber,
  type CharacterSet,
  hasBicShape,
  isIdentifier,
  isInSet,
  readIsoAmount,
  toCharacterSet,
} from '#schemas/iso20022';
import { at, childrenOf, readXml, textAt } from '#schemas/xml';
import type { CollectionFault } from '../betalingsservice/check-collection.ts';
import { checkName, fault } from './check-agreement.ts';
import { refuse } from './put-values.ts';

/** The account pay-outs are made from, and how. */
export interface PayOutAgreement {
  readonly name: string;
  readonly iban: string;
  readonly bic: string;
  readonly initiatingParty: { readonly name: string; readonly id: string | null };
  readonly currency: string;
  /** SEPA for euro; for other currencies ordinary (NURG) or same-day (SDVA), as agreed with the bank. */
  readonly serviceLevel: 'SEPA' | 'NURG' | 'SDVA';
}

/** One amount paid back to a customer: a refund, or the pay-out of a credit note. */
export interface PayOut {
  /** Up to 35 signs, never used twice; it is the payment’s block id, instruction id and end-to-end id. */
  readonly endToEndId: string;
  readonly amount: Minor;
  readonly executionDate: CalendarDate;
  readonly creditor: {
    readonly name: string;
    readonly iban: string;
    readonly bic: string | null;
    /** ISO 3166 code of two letters. */
    readonly country: string;
  };
  /** What the customer reads, up to 140 signs; blank for nothing. */
  readonly text: string;
}

/** The head of one file of pay-outs. */
export interface PayOutHeader {
  readonly agreement: PayOutAgreement;
  /** Up to 35 signs, from a persisted number, never used twice. */
  readonly messageId: string;
  readonly createdAt: Date;
}

const record = 'pain.001';
/** The most the SEPA scheme carries, and far from where a float would lose a cent. */
const largestPayOut = 99_999_999_999;
const longestText = 140;

/** Everything that would make the bank refuse a pay-out, or us unable to write it. */
export function checkPayOut(payOut: PayOut, agreement: PayOutAgreement): readonly CollectionFault[] {
  const { endToEndId, amount, executionDate, creditor, text } = payOut;
  const set = setOf(agreement);
  const faults = [
    ...checkName('creditor.name', creditor.name, set, 'Shorten the name, and write it in Latin letters.'),
  ];
  if (!isIdentifier(endToEndId)) {
    faults.push(fault('endToEndId', endToEndId, 'an id of 1 to 35 signs of the SEPA set', 'Give it another id.'));
  }
  if (!Number.isSafeInteger(amount) || amount < 1 || amount > largestPayOut) {
    faults.push(fault('amount', String(amount), '0.01 to 999999999.99', 'Pay out a positive amount.'));
  }
  if (!calendarDate(executionDate).ok) faults.push(fault('executionDate', executionDate, 'a date', 'Enter the date.'));
  if (!isValidIBAN(creditor.iban)) {
    const remedy = 'Ask the customer for the account number and correct it.';
    faults.push(fault('creditor.iban', creditor.iban, 'an IBAN with correct check digits, without blanks', remedy));
  }
  if (creditor.bic !== null && !hasBicShape(creditor.bic)) {
    faults.push(fault('creditor.bic', creditor.bic, 'a valid BIC, or none', 'Correct the BIC, or leave it out.'));
  }
  if (!/^[A-Z]{2}$/.test(creditor.country)) {
    faults.push(fault('creditor.country', creditor.country, 'a country code of two letters', 'Correct the country.'));
  }
  const written = toCharacterSet(text, set);
  if (written.length > longestText || !isInSet(written, set)) {
    const remedy = 'Shorten the text, and write it in Latin letters.';
    faults.push(fault('text', text, `at most ${longestText} signs of the character set`, remedy));
  }
  return faults;
}

/**
 * Writes pay-outs as payments to be made (pain.001.001.03), through the library iso20022.js.
 *
 * The library carries amounts as floats, so what it wrote is read back and compared with what was asked, digit by
 * digit, and account by account: on any difference a `ProblemError` is thrown and nothing is written. Only money that
 * leaves goes this way; nothing that is posted is read with it (danske-iso20022.md section 3.5).
 */
export async function writePain001(header: PayOutHeader, payOuts: readonly PayOut[]): Promise<Buffer> {
  checkHeader(header);
  if (payOuts.length === 0) refuse(record, 'NbOfTxs', '0', 'at least one pay-out');
  const ids = new Set<string>();
  for (const payOut of payOuts) {
    if (ids.has(payOut.endToEndId)) refuse(record, 'PmtInfId', payOut.endToEndId, 'an id of its own for every pay-out');
    ids.add(payOut.endToEndId);
    const [wrong] = checkPayOut(payOut, header.agreement);
    if (wrong) refuse(record, wrong.field, wrong.value, wrong.expected);
  }
  const written = withoutEmptyElements(await serialized(header, payOuts));
  const text = written.startsWith('<?xml') ? written.replace(/^<\?xml[^>]*\?>\s*/, '') : written;
  const bytes = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, 'utf8');
  compare(bytes, header, payOuts);
  return bytes;
}

const setOf = ({ serviceLevel }: PayOutAgreement): CharacterSet => (serviceLevel === 'SEPA' ? 'sepa' : 'danish');

function checkHeader({ agreement, messageId }: PayOutHeader): void {
  const { name, iban, bic, initiatingParty, currency } = agreement;
  const set = setOf(agreement);
  const remedy = 'Correct the settings of the agreement.';
  const names = [
    ...checkName('name', name, set, remedy),
    ...checkName('initiatingParty', initiatingParty.name, set, remedy),
  ];
  for (const wrong of names) refuse(record, wrong.field, wrong.value, wrong.expected);
  if (!isIdentifier(messageId)) refuse(record, 'MsgId', messageId, 'an id of 1 to 35 signs of the SEPA set');
  const { id } = initiatingParty;
  if (id !== null && !isIdentifier(id)) refuse(record, 'InitgPty/Id', id, 'an id of 1 to 35 signs of the SEPA set');
  if (!isValidIBAN(iban)) refuse(record, 'DbtrAcct', iban, 'a valid IBAN');
  if (!hasBicShape(bic)) refuse(record, 'DbtrAgt', bic, 'a valid BIC');
  if (!currencyOf(currency).ok) refuse(record, 'Ccy', currency, 'a currency we know');
  if (agreement.serviceLevel === 'SEPA' && currency !== 'EUR') refuse(record, 'Ccy', currency, 'EUR in SEPA');
}

type Instruction = Parameters<SWIFTCreditPaymentInitiation['paymentInformation']>[0];

/** The library’s message with our ids, dates and service level in place of its fixed and random ones. */
async function serialized(header: PayOutHeader, payOuts: readonly PayOut[]): Promise<string> {
  const { agreement, messageId, createdAt } = header;
  const { initiatingParty, iban, bic, name, serviceLevel } = agreement;
  const set = setOf(agreement);
  const asked = new Map(payOuts.map((payOut) => [payOut.endToEndId, payOut]));
  // Loaded where it is needed: it brings a whole DOM along, and nothing else of the product wants that.
  const library = await import('iso20022.js');
  const initiation = new library.SWIFTCreditPaymentInitiation({
    initiatingParty: {
      name: toCharacterSet(initiatingParty.name, set),
      ...(initiatingParty.id === null ? {} : { id: initiatingParty.id }),
      account: { iban },
      agent: { bic },
    },
    paymentInstructions: payOuts.map((payOut) => instructionOf(payOut, agreement)),
    messageId,
    creationDate: createdAt,
  });
  const usual = initiation.paymentInformation.bind(initiation);
  initiation.paymentInformation = (instruction) => {
    const payOut = asked.get(instruction.id ?? '');
    if (!payOut) return refuse(record, 'PmtInfId', instruction.id ?? '', 'the id of a pay-out');
    const { endToEndId, executionDate } = payOut;
    const written = usual(instruction);
    return {
      ...written,
      PmtInfId: endToEndId,
      PmtTpInf: { InstrPrty: 'NORM', SvcLvl: { Cd: serviceLevel } },
      ReqdExctnDt: executionDate,
      Dbtr: { ...written.Dbtr, Nm: toCharacterSet(name, set) },
      ChrgBr: serviceLevel === 'SEPA' ? 'SLEV' : 'SHAR',
      CdtTrfTxInf: { ...written.CdtTrfTxInf, PmtId: { InstrId: endToEndId, EndToEndId: endToEndId } },
    };
  };
  return initiation.serialize();
}

function instructionOf({ endToEndId, amount, creditor, text }: PayOut, agreement: PayOutAgreement): Instruction {
  const set = setOf(agreement);
  const address: NonNullable<Instruction['creditor']['address']> = {};
  // The library wants a country, from a list of its own whose type it does not give out.
  Object.assign(address, { country: creditor.country });
  const remittanceInformation = toCharacterSet(text, set);
  return {
    type: 'swift',
    direction: 'credit',
    id: endToEndId,
    amount,
    currency: agreement.currency,
    creditor: {
      name: toCharacterSet(creditor.name, set),
      account: { iban: creditor.iban },
      // Without a BIC the element stays empty and is taken out afterwards.
      agent: { bic: creditor.bic ?? '' },
      address,
    },
    ...(remittanceInformation === '' ? {} : { remittanceInformation }),
  };
}

/** The library writes elements without content where it has none; the schema, or the bank, refuses those. */
function withoutEmptyElements(xml: string): string {
  const stripped = xml.replaceAll(/\s*<(\w+)\s*\/>|\s*<(\w+)>\s*<\/\2>/g, '');
  return stripped === xml ? xml : withoutEmptyElements(stripped);
}

/** Reads the file back and compares every payment with what was asked. */
function compare(bytes: Buffer, { agreement }: PayOutHeader, payOuts: readonly PayOut[]): void {
  const read = readXml(bytes);
  if (!read.ok) return refuse(record, 'xml', read.error.text, 'a well-formed file');
  const payments = childrenOf(at(read.value, 'CstmrCdtTrfInitn'), 'PmtInf');
  if (payments.length !== payOuts.length) {
    refuse(record, 'NbOfTxs', String(payments.length), `${payOuts.length} payments`);
  }
  payments.forEach((payment, i) => {
    const asked = payOuts[i];
    const transaction = at(payment, 'CdtTrfTxInf');
    const stated = at(transaction, 'Amt', 'InstdAmt');
    const amount = stated && readIsoAmount(stated);
    const isSame = amount?.ok && amount.value.amount === asked?.amount && amount.value.currency === agreement.currency;
    if (!asked || !isSame) refuse(record, 'InstdAmt', stated?.text ?? '', asked ? decimalFromMinor(asked.amount) : '');
    const pairs = [
      ['EndToEndId', textAt(transaction, 'PmtId', 'EndToEndId'), asked.endToEndId],
      ['CdtrAcct', accountNumber(at(transaction, 'CdtrAcct')), asked.creditor.iban],
      ['DbtrAcct', accountNumber(at(payment, 'DbtrAcct')), agreement.iban],
      ['ReqdExctnDt', textAt(payment, 'ReqdExctnDt'), asked.executionDate],
      ['Cdtr', textAt(transaction, 'Cdtr', 'Nm'), toCharacterSet(asked.creditor.name, setOf(agreement))],
      ['RmtInf', textAt(transaction, 'RmtInf', 'Ustrd'), toCharacterSet(asked.text, setOf(agreement))],
    ] as const;
    for (const [field, found, wanted] of pairs) if (found !== wanted) refuse(record, field, found, wanted);
  });
}
