import { nameOfRung, type Sentences } from './language.ts';
import { mannerOf } from './manner.ts';

const { amount, amountText, count, moment, list } = mannerOf({
  thousands: ',',
  decimals: '.',
  and: 'and',
  date: (day, month, year) => `${day} ${month} ${year}`,
  months: 'January February March April May June July August September October November December'.split(' '),
});

const quoted = (text: string): string => `“${text}”`;
const claims = (number: number): string => `${count(number)} open ${number === 1 ? 'claim' : 'claims'}`;
const customers = (numbers: readonly string[]): string =>
  numbers.length === 1 ? `customer ${list(numbers)}` : `customers ${list(numbers)}`;
const account = (number: string): string => (number === '' ? 'The payer’s account' : `The account ${number}`);

const rungs: Sentences['rungs'] = {
  'payment id': 'the payment id',
  'end-to-end or mandate id': 'the end-to-end id or the mandate',
  'document numbers': 'the document numbers in the text',
  'known payer': 'the payer’s account, which has paid before',
  'unique subset': 'the only set of claims that makes up the amount',
  convention: 'the company’s declared rule',
  'unique amount': 'the amount alone',
  name: 'the payer’s name alone',
};

export const english: Sentences = {
  quoted,
  amount,
  reasons: {
    NO_IDENTIFIER: () => 'Nothing in the payment says who pays or what is paid.',
    CLAIMS_STALE: ({ readAt }) =>
      readAt === ''
        ? 'What the customers owe has never been read from Business Central.'
        : `What the customers owe was last read on ${moment(readAt)}, longer ago than the company allows.`,
    ID_UNKNOWN: ({ value }) => `The payment id ${quoted(value)} is not one of ours.`,
    ID_OF_OUR_BLOCK_NEVER_GIVEN: ({ value }) =>
      `The payment id ${quoted(value)} is of our own block, but it was never given to anybody.`,
    ID_AMBIGUOUS: ({ value, customers: numbers }) =>
      `${quoted(value)} may stand for more than one claim or customer (${customers(numbers)}).`,
    ID_REPAIRED: ({ value, expected }) =>
      `The check digit of ${quoted(value)} is wrong or missing; ${quoted(expected)} may have been meant, ` +
      'but nothing about the payer confirms it.',
    ID_RETIRED: ({ value }) => `The payment id ${quoted(value)} is no longer in use.`,
    IDENTIFIERS_CONTRADICT: ({ customers: numbers }) =>
      `What the payment names belongs to different customers: ${list(numbers)}.`,
    PAYER_IS_ANOTHER: ({ account: number, customers: numbers }) =>
      numbers.length === 0
        ? `${account(number)} has paid for somebody else before.`
        : `${account(number)} has only paid for ${customers(numbers)} before.`,
    PAYER_IS_A_STRANGER: ({ name, customerNumber }) =>
      `The payer ${quoted(name)} has not paid before and does not bear the name of customer ${customerNumber}.`,
    PAYER_PAYS_FOR_SEVERAL: ({ account: number, customers: numbers }) =>
      `${account(number)} has paid for ${customers(numbers)}, so it does not say who is meant.`,
    PAYER_UNTOLD: ({ customerNumber }) =>
      `The payment tells neither an account nor a name that would point to customer ${customerNumber}.`,
    PAYER_WAS_UNDONE: ({ account: number, customerNumber }) =>
      `A person has undone what ${number === '' ? 'this payer’s account' : `the account ${number}`} paid for customer ${customerNumber}.`,
    CUSTOMER_UNKNOWN: ({ customerNumber }) => `There is no customer ${customerNumber}.`,
    CUSTOMER_CLOSED: ({ customerNumber }) =>
      `Customer ${customerNumber} is closed, so a person decides about the money.`,
    NOTHING_OPEN: ({ customerNumber }) => `Customer ${customerNumber} owes nothing at present.`,
    CLAIM_CLOSED: ({ documentNumber }) => `${documentNumber} is closed or has been paid already.`,
    CURRENCY_DIFFERS: ({ said, ours }) => `The payment is in ${said}, but the claim is in ${ours}.`,
    AMOUNT_IMPOSSIBLE: ({ minor }) => `${amount(minor)} cannot be the amount of a payment.`,
    AMOUNT_NOT_EXPLAINED: ({ customerNumber, minor }) =>
      `No claims of customer ${customerNumber} make up exactly ${amount(minor)}.`,
    AMOUNT_LESS: ({ documentNumber, openMinor }) =>
      `The payment is less than the ${amount(openMinor)} that are open on ${documentNumber}.`,
    AMOUNT_MORE: ({ documentNumber, openMinor }) =>
      `The payment is more than the ${amount(openMinor)} that are open on ${documentNumber}.`,
    SEVERAL_SETS_FIT: ({ sets }) => `At least ${count(sets)} different sets of claims make up the amount.`,
    EQUAL_AMOUNTS: ({ minor, claims: number }) =>
      `${claims(number)} of ${amount(minor)} each cannot be told apart by the amount.`,
    SEARCH_GAVE_UP: ({ claims: number, nodes }) =>
      `${claims(number)} can be put together in too many ways: the search was given up after ${count(nodes)} steps.`,
    COINCIDENCE_POSSIBLE: ({ claims: number }) =>
      `With ${claims(number)} the amount may fit by mere chance, so it proves nothing.`,
    NEIGHBOUR_NUMBER: ({ documentNumber, neighbour }) =>
      `The number may be mistyped: ${documentNumber} and ${neighbour} are one slip of the finger apart.`,
    CONTESTED: ({ payments }) => `${count(payments)} payments would pay the same claims, so none of them does.`,
    UNDONE_BEFORE: ({ customerNumber }) =>
      `A person has undone this payment’s match with customer ${customerNumber}, and the machine never repeats it.`,
    ONLY_AMOUNT_FITS: ({ claims: number }) =>
      number === 1
        ? 'One open claim has this amount, but nothing else points to it.'
        : `${claims(number)} have this amount, and nothing else points to one of them.`,
    ONLY_NAME_FITS: ({ name, customerNumber }) =>
      `Only the name ${quoted(name)} resembles that of customer ${customerNumber}, and a name alone proves nothing.`,
    DOCUMENT_NOT_NAMED: () => 'The payer named other documents.',
    WEAKER_RUNG: ({ rung }) => `Only a weaker rule speaks for it: ${nameOfRung(rungs, rung)}.`,
  },
  rungs,
  outcomes: {
    exact: 'The amount is explained exactly.',
    partial: 'The amount covers a part of what is open.',
    excess: 'The amount is more than what is open.',
    'already paid': 'What the payment names has been paid already.',
    'closed item': 'What the payment names is closed.',
    'unknown id': 'The payment id leads to nobody.',
    'wrong customer': 'It is doubtful which customer the money is from.',
    'wrong currency': 'The currency is another one.',
    ambiguous: 'More than one answer is possible.',
    unidentified: 'It is not known what is paid.',
    'undone before': 'A person has decided otherwise about this before.',
  },
  evidence: {
    'payment id': {
      same: (said, at) => `The payment id ${quoted(said)}${at} is ours.`,
      readAs: (said, at, ours) => `The payment id ${quoted(said)}${at} is read as ours, ${quoted(ours)}.`,
      differs: (said, at, ours) => `The payment id ${quoted(said)}${at} differs from ours, ${quoted(ours)}.`,
      unclear: (said, at) => `The payment id ${quoted(said)}${at} does not lead to one customer of ours.`,
    },
    'end-to-end id': {
      same: (said, at) => `The end-to-end id ${quoted(said)}${at} is ours.`,
      readAs: (said, at, ours) => `The end-to-end id ${quoted(said)}${at} is read as ours, ${quoted(ours)}.`,
      differs: (said, at, ours) => `The end-to-end id ${quoted(said)}${at} differs from ours, ${quoted(ours)}.`,
      unclear: (said, at) => `The end-to-end id ${quoted(said)}${at} does not lead to one customer of ours.`,
    },
    mandate: {
      same: (said, at) => `The mandate ${quoted(said)}${at} is the customer’s.`,
      readAs: (said, at, ours) => `The mandate ${quoted(said)}${at} is the customer’s ${quoted(ours)}.`,
      differs: (said, at, ours) => `The mandate ${quoted(said)}${at} is not the customer’s, which is ${quoted(ours)}.`,
      unclear: (said, at) => `The mandate ${quoted(said)}${at} does not lead to one customer of ours.`,
    },
    'document number': {
      same: (said, at) => `The payer wrote the document number ${quoted(said)}${at}.`,
      readAs: (said, at, ours) => `The payer wrote ${quoted(said)}${at}, which is document ${ours}.`,
      differs: (said, at, ours) => `The payer wrote ${quoted(said)}${at}, which is not document ${ours}.`,
      unclear: (said, at) => `The payer wrote ${quoted(said)}${at}, which does not settle which document is meant.`,
    },
    'payer account': {
      same: (said) => `The account ${said} has paid for this customer before, and for nobody else.`,
      readAs: (said, _at, ours) => `The account ${said} has paid for this customer before, and for others: ${ours}.`,
      differs: (said, _at, ours) => `The account ${said} has paid for ${ours} before.`,
      unclear: (said) => `The account ${said} is not known to pay for this customer.`,
    },
    'payer name': {
      same: (said) => `The payer’s name, ${quoted(said)}, is the customer’s.`,
      readAs: (said, _at, ours) => `The payer’s name, ${quoted(said)}, agrees with the customer’s, ${quoted(ours)}.`,
      differs: (said, _at, ours) => `The payer’s name, ${quoted(said)}, is not the customer’s, ${quoted(ours)}.`,
      unclear: (said) => `The payer’s name, ${quoted(said)}, does not lead to one customer of ours.`,
    },
    amount: {
      same: (said) => `The amount of ${amountText(said)} is exactly what is open.`,
      readAs: (said, _at, ours) => `The amount of ${amountText(said)} settles what is open, ${amountText(ours)}.`,
      differs: (said, _at, ours) => `The amount is ${amountText(said)}, and what is open is ${amountText(ours)}.`,
      unclear: (said) => `The amount of ${amountText(said)} fits nothing.`,
    },
    currency: {
      same: (said) => `Both the payment and the claim are in ${said}.`,
      readAs: (said, _at, ours) => `The payment is in ${said}, which is ${ours}.`,
      differs: (said, _at, ours) => `The payment is in ${said}, and the claim is in ${ours}.`,
      unclear: (said) => `The currency ${said} is not one that we know.`,
    },
  },
  at: (place) => {
    if (place.startsWith('text ')) return ` in line ${place.slice(5)} of the text`;
    if (place === 'text') return ' in the text';
    if (place === 'structured reference') return ' in the structured reference';
    if (place === 'credited account') return ', the account that was credited,';
    if (place === 'end-to-end id') return ' as the end-to-end id';
    return place === '' ? '' : ` (${place})`;
  },
  isMatchedBy: (rung) => `Matched by ${rung}.`,
  stoppedAt: (rung) => `Not settled by ${rung}.`,
  nothingFits: 'No rule says what this payment is for.',
  restOnAccount: 'What is left over stands on the customer’s account.',
  standsIn: (fileId, fileLine) => `The payment stands in file ${fileId}, line ${fileLine}.`,
  considered: (number) => `${claims(number)} ${number === 1 ? 'was' : 'were'} considered.`,
  runnerUp: (customerNumber, documents, minor) =>
    documents.length === 0
      ? `Customer ${customerNumber} came near with ${amount(minor)}, and lost.`
      : `${list(documents)} of customer ${customerNumber}, ${amount(minor)} in all, came near and lost.`,
  named: 'The payer named what is paid, and it adds up.',
  proven: (number, sums) =>
    `It is proven that nothing else fits: all sets of ${claims(number)} were ruled out in ${count(sums)} steps.`,
  convention: (rule) =>
    `Nothing says which claims are meant. The company’s rule decided: ${rule}. That is a rule, not a proof.`,
  conventions: {
    'oldest first': 'the oldest claim first',
    'principal first': 'principal before fees and interest',
    'fees first': 'fees and interest before principal',
  },
  notProven: 'It is not proven that only one answer is right.',
  waits: 'It waits for a person.',
};
