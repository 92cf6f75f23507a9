import {
  boolean,
  code,
  date,
  dateTime,
  decimal,
  enumeration,
  guid,
  integer,
  text,
  unused,
  writable,
} from '../odata/entity.ts';
import type { Body } from '../odata/body.ts';
import type { Source } from '../odata/list.ts';
import type { EntryFields } from '../state/commands.ts';
import {
  type ApplicationDetail,
  blankDate,
  documentTypes,
  isOpen,
  type LedgerEntry,
  type World,
} from '../state/world.ts';
import { type Company, inLocalCurrency, localCurrency } from './context.ts';
import { definition, type EntitySet, entitySet, listPart } from './entity-set.ts';

/** Our extension's page on table 21 (business-central.md 3.4): no insert, no delete, three fields to change. */
export function customerLedgerEntries({ world, perform }: Company): EntitySet {
  return entitySet({
    definition: entryDefinition(world),
    source: entrySource(world),
    find: (id) => world.entries[(world.ids.numberOf('ledgerEntry', id) ?? 0) - 1],
    modify: (entry, body) => perform({ kind: 'change entry', entry: entry.number, fields: changesIn(body) }),
  });
}

function changesIn(body: Body): EntryFields {
  return {
    ...(body.has('onHold') ? { onHold: body.text('onHold', '') } : {}),
    ...(body.has('disputeStatus') ? { disputeStatus: body.text('disputeStatus', '') } : {}),
    ...(body.has('promisedPayDate') ? { promisedPayDate: body.text('promisedPayDate', blankDate) } : {}),
  };
}

function entrySource(world: World): Source<LedgerEntry> {
  const one = <T>(row: T | undefined): readonly T[] => (row === undefined ? [] : [row]);
  return {
    all: () => world.entries,
    indexes: new Map([
      ['entryNumber', (value) => one(world.entries[Number(value) - 1])],
      ['id', (value) => one(world.entries[(world.ids.numberOf('ledgerEntry', String(value)) ?? 0) - 1])],
      ['customerNumber', (value) => world.customerByCode.get(String(value))?.entries ?? []],
    ]),
    revision: () => world.revision,
  };
}

function entryDefinition(world: World) {
  return definition<LedgerEntry>({
    entitySet: 'customerLedgerEntries',
    entity: 'customerLedgerEntry',
    keyOf: (entry) => entry.number,
    versionOf: (entry) => entry.version,
    fields: {
      id: guid((entry) => world.ids.idOf('ledgerEntry', entry.number)),
      entryNumber: integer((entry) => entry.number),
      documentType: enumeration(documentTypes, (entry) => entry.documentType),
      documentNumber: code(20, (entry) => entry.documentNumber),
      externalDocumentNumber: code(35, (entry) => entry.externalDocumentNumber),
      customerId: guid((entry) => world.ids.idOf('customer', entry.customer.number)),
      customerNumber: code(20, (entry) => entry.customer.code),
      customerName: text(100, (entry) => entry.customer.name),
      sellToCustomerNumber: code(20, (entry) => entry.customer.code),
      postingDate: date((entry) => entry.postingDate),
      documentDate: date((entry) => entry.documentDate),
      dueDate: date((entry) => entry.dueDate),
      closedAtDate: date((entry) => entry.closedAtDate),
      open: boolean(isOpen),
      positive: boolean((entry) => entry.original > 0),
      // A return is a Refund of its own; the flag is set by Reverse Transaction alone (business-central.md 5.7).
      reversed: unused('boolean', false),
      currencyCode: code(10, (entry) => entry.currencyCode),
      effectiveCurrencyCode: code(10, (entry) => entry.currencyCode || localCurrency),
      originalAmount: decimal((entry) => entry.original),
      amount: decimal((entry) => entry.original),
      remainingAmount: decimal((entry) => entry.remaining),
      originalAmountLocalCurrency: decimal((entry) => inLocalCurrency(entry.original, entry.currencyCode)),
      amountLocalCurrency: decimal((entry) => inLocalCurrency(entry.original, entry.currencyCode)),
      remainingAmountLocalCurrency: decimal((entry) => inLocalCurrency(entry.remaining, entry.currencyCode)),
      onHold: writable(code(3, (entry) => entry.onHold)),
      disputeStatus: writable(code(10, (entry) => entry.disputeStatus)),
      promisedPayDate: writable(date((entry) => entry.promisedPayDate)),
      appliesToId: unused('code', '', 50),
      amountToApply: unused('decimal', 0),
      paymentReference: unused('code', '', 50),
      paymentMethodCode: code(10, (entry) => entry.customer.collectionScheme),
      directDebitMandateId: unused('code', '', 35),
      messageToRecipient: unused('text', '', 140),
      recipientBankAccount: unused('code', '', 20),
      exportedToPaymentFile: unused('boolean', false),
      lastIssuedReminderLevel: integer((entry) => entry.reminderLevel),
      pmtDiscountDate: date((entry) => entry.discountDate),
      remainingPmtDiscPossible: decimal((entry) => entry.remainingDiscount),
      pmtDiscToleranceDate: date((entry) => entry.discountToleranceDate),
      maxPaymentTolerance: decimal((entry) => entry.maxTolerance),
      dimensionSetId: unused('integer', 0),
      globalDimension1Code: code(20, (entry) => entry.dimensions[globalDimension1] ?? ''),
      globalDimension2Code: unused('code', '', 20),
      description: text(100, (entry) => entry.description),
      yourReference: unused('text', '', 35),
      salespersonCode: unused('code', '', 20),
      reasonCode: unused('code', '', 10),
      customerPostingGroup: code(20, (entry) => (entry.customer.country === 'DK' ? 'INDLAND' : 'UDLAND')),
      collectionStatus: unused('code', '', 20),
      collectionScheme: code(20, (entry) => entry.customer.collectionScheme),
      collectionJournalNumber: unused('code', '', 20),
      collectionEligible: boolean((entry) => !entry.customer.excludeFromCollection),
      collectionBlockReason: text(100, (entry) =>
        entry.customer.excludeFromCollection ? 'The customer is excluded from collection.' : '',
      ),
      lastModifiedDateTime: dateTime((entry) => entry.modifiedAt),
    },
    parts: {
      dimensionSetLines: listPart(dimensionLine(world), dimensionsOf),
      detailedLines: listPart(detailedLine(world), (entry) => [initialDetail(entry), ...entry.applications]),
    },
  });
}

