import { z } from 'zod';
import { reading } from './reading.ts';
import { digits, key } from './texts.ts';

const debtorGroup = z.strictObject({
  number: digits(5),
  mainText: z.string().max(60).default(''),
  userId: z.string().max(15).default(''),
  settlement: z
    .strictObject({ registration: digits(4), account: digits(10) })
    .nullable()
    .default(null),
});

/** Betalingsservice: our contract with Nets (aftale). */
const betalingsservice = z.strictObject({
  channel: z.literal('betalingsservice'),
  kind: z.enum(['total', 'basis']),
  pbsNumber: digits(8),
  dataSupplierNumber: digits(8),
  subsystem: z
    .string()
    .regex(/^[A-Z0-9]{3}$/)
    .default('BS1'),
  sendKnownMandateNumber: z.boolean().default(false),
  /** Delivery 0605 (our cancellations of mandates) is known from one source only: off until Nets has confirmed it. */
  canWrite0605: z.boolean().default(false),
  debtorGroups: z.array(debtorGroup).min(1),
});

const cutOff = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time such as 15:00' });
/** A journal that builds itself collects on this day of the month, or the next banking day. */
const collectionDay = z.int().min(1).max(28).default(1);

/** Leverandørservice: direct debit between companies, at Nets. */
const leverandoerservice = z.strictObject({
  channel: z.literal('leverandoerservice'),
  creditorNumber: digits(5),
  dataSupplierNumber: digits(8),
  isTest: z.boolean().default(false),
  /** On the banking day before; the time is known from one source only. */
  cutOff: cutOff.default('15:00'),
  collectionDay,
});

const iban = z
  .string()
  .transform((text) => text.replaceAll(/\s/g, '').toUpperCase())
  .pipe(z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/, { error: 'an IBAN' }));
const bic = z.string().regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, { error: 'a BIC of 8 or 11 signs' });

/** SEPA direct debit, sent to a bank. */
const sepa = z.strictObject({
  channel: z.literal('sepa'),
  scheme: z.enum(['CORE', 'B2B']),
  /** pain.008.001.02, or .08 where the bank asks for it. */
  version: z.enum(['02', '08']).default('02'),
  creditorName: z.string().min(1).max(70),
  creditorIban: iban,
  creditorBic: bic.nullable().default(null),
  /** The creditor scheme identification, such as DK12ZZZ12345678. */
  creditorId: z.string().regex(/^[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$/, { error: 'a creditor identifier' }),
  initiatingParty: z.strictObject({
    name: z.string().min(1).max(70),
    id: z.string().max(35).nullable().default(null),
  }),
  batchBooking: z.boolean().default(true),
  /** `dk-cgi`: the Danish banks' profile in kroner; its codes come from the bank, and nothing is written without them. */
  profile: z.enum(['sepa', 'dk-cgi']).default('sepa'),
  danishCodes: z
    .strictObject({ serviceLevel: z.string().max(35).nullable(), localInstrument: z.string().max(35).nullable() })
    .nullable()
    .default(null),
  /** Whether first collections are marked FRST; banks take RCUR for all of them too. */
  firstSequence: z.boolean().default(false),
  /** Banking days (TARGET2) between delivery and collection. */
  leadDays: z.int().min(1).max(14).default(1),
  cutOff: cutOff.default('15:00'),
  collectionDay,
});

/** Only reads: the statements of bank accounts that money comes to. */
const statements = z.strictObject({
  channel: z.literal('statements'),
  /** The accounts as the bank writes them: IBAN or national number. */
  accounts: z.array(z.string().min(1).max(34)).min(1),
});

const contracts = [betalingsservice, leverandoerservice, sepa, statements] as const;

const mergeRules = z
  .strictObject({
    perDueDate: z.boolean().default(false),
    netCreditNotes: z.boolean().default(true),
    leastMinor: z.int().min(1).default(1),
  })
  .prefault({});

const common = {
  key,
  name: z.string().min(1),
  /** The collection scheme's code in Business Central; blank where nothing is collected. */
  schemeCode: z.string().default(''),
  /** What it collects in; left out: the currency of the channel, or of the company. */
  currency: z.string().length(3).optional(),
  merge: mergeRules,
  reading,
  /** Which of the transports carries its files. */
  transport: key,
  /** Builds, checks and, unless a second person must approve, sends by itself this many days before the deadline. */
  unattendedDaysBefore: z.int().min(0).max(20).nullable().default(null),
};

export const agreement = z.discriminatedUnion('channel', [
  betalingsservice.extend(common),
  leverandoerservice.extend(common),
  sepa.extend(common),
  statements.extend(common),
]);

/** What only the channel understands of an agreement: kept as one value, and opened by the channel. */
export const contract = z.discriminatedUnion('channel', contracts);

export type AgreementSettings = z.output<typeof agreement>;
export type Contract = z.output<typeof contract>;

/** The part of an agreement's settings that only its channel understands. */
export const contractOf = (settings: AgreementSettings): Contract =>
  contract.parse(Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in common))));
