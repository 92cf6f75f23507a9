import type { DelimitedProfile } from './delimited-profile.ts';
import { fullElixirLine } from './wrapped-text.ts';

/** Amounts in grosze, as Elixir-0 and its relatives write them. */
const grosze = { unit: 'minor', decimal: '.', thousands: '' } as const;

/**
 * Elixir-0 as mBank writes it (payment-ids-and-escalation.md 1.3): no header, sixteen fields, type 110 transfer, 120 to the
 * social insurance (ZUS), 210 direct debit. Field 7 of an incoming file is the virtual account.
 */
export const elixir0: DelimitedProfile = {
  key: 'elixir-0',
  name: 'Elixir-0 (mBank)',
  mark: 'verified',
  source:
    'mBank’s rules and a public generator: order of all sixteen fields (section 1.3); fields 13-15 have no known use',
  charset: 'windows-1250',
  separator: ',',
  quote: '"',
  subLines: '|',
  fullSubLine: fullElixirLine,
  records: { by: 'type', column: 1, credits: ['110', '210'], debits: [], ignored: [] },
  columns: {
    amount: 3,
    bookingDate: 2,
    payerBank: 4,
    payerAccount: 6,
    virtualAccount: 7,
    payerName: 8,
    title: [12],
    bankCode: 15,
  },
  amount: grosze,
  debitSigns: [],
  datePattern: 'yyyymmdd',
  currency: 'PLN',
  account: '',
  totals: null,
  leastColumns: 12,
};

/**
 * Mass payments of BZ WBK, now Santander, with bars (section 1.2): one line in front, two behind, points in amounts.
 */
export const bzwbkPipe: DelimitedProfile = {
  key: 'bzwbk-pipe',
  name: 'BZ WBK / Santander mass payments, with bars',
  mark: 'verified',
  source: 'two import programs of the billing system LMS (section 1.2)',
  charset: 'windows-1250',
  separator: '|',
  quote: '',
  subLines: '',
  fullSubLine: fullElixirLine,
  records: { by: 'place', headerLines: 1, trailerLines: 2 },
  columns: { uniqueId: 1, bookingDate: 2, amount: 3, payerName: 4, payerAccount: 5, virtualAccount: 6, title: [7] },
  amount: { unit: 'major', decimal: '.', thousands: '' },
  debitSigns: [],
  datePattern: 'ddmmyyyy',
  currency: 'PLN',
  account: '',
  totals: null,
  leastColumns: 7,
};

/** The variant with commas: the fields of Elixir-0, and a last line `999,count,total`. The type of its records is not known. */
export const bzwbkComma: DelimitedProfile = {
  ...elixir0,
  key: 'bzwbk-comma',
  name: 'BZ WBK / Santander mass payments, with commas',
  mark: 'single source',
  source: 'one import pattern of the billing system LMS, cashimportcfg-id123 (section 1.2)',
  records: { by: 'type', column: 1, credits: ['*'], debits: [], ignored: [] },
  totals: { record: '999', countColumn: 2, totalColumn: 3 },
};

/** Mass payments of BPH, later Pekao (section 1.2): record 02 is a payment; other records are read past. */
export const bphComma: DelimitedProfile = {
  key: 'bph-comma',
  name: 'BPH / Pekao mass payments, with commas',
  mark: 'single source',
  source: 'one import program of the billing system LMS, lms-cashimport-bph (section 1.2)',
  charset: 'iso-8859-2',
  separator: ',',
  quote: '"',
  subLines: '',
  fullSubLine: fullElixirLine,
  records: { by: 'type', column: 1, credits: ['02'], debits: [], ignored: ['*'] },
  columns: { payerId: 4, amount: 5, bookingDate: 6, title: [7], uniqueId: 8, payerName: 9 },
  amount: grosze,
  debitSigns: [],
  datePattern: 'yyyymmdd',
  currency: 'PLN',
  account: '',
  totals: null,
  leastColumns: 9,
};

/** The newer report of Pekao (section 1.2): `02,<1|3>,<payer’s account>,<grosze>,<date>`, the payer id further right. */
export const pekaoComma: DelimitedProfile = {
  ...bphComma,
  key: 'pekao-comma',
  name: 'Pekao mass payments, with commas',
  source: 'one import pattern of the billing system LMS, pekao_cashimportcfg (section 1.2)',
  columns: { payerAccount: 3, amount: 4, bookingDate: 5, payerName: 7, payerId: 13, title: [15, 16, 17, 18] },
  leastColumns: 18,
};

/** Bank Pocztowy sends Elixir-0 by mail, in ISO 8859-2 (section 1.2); the type of its records is not known. */
export const pocztowyElixir: DelimitedProfile = {
  ...elixir0,
  key: 'bank-pocztowy',
  name: 'Bank Pocztowy, Elixir-0',
  mark: 'single source',
  source: 'one import pattern of the billing system LMS, cashimportcfg-bankpocztowy-elixir (section 1.2)',
  charset: 'iso-8859-2',
  records: { by: 'type', column: 1, credits: ['*'], debits: [], ignored: [] },
};

/** Profiles ready for use. Two more banks are known by name only: their columns must be configured. */
export const delimitedProfiles: readonly DelimitedProfile[] = [
  elixir0,
  bzwbkPipe,
  bzwbkComma,
  bphComma,
  pekaoComma,
  pocztowyElixir,
];

/**
 * Reports whose columns no public source gives (section 1.2): off, until the bank’s manual fills in `columns`. What is
 * known of BILLBIZ: commas and quotes, a point before the decimals, Windows-1250, records of three kinds.
 */
export const unreachedProfiles: Readonly<Record<string, string>> = {
  billbiz: 'BILLBIZ: the columns are not public; configure a profile from the bank’s manual (UNVERIFIED, off)',
  'ing-simp': 'ING SIMP: the layout is not public; configure a profile from the bank’s manual (UNVERIFIED, off)',
};
