import type { CalendarDate } from '#kernel';
import type { BankCreditor } from './agreement.ts';
import type { ToldReason } from './plan-settlement.ts';
import { amountTag, decimal, direction, documentBytes, tag, textTag } from './xml-text.ts';

export const notificationMessage = 'camt.054.001.02';
export const statementMessage = 'camt.053.001.02';

/** One transaction inside an entry. Amounts in cent. */
export interface EntryDetail {
  readonly reference: string;
  readonly messageId?: string | undefined;
  readonly paymentInformationId?: string | undefined;
  readonly instructionId?: string | null | undefined;
  readonly endToEndId?: string | undefined;
  readonly mandateId?: string | undefined;
  readonly amount: number;
  readonly debtorName?: string | null | undefined;
  readonly debtorIban?: string | null | undefined;
  readonly debtorBic?: string | null | undefined;
  readonly remittance?: string | undefined;
  /** An ISO 11649 reference, instead of a text. */
  readonly creditorReference?: string | null | undefined;
  /** Why money came back, or did not come. */
  readonly reason?: ToldReason | null | undefined;
}

export interface AccountEntry {
  /** In cent; negative when it leaves the account. */
  readonly amount: number;
  readonly status: 'BOOK' | 'PDNG' | 'INFO';
  readonly isReversal: boolean;
  readonly bookedOn: CalendarDate;
  readonly valueOn: CalendarDate;
  /** The bank's own reference: the same in the notification and in the statement. */
  readonly reference: string;
  /** Domain, family, sub-family: `codes/danskebank-bank-transaction-codes.csv`. */
  readonly code: readonly [domain: string, family: string, subFamily: string];
  readonly text: string;
  readonly batch: { readonly messageId: string; readonly paymentInformationId: string } | null;
  readonly details: readonly EntryDetail[];
}

interface Account {
  readonly creditor: BankCreditor;
  readonly reportId: string;
  /** Of the statement or the notification in the message. */
  readonly id: string;
  readonly createdAt: string;
  readonly entries: readonly AccountEntry[];
  readonly encoding: 'UTF-8' | 'ISO-8859-1';
}

/** Writes a camt.054.001.02: what was booked for collections, each transaction by itself. danske-iso20022.md section 2.5. */
export function writeNotification(of: Account): Uint8Array {
  const entries = of.entries.map((entry) => entryTag(entry, of.creditor, true));
  const content =
    headerTag(of) +
    tag('Ntfctn', textTag('Id', of.id) + tag('CreDtTm', of.createdAt) + accountTag(of.creditor) + entries.join(''));
  return documentBytes(notificationMessage, tag('BkToCstmrDbtCdtNtfctn', content), of.encoding);
}

/** What a statement says besides its entries. Balances in cent. */
export interface StatementFacts {
  readonly date: CalendarDate;
  readonly sequenceNumber: number;
  readonly opening: number;
  readonly closing: number;
}

/**
 * Writes a camt.053.001.02: balances and bookings of one day. Batches of collections stand without their transactions,
 * which the notification has.
 */
export function writeStatement(of: Account, facts: StatementFacts): Uint8Array {
  const { creditor } = of;
  const { date, opening, closing } = facts;
  const balance = (code: string, cents: number): string =>
    tag(
      'Bal',
      tag('Tp', tag('CdOrPrtry', tag('Cd', code))) +
        amountTag('Amt', cents, creditor.currency) +
        direction(cents) +
        tag('Dt', tag('Dt', date)),
    );
  const entries = of.entries.map((entry) => entryTag(entry, creditor, entry.code[1] !== 'IDDT'));
  const content =
    textTag('Id', of.id) +
    tag('ElctrncSeqNb', String(facts.sequenceNumber)) +
    tag('CreDtTm', of.createdAt) +
    tag('FrToDt', tag('FrDtTm', `${date}T00:00:00`) + tag('ToDtTm', `${date}T23:59:59`)) +
    accountTag(creditor) +
    balance('OPBD', opening) +
    balance('CLBD', closing) +
    summaryTag(of.entries) +
    entries.join('');
  return documentBytes(statementMessage, tag('BkToCstmrStmt', headerTag(of) + tag('Stmt', content)), of.encoding);
}

const headerTag = ({ reportId, createdAt }: Account): string =>
  tag('GrpHdr', textTag('MsgId', reportId) + tag('CreDtTm', createdAt));

