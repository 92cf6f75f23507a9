/** Codes in messages about an account, in words of our own. What is not here is shown as it came. */
type Words = Readonly<Record<string, string>>;

/** Balance types (reference `codes`, external list; the subtype INTM marks a page in between). */
const balances: Words = {
  CLAV: 'closing available balance: what may be used when the day ends',
  CLBD: 'closing booked balance: the opening balance and everything booked since',
  FWAV: 'forward available balance: what may be used on a later day',
  INFO: 'a balance for information',
  INTM: 'of a page in between',
  ITAV: 'interim available balance, while the day goes on',
  ITBD: 'interim booked balance, while the day goes on',
  OPAV: 'opening available balance',
  OPBD: 'opening booked balance: the closing balance of the statement before',
  PRCD: 'closing balance of the statement before',
  XPCD: 'expected balance: booked and pending together',
};

const statuses: Words = {
  BOOK: 'booked: the money has moved',
  FUTR: 'on the books for a later day: the money has not moved yet',
  INFO: 'for information: no money moved',
  PDNG: 'pending: the money has not moved yet',
};

const directions: Words = {
  CRDT: 'credit: into the account',
  DBIT: 'debit: out of the account',
};

const copies: Words = {
  CODU: 'a copy for somebody else, of a message that was sent before',
  COPY: 'a copy for somebody else',
  DUPL: 'sent before: the same message again',
};

const domains: Words = {
  ACMT: 'account management',
  CAMT: 'cash management',
  CMDT: 'commodities',
  DERV: 'derivatives',
  FORX: 'foreign exchange',
  LDAS: 'loans and deposits',
  NTAV: 'not told',
  PMET: 'precious metal',
  PMNT: 'payment',
  SECU: 'securities',
  TRAD: 'trade services',
  XTND: 'another kind',
};

const families: Words = {
  ACCB: 'between own accounts',
  CCRD: 'card of the account owner',
  CNTR: 'at the counter',
  CSLN: 'consumer loan',
  CUST: 'custody',
  GUAR: 'guarantee',
  ICCN: 'cash pooling, issued',
  ICDT: 'transfer, issued by the account owner',
  ICHQ: 'cheque, issued',
  IDDT: 'direct debit, issued by the account owner',
  IRCT: 'instant transfer, issued',
  LBOX: 'lockbox',
  MCOP: 'other credit',
  MCRD: 'card payments of customers',
  MDOP: 'other debit',
  MGLN: 'mortgage loan',
  NTAV: 'not told',
  OTHR: 'other',
  RCDT: 'transfer, received',
  RCHQ: 'cheque, received',
  RDDT: 'direct debit, received by the account owner',
  RRCT: 'instant transfer, received',
};

/** Sub-families of Danske Bank's list (reference `codes`) and those of the public samples. */
const subFamilies: Words = {
  AREV: 'return of an instant payment',
  ARET: 'returned instant payment',
  ATXN: 'clearing transaction',
  AUTT: 'automatic transfer',
  BBDD: 'SEPA direct debit between businesses (B2B)',
  BCHQ: 'bank cheque',
  BOOK: 'transfer inside the bank',
  CAJT: 'credit adjustment',
  CCHQ: 'cheque',
  CDPT: 'cash paid in',
  CHKD: 'cheque paid in',
  CHRG: 'charges',
  COMM: 'commission',
  CWDL: 'cash withdrawal',
  DAJT: 'debit adjustment',
  DDWN: 'drawdown',
  DMCT: 'domestic transfer',
  ESCT: 'SEPA transfer',
  ESDD: 'SEPA direct debit (Core)',
  FCDP: 'foreign cash paid in',
  FCWD: 'foreign cash withdrawal',
  FEES: 'fees',
  ICCT: 'transfer inside the company',
  INTR: 'interest',
  ITAV: 'interim available balance',
  LBDB: 'debit',
  LBDP: 'deposit',
  MIXD: 'mixed deposit',
  NTAV: 'not told',
  OTHR: 'other',
  PMDD: 'direct debit',
  POSC: 'credit card payment',
  POSD: 'card payment in a shop',
  POSP: 'payment in a shop',
  PRCT: 'urgent transfer',
  PRDD: 'direct debit taken back',
  RIMB: 'reimbursement',
  RRTN: 'returned transfer',
  SALA: 'wages',
  SWEP: 'sweeping',
  TAXE: 'taxes',
  TOPG: 'topping',
  UPDD: 'unpaid or returned direct debit',
  VCOM: 'transfer with agreed information: a payment slip in Denmark',
  XBCP: 'card payment abroad',
  XBCQ: 'foreign cheque',
  XBCT: 'transfer across borders',
  XBCW: 'cash withdrawal abroad',
  XBRD: 'sweeping across borders',
  ZABA: 'zero balancing',
};

const references: Words = {
  CINV: 'invoice',
  CREN: 'credit note',
  DEBN: 'debit note',
  DISP: 'dispatch advice',
  FXDR: 'foreign exchange deal',
  MSIN: 'metered service invoice',
  PUOR: 'purchase order',
  RADM: 'remittance advice',
  RPIN: 'related payment',
  SCOR: 'the creditor’s own reference',
};

const charges: Words = {
  BRKF: 'brokerage',
  COMM: 'commission',
  CRED: 'the creditor pays',
  DEBT: 'the debtor pays',
  SHAR: 'each pays their own bank',
  SLEV: 'as the service level says',
};

/** The list that belongs to an element, by the end of its path. */
const lists: readonly (readonly [end: RegExp, words: Words])[] = [
  [/(^|\/)CdtDbtInd$/, directions],
  [/(^|\/)CpyDplctInd$/, copies],
  [/(^|\/)Sts(\/Cd)?$/, statuses],
  [/(^|\/)Tp\/(CdOrPrtry\/Cd|SubTp\/Cd)$/, { ...references, ...balances }],
  [/(^|\/)SubTp\/Cd$/, balances],
  [/(^|\/)Domn\/Cd$/, domains],
  [/(^|\/)Fmly\/Cd$/, families],
  [/(^|\/)SubFmlyCd$/, subFamilies],
  [/(^|\/)(Chrgs|Rcrd)\/(Tp\/Cd|Br)$/, charges],
];

/** What a code in a message about an account means, or null where it is none we know. */
export function explainCamtCode(path: string, value: string): string | null {
  for (const [end, words] of lists)
    if (end.test(path)) return Object.hasOwn(words, value) ? (words[value] ?? null) : null;
  return null;
}

/** Every code with words, for `describe` and tests. */
export const camtCodes = { balances, statuses, copies, domains, families, subFamilies } as const;
