/**
 * The mix of the corpus, in shares that need not sum to anything. They are judgements, written down before any matcher was
 * measured, and changed with a word in docs/corpus.md only: the reference (competitors.md section 4) names what must be in
 * a corpus and counts nothing, and no public data set of remittances does.
 */
export const countryShares = { DK: 50, PL: 25, DE: 25 } as const;
export const sectorShares = { subscription: 40, supply: 25, trade: 35 } as const;

/** Half of the money comes back with an id we gave out, a good third as a plain transfer, the rest nobody can place. */
export const groupShares = { id: 50, mixed: 38, impossible: 12 } as const;

/** How the payer stands to the customer where the money can be placed. */
export const payerShares = {
  id: { known: 70, shared: 3, named: 22, unnamed: 5 },
  mixed: { known: 69, shared: 4, named: 25, unnamed: 2 },
} as const;

/** What an id's payment is about. Less and more only by payers who are known or named. */
export const idAmountShares = { exact: 920, discount: 25, less: 20, more: 20, tolerance: 10 } as const;
/** Where the bank puts it. */
export const idPlaceShares = { reference: 88, text: 8, endToEnd: 4 } as const;
/** What becomes of its digits on the way; the check digit finds the last two, and a known or named payer repairs them. */
export const idDamageShares = {
  none: 890,
  'zeros left out': 50,
  grouped: 50,
  'check digit wrong': 5,
  'check digit left out': 5,
} as const;

/** What payments to a customer's own number cover. */
export const customerIdShares = { one: 60, all: 24, some: 8, named: 8 } as const;

export const idStoryShares = { own: 93, endToEndNumber: 4, mandate: 3 } as const;

/** Bank transfers by what the payer writes and pays. */
export const mixedStoryShares = {
  'one number': 44,
  'several numbers': 18,
  'numbers in a row': 3,
  'several customers': 2,
  'part of a named one': 3,
  'in two parts': 2,
  'more than a named one': 1,
  'numbers and a rest': 2,
  'order number': 2,
  'named with a credit memo': 3,
  'no text, one claim': 13,
  'no text, all open': 6,
  'no text, some': 3,
} as const;

/** What happens to a document number in a text. */
export const damageShares = {
  none: 40,
  separators: 12,
  'prefix left out': 10,
  'zeros left out': 5,
  'look-alike signs': 5,
  'blank within': 6,
  'wrapped over two lines': 5,
  'word glued to it': 5,
  'small letters': 3,
  'last parts only': 3,
  'a slip of the finger': 4,
  'cut off': 2,
} as const;

/** How many claims of a customer are open. */
export const openClaimShares = { '1': 42, '2': 22, '3': 13, '4': 8, '5': 5, '7': 5, '10': 5 } as const;

/** Cases where a machine must refuse. */
export const impossibleShares = {
  'neighbour id, own account': 7,
  'neighbour id, list price, own account': 6,
  'neighbour id, own name': 7,
  'id with a wrong digit, stranger': 5,
  'own other id': 4,
  'id of one, amount of several': 2,
  'right id, stranger': 6,
  'right number, stranger': 4,
  'number never given out': 3,
  'neighbour number, own account': 6,
  'neighbour number, own name': 5,
  'another known payer': 3,
  'names one, pays another': 3,
  'ids contradict': 3,
  'id against number': 3,
  'equal prices': 7,
  'several sets': 6,
  'equal prices, customer id': 4,
  'shared payer, no text': 3,
  'explains nothing': 4,
  'unknown payer, nothing': 6,
  'only a name': 4,
  'paid again, id': 4,
  'paid again, number': 3,
  'paid again, no text': 2,
  'closed claim, id': 3,
  'closed claim, number': 3,
  'last month again': 3,
  'wrong currency': 4,
  'closed customer': 3,
  'undone payment': 3,
  'undone payer': 3,
  'not above zero': 2,
  'returned money': 2,
} as const;

/** What stands beside: a reminder's fee, a claim in another currency. */
export const sideShares = { fee: 0.08, foreign: 0.03 } as const;
/** DKK 100 is the most a Danish reminder may cost (competitors.md DK-2); the same figure elsewhere, in minor units. */
export const reminderFee = 10_000;