const accountTag = ({ iban, bic, currency, name }: BankCreditor): string =>
  tag(
    'Acct',
    tag('Id', tag('IBAN', iban)) +
      tag('Ccy', currency) +
      tag('Ownr', textTag('Nm', name)) +
      tag('Svcr', tag('FinInstnId', tag('BIC', bic))),
  );

function summaryTag(entries: readonly AccountEntry[]): string {
  const total = (name: string, of: readonly AccountEntry[]): string => {
    const sum = of.reduce((all, { amount }) => all + Math.abs(amount), 0);
    return tag(name, tag('NbOfNtries', String(of.length)) + tag('Sum', decimal(sum)));
  };
  return tag(
    'TxsSummry',
    total(
      'TtlCdtNtries',
      entries.filter(({ amount }) => amount >= 0),
    ) +
      total(
        'TtlDbtNtries',
        entries.filter(({ amount }) => amount < 0),
      ),
  );
}

const codeTag = (name: string, [domain, family, subFamily]: AccountEntry['code']): string =>
  tag(name, tag('Domn', tag('Cd', domain) + tag('Fmly', tag('Cd', family) + tag('SubFmlyCd', subFamily))));

function entryTag(entry: AccountEntry, creditor: BankCreditor, hasDetails: boolean): string {
  const { amount, batch, details } = entry;
  const batchTag =
    batch === null
      ? ''
      : tag(
          'Btch',
          textTag('MsgId', batch.messageId) +
            textTag('PmtInfId', batch.paymentInformationId) +
            tag('NbOfTxs', String(details.length)) +
            amountTag('TtlAmt', amount, creditor.currency) +
            direction(amount),
        );
  const told = hasDetails ? details.map((detail) => detailTag(entry, detail, creditor)).join('') : '';
  return tag(
    'Ntry',
    textTag('NtryRef', entry.reference) +
      amountTag('Amt', amount, creditor.currency) +
      direction(amount) +
      (entry.isReversal ? tag('RvslInd', 'true') : '') +
      tag('Sts', entry.status) +
      tag('BookgDt', tag('Dt', entry.bookedOn)) +
      tag('ValDt', tag('Dt', entry.valueOn)) +
      textTag('AcctSvcrRef', entry.reference) +
      codeTag('BkTxCd', entry.code) +
      tag('NtryDtls', batchTag + told) +
      textTag('AddtlNtryInf', entry.text),
  );
}

/** What the earlier generation takes for a BIC; the later one takes more. */
const bicPattern = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?$/;

function detailTag(entry: AccountEntry, detail: EntryDetail, creditor: BankCreditor): string {
  const { amount, debtorName, debtorIban, reason } = detail;
  const references =
    textTag('MsgId', detail.messageId) +
    textTag('AcctSvcrRef', detail.reference) +
    textTag('PmtInfId', detail.paymentInformationId) +
    textTag('InstrId', detail.instructionId) +
    textTag('EndToEndId', detail.endToEndId) +
    textTag('MndtId', detail.mandateId);
  const amounts =
    tag('InstdAmt', amountTag('Amt', amount, creditor.currency)) +
    tag('TxAmt', amountTag('Amt', amount, creditor.currency));
  const parties =
    tag('Dbtr', textTag('Nm', debtorName)) +
    tag('DbtrAcct', tag('Id', tag('IBAN', debtorIban))) +
    tag('Cdtr', textTag('Nm', creditor.name));
  const bic = detail.debtorBic ?? '';
  const remittance =
    detail.creditorReference === null || detail.creditorReference === undefined
      ? textTag('Ustrd', detail.remittance)
      : tag(
          'Strd',
          tag(
            'CdtrRefInf',
            tag('Tp', tag('CdOrPrtry', tag('Cd', 'SCOR')) + tag('Issr', 'ISO')) +
              textTag('Ref', detail.creditorReference),
          ),
        );
  return tag(
    'TxDtls',
    tag('Refs', references) +
      tag('AmtDtls', amounts) +
      codeTag('BkTxCd', entry.code) +
      tag('RltdPties', parties) +
      (bicPattern.test(bic) ? tag('RltdAgts', tag('DbtrAgt', tag('FinInstnId', tag('BIC', bic)))) : '') +
      tag('RmtInf', remittance) +
      (reason ? tag('RtrInf', tag('Rsn', textTag(reason.isOwn ? 'Prtry' : 'Cd', reason.code))) : ''),
  );
}
