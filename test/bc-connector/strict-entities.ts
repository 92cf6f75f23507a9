import type { FieldType, Row } from './strict-filter.ts';

/** The entity sets the small Business Central has, field by field; asking for any other field is refused. */
export const entitySets: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  'standard/companies': { id: 'guid', name: 'text', displayName: 'text' },
  'standard/customerPaymentJournals': { id: 'guid', code: 'text', displayName: 'text' },
  'standard/customerPayments': {
    id: 'guid',
    journalId: 'guid',
    lineNumber: 'number',
    customerNumber: 'text',
    postingDate: 'date',
    documentNumber: 'text',
    externalDocumentNumber: 'text',
    amount: 'number',
    appliesToInvoiceNumber: 'text',
    description: 'text',
  },
  'extension/collectionSetup': { id: 'guid', enabled: 'flag', apiVersion: 'text' },
  'extension/customerLedgerEntries': {
    id: 'guid',
    entryNumber: 'number',
    documentType: {
      names: [
        '_x0020_',
        'Payment',
        'Invoice',
        'Credit_x0020_Memo',
        'Finance_x0020_Charge_x0020_Memo',
        'Reminder',
        'Refund',
      ],
    },
    documentNumber: 'text',
    externalDocumentNumber: 'text',
    customerNumber: 'text',
    customerName: 'text',
    postingDate: 'date',
    documentDate: 'date',
    dueDate: 'date',
    open: 'flag',
    positive: 'flag',
    currencyCode: 'text',
    effectiveCurrencyCode: 'text',
    originalAmount: 'number',
    remainingAmount: 'number',
    onHold: 'text',
    disputeStatus: 'text',
    appliesToId: 'text',
    amountToApply: 'number',
    paymentReference: 'text',
    paymentMethodCode: 'text',
    directDebitMandateId: 'text',
    description: 'text',
    yourReference: 'text',
    collectionEligible: 'flag',
    collectionBlockReason: 'text',
    collectionScheme: 'text',
    lastModifiedDateTime: 'instant',
  },
  'extension/customers': {
    id: 'guid',
    number: 'text',
    displayName: 'text',
    addressLine1: 'text',
    addressLine2: 'text',
    city: 'text',
    country: 'text',
    postalCode: 'text',
    email: 'text',
    taxRegistrationNumber: 'text',
    currencyCode: 'text',
    blocked: { names: ['_x0020_', 'Ship', 'Invoice', 'All'] },
    collectionScheme: 'text',
    excludeFromCollection: 'flag',
    lastModifiedDateTime: 'instant',
  },
  'extension/collectionAgreements': {
    id: 'guid',
    customerNumber: 'text',
    schemeCode: 'text',
    agreementNumber: 'text',
    status: { names: ['Pending', 'Active', 'Paused', 'Cancelled', 'Rejected'] },
    validFrom: 'date',
    validTo: 'date',
    debtorGroupNumber: 'text',
    debtorIban: 'text',
    debtorBic: 'text',
    signedOn: 'date',
    lastModifiedDateTime: 'instant',
  },
  'extension/collectionPayments': { id: 'guid', idempotencyKey: 'text', status: 'text', customerNumber: 'text' },
};

export const guidOf = (group: number, number: number): string =>
  `${String(group).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** An open invoice as it travels; changed where a test says so. */
export function entryRow(entryNumber: number, change: Row = {}): Row {
  return {
    '@odata.etag': `W/"JzIwOzE1;${entryNumber};00;'"`,
    id: guidOf(1, entryNumber),
    entryNumber,
    documentType: 'Invoice',
    documentNumber: `${103_000 + entryNumber}`,
    externalDocumentNumber: '',
    customerNumber: 'K10001',
    customerName: 'The Cannon Group PLC',
    postingDate: '2026-01-05',
    documentDate: '2026-01-05',
    dueDate: '2026-02-02',
    open: true,
    positive: true,
    currencyCode: '',
    effectiveCurrencyCode: 'DKK',
    originalAmount: 1250,
    remainingAmount: 1250,
    onHold: '',
    disputeStatus: '',
    appliesToId: '',
    amountToApply: 0,
    paymentReference: '',
    paymentMethodCode: 'BS',
    directDebitMandateId: '',
    description: 'Faktura',
    yourReference: '',
    collectionEligible: true,
    collectionBlockReason: '',
    collectionScheme: 'BS',
    lastModifiedDateTime: '2026-01-05T10:00:00Z',
    customerPostingGroup: 'INDENLANDSK',
    ...change,
  };
}

export function customerRow(number: number, change: Row = {}): Row {
  return {
    '@odata.etag': `W/"c;${number}"`,
    id: guidOf(2, number),
    number: `K${number}`,
    displayName: 'Selangorian Ltd.',
    addressLine1: 'Kystvejen 1',
    addressLine2: '',
    city: 'Kugleby',
    country: 'DK',
    postalCode: '9900',
    email: 'selangorian@example.com',
    taxRegistrationNumber: '',
    currencyCode: '',
    blocked: '_x0020_',
    collectionScheme: 'BS',
    excludeFromCollection: false,
    lastModifiedDateTime: '2026-01-05T10:00:00Z',
    ...change,
  };
}

export function agreementRow(number: number, change: Row = {}): Row {
  return {
    '@odata.etag': `W/"a;${number}"`,
    id: guidOf(3, number),
    customerNumber: `K${number}`,
    schemeCode: 'BS',
    agreementNumber: String(number).padStart(9, '0'),
    status: 'Active',
    validFrom: '2025-01-01',
    validTo: '0001-01-01',
    debtorGroupNumber: '00001',
    debtorIban: '',
    debtorBic: '',
    signedOn: '0001-01-01',
    lastModifiedDateTime: '2026-01-05T10:00:00Z',
    ...change,
  };
}

export function setupRow(change: Row = {}): Row {
  return {
    '@odata.etag': 'W/"s"',
    id: guidOf(4, 1),
    enabled: true,
    apiVersion: '1.0',
    extensionVersion: '1.0.3.0',
    lcyCode: 'DKK',
    allowPostingFrom: '2026-01-01',
    allowPostingTo: '0001-01-01',
    lastModifiedDateTime: '2026-01-05T10:00:00Z',
    ...change,
  };
}

export const journalRow = (number: number, code: string): Row => ({
  '@odata.etag': `W/"j;${number}"`,
  id: guidOf(5, number),
  code,
  displayName: code,
});

export function journalLineRow(journal: number, lineNumber: number, change: Row = {}): Row {
  return {
    '@odata.etag': `W/"l;${lineNumber}"`,
    id: guidOf(6, journal * 1_000_000 + lineNumber),
    journalId: guidOf(5, journal),
    lineNumber,
    customerNumber: 'K10001',
    postingDate: '2026-01-30',
    documentNumber: 'G04001',
    externalDocumentNumber: '',
    amount: -1250.5,
    appliesToInvoiceNumber: '103001',
    description: 'Betaling',
    ...change,
  };
}
