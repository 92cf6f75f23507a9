import type { SchemeCode } from '../business-central/index.ts';
import type { NetsAgreement } from '../nets/index.ts';

/** The ways the rehearsed company collects. */
export const channelNames = ['bs', 'basis', 'ls', 'sepa', 'danske'] as const;
export type ChannelName = (typeof channelNames)[number];

/** The scheme of each in Business Central. */
export const schemeOf = {
  bs: 'BS',
  basis: 'BSB',
  ls: 'LS',
  sepa: 'SEPA',
  danske: 'DBSEPA',
} as const satisfies Readonly<Record<ChannelName, SchemeCode>>;

const dataSupplierNumber = '12345674';
const company = 'CRONUS Danmark';

/**
 * What Nets and Business Central agree on with the rehearsed company. The numbers are made up; 12345674 and the PBS
 * numbers pass modulus 11.
 */
export const rehearsedAgreement = {
  dataSupplierNumber,
  subsystem: 'BS1',
  pbsNumber: '01234560',
  kind: 'total',
  debtorGroups: ['00001', '00002'],
  creditorName: company,
} as const satisfies NetsAgreement;

/** The same company's second agreement: automatic payments only. */
export const rehearsedBasisAgreement = {
  ...rehearsedAgreement,
  pbsNumber: '02345676',
  kind: 'basis',
} as const satisfies NetsAgreement;

export const rehearsedLsAgreement = {
  creditorNumber: '54321',
  dataSupplierNumber,
  registration: '3000',
  account: '0012345678',
} as const;

/** One creditor, with an account in euro at each of two banks that do not exist. */
const creditor = { name: company, creditorId: 'DK45ZZZ12345674', currency: 'EUR' } as const;

export const rehearsedSepaCreditor = {
  ...creditor,
  iban: 'DK1495860098765432',
  bic: 'PROVDK2KXXX',
  scheme: 'CORE',
} as const;

export const rehearsedDanskeCreditor = {
  ...creditor,
  iban: 'DK8030000012345678',
  bic: 'DABADKKK',
  scheme: 'B2B',
} as const;
