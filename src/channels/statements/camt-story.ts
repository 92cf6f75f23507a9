import { isValidIBAN } from 'ibantools';
import { decimalFromMinor, hasModulus10 } from '#kernel';
import { explainCamtCode, explainCamtPath, messageOf, reasonMeaning, wordOf } from '#schemas/iso20022';
import { type DescribedField, printable } from '#schemas/kit';
import type { XmlLeaf, XmlStory } from './camt-describe-xml.ts';
import { referenceOf } from './camt-references.ts';
import { amountFrom, dayFrom, isTrue } from './camt-values.ts';

/** Elements of a message about an account that are lines of their own. */
const titles: Readonly<Record<string, string>> = {
  GrpHdr: 'head of the message',
  Stmt: 'statement of one account',
  Rpt: 'report of the day on one account',
  Ntfctn: 'notification on one account',
  Bal: 'balance',
  TxsSummry: 'totals of the entries',
  Ntry: 'entry: one amount on the account',
  Btch: 'batch: the entry is the sum of several payments',
  TxDtls: 'transaction: one payment of the entry',
};

/** How messages about an account are told: heads, balances, entries and transactions, each with its texts. */
export const camtStory: XmlStory = {
  lineDepth: (path) => {
    for (let depth = path.length - 1; depth > 0; depth--)
      if (Object.hasOwn(titles, path[depth - 1] ?? '')) return depth;
    return Math.max(1, path.length - 1);
  },
  title: (path, namespace) => {
    const name = path.at(-1) ?? '';
    if (Object.hasOwn(titles, name)) return { key: name, title: titles[name] ?? name };
    const message = messageOf(namespace, name);
    if (message !== null) return { key: name, title: `${message.name}: ${message.words}` };
    const word = wordOf(name);
    return { key: word === name ? null : name, title: word };
  },
  field: (leaf) => ({ doc: explainCamtPath(leaf.path), ...meaningOf(leaf) }),
};

type Meaning = Pick<DescribedField, 'meaning' | 'fault'>;

function meaningOf({ path, value, attributes }: XmlLeaf): Meaning {
  const name = path.at(-1) ?? '';
  if (value === '') return faulty('empty', 'a text: an element without one is left out');
  const currency = attributes.find(({ localName }) => localName === 'Ccy')?.value;
  if (currency !== undefined) return amountMeaning(value, currency);
  const whole = path.join('/');
  const words = explainCamtCode(whole, value);
  if (words !== null) return { meaning: words };
  if (whole.endsWith('RtrInf/Rsn/Cd')) return { meaning: reasonWords(value) };
  if (/Ind$|^Incl$/.test(name)) return yesOrNo(value);
  if (name.endsWith('Cd')) return { meaning: `${printable(value)} (a code we have no words for)` };
  if (name === 'IBAN') return ibanMeaning(value);
  if (/Dt$|DtTm$/.test(name)) return dateMeaning(value);
  if (name === 'EndToEndId' && /^notprovided$/i.test(value)) return { meaning: 'the payer gave none' };
  if (whole.endsWith('CdtrRefInf/Ref')) return { meaning: referenceMeaning(value) };
  return { meaning: printable(value, 512) };
}

const faulty = (meaning: string, expected: string): Meaning => ({ meaning, fault: { expected, severity: 'warning' } });

function amountMeaning(text: string, currency: string): Meaning {
  const read = amountFrom({ text, currency }, '');
  return read.ok
    ? { meaning: `${decimalFromMinor(read.value.amount)} ${currency}` }
    : { meaning: `${text} ${printable(currency)}`, fault: { expected: read.error, severity: 'fault' } };
}

function reasonWords(code: string): string {
  const meaning = reasonMeaning(code, 'return');
  if (meaning === null) return `${printable(code)} (a reason we do not know; the bank’s own, perhaps)`;
  return meaning.reaction === null ? meaning.words : `${meaning.words}: ${meaning.reaction}`;
}

const yesOrNo = (value: string): Meaning =>
  /^(?:true|false|1|0)$/.test(value)
    ? { meaning: isTrue(value) ? 'yes' : 'no' }
    : { meaning: printable(value), fault: { expected: 'true or false', severity: 'fault' } };

const ibanMeaning = (value: string): Meaning =>
  isValidIBAN(value.replaceAll(' ', ''))
    ? { meaning: `IBAN ${value}` }
    : faulty(`${printable(value)}: its check digits are wrong`, 'an IBAN whose check digits are right');

const dateMeaning = (value: string): Meaning => {
  const day = dayFrom(value);
  return day === undefined
    ? { meaning: printable(value), fault: { expected: 'a date such as 2026-02-02', severity: 'fault' } }
    : { meaning: value === day ? day : `${day} (${printable(value)})` };
};

function referenceMeaning(value: string): string {
  const { kind, value: id } = referenceOf(value, '');
  if (kind === 'RF') return `international creditor reference ${id}`;
  if (!/^\d\d$/.test(kind)) return printable(value);
  if (id === '') return `payment slip of type ${kind}, without a payment id`;
  const check =
    kind === '71' || kind === '04' ? (hasModulus10(id) ? ', check digit right' : ', check digit WRONG') : '';
  return `payment slip of type ${kind}, payment id ${printable(id)}${check}`;
}

/** How any other XML file is told: by the elements that hold texts, in the file's own names. */
export const plainStory: XmlStory = {
  lineDepth: (path) => path.length - 1,
  title: (path, namespace) => ({
    key: null,
    title: `${path.map((name) => printable(name)).join('/')}${namespace === '' ? '' : ` of ${printable(namespace)}`}`,
  }),
  field: ({ path, value, attributes }) => {
    const told = attributes.map(({ localName, value: own }) => `${printable(localName)}="${printable(own)}"`);
    const meaning = [printable(value, 512) || 'empty', ...told].join(', ');
    return { meaning, doc: printable(path.at(-1) ?? '') };
  },
};