const entryTypes = ['Initial Entry', 'Application', 'Payment Discount'] as const;

interface Detail extends Omit<ApplicationDetail, 'against' | 'entry' | 'entryType'> {
  readonly entryType?: ApplicationDetail['entryType'];
  readonly entry: LedgerEntry;
  readonly against?: LedgerEntry;
}

const initialDetail = (entry: LedgerEntry): Detail => ({
  number: entry.initialDetail,
  entry,
  minor: entry.original,
  postingDate: entry.postingDate,
  documentType: entry.documentType,
  documentNumber: entry.documentNumber,
  transactionNumber: 0,
  isUnapplied: false,
  unappliedByNumber: 0,
});

/** Table 379; an initial entry holds the amount posted, the others move it by application. */
const detailedLine = (world: World) =>
  definition<Detail>({
    entitySet: 'detailedLines',
    entity: 'detailedLine',
    keyOf: (detail) => detail.number,
    fields: {
      id: guid((detail) => world.ids.idOf('detailedEntry', detail.number)),
      entryNumber: integer((detail) => detail.number),
      customerLedgerEntryNumber: integer((detail) => detail.entry.number),
      entryType: enumeration(entryTypes, (detail) => detail.entryType ?? 'Initial Entry'),
      postingDate: date((detail) => detail.postingDate),
      documentType: enumeration(documentTypes, (detail) => detail.documentType),
      documentNumber: code(20, (detail) => detail.documentNumber),
      amount: decimal((detail) => detail.minor),
      amountLocalCurrency: decimal((detail) => inLocalCurrency(detail.minor, detail.entry.currencyCode)),
      currencyCode: code(10, (detail) => detail.entry.currencyCode),
      transactionNumber: integer((detail) => detail.transactionNumber),
      appliedCustomerLedgerEntryNumber: integer((detail) => detail.against?.number ?? 0),
      unapplied: boolean((detail) => detail.isUnapplied),
      unappliedByEntryNumber: integer((detail) => detail.unappliedByNumber),
    },
  });

/** The company's Global Dimension 1 (General Ledger Setup). */
const globalDimension1 = 'AFDELING';

interface DimensionRow {
  readonly entry: LedgerEntry;
  readonly code: string;
  readonly value: string;
}

const dimensionsOf = (entry: LedgerEntry): readonly DimensionRow[] =>
  Object.entries(entry.dimensions).map(([dimension, value]) => ({ entry, code: dimension, value }));

/** The dimensions of an entry, in the fields of the standard entity. */
const dimensionLine = (world: World) =>
  definition<DimensionRow>({
    entitySet: 'dimensionSetLines',
    entity: 'dimensionSetLine',
    keyOf: ({ entry }) => entry.number,
    fields: {
      id: guid(({ entry }) => world.ids.idOf('dimensionSet', entry.number)),
      code: code(20, (row) => row.code),
      displayName: text(30, (row) => row.code),
      valueId: guid(({ entry }) => world.ids.idOf('dimensionSet', entry.number)),
      valueCode: code(20, (row) => row.value),
      valueDisplayName: text(50, (row) => row.value),
    },
  });
