import { guidOf } from './strict-entities.ts';

/** A row of the extension's payment table, and its posting, as business-central.md 3.4 and 3.5 describe them. */
export interface PaymentRow {
  '@odata.etag': string;
  readonly id: string;
  readonly idempotencyKey: string;
  status: 'New' | 'Posted' | 'Failed' | 'Reversed';
  postedDocumentNumber: string;
  postedEntryNumber: number;
  errorMessage: string;
  lastModifiedDateTime: string;
  [field: string]: unknown;
}

const textFields: Readonly<Record<string, number>> = {
  idempotencyKey: 100,
  customerNumber: 20,
  currencyCode: 10,
  externalDocumentNumber: 35,
  description: 100,
  provider: 50,
  fileName: 250,
  applications: 100_000,
  accountNumber: 20,
  dimensions: 2048,
};
const otherFields = new Set(['type', 'appliesToEntryNumber', 'postingDate', 'amount', 'fileLine']);

export type Inserted = { readonly row: PaymentRow } | { readonly code: string; readonly text: string };

export function insertPayment(body: string, payments: PaymentRow[]): Inserted {
  const asked = JSON.parse(body) as Record<string, unknown>;
  for (const [name, value] of Object.entries(asked)) {
    const most = textFields[name];
    if (most === undefined && !otherFields.has(name)) {
      return { code: 'BadRequest', text: `The property '${name}' does not exist on type 'collectionPayment'.` };
    }
    if (most !== undefined && (typeof value !== 'string' || value.length > most)) {
      return { code: 'Application_StringExceededLength', text: `The length of ${name} is more than ${most}.` };
    }
  }
  if (!['Payment', 'Return', 'Fee', 'Refund', 'WriteOff'].includes(String(asked['type']))) {
    return { code: 'Unknown', text: `'${String(asked['type'])}' is not an option. The existing options are: Payment.` };
  }
  if (typeof asked['amount'] !== 'number' || asked['amount'] <= 0) {
    return { code: 'Application_FieldValidationException', text: 'Amount must be positive.' };
  }
  const key = String(asked['idempotencyKey']).toUpperCase();
  if (payments.some(({ idempotencyKey }) => idempotencyKey.toUpperCase() === key)) {
    const text = `The record already exists. Identification fields and values: Idempotency Key='${key}'`;
    return { code: 'Internal_EntityWithSameKeyExists', text };
  }
  const row: PaymentRow = {
    ...asked,
    '@odata.etag': 'W/"1"',
    id: guidOf(7, payments.length + 1),
    idempotencyKey: String(asked['idempotencyKey']),
    status: 'New',
    postedDocumentNumber: '',
    postedEntryNumber: 0,
    errorMessage: '',
    lastModifiedDateTime: '2026-02-02T10:00:00Z',
  };
  payments.push(row);
  return { row };
}

/** `applyAndPost`: a posted row is returned unchanged; a failure is stored on the row and answered with 200. */
export function postRow(row: PaymentRow, postings: string[], failsWith: string | undefined): PaymentRow {
  if (row.status === 'Posted' || row.status === 'Reversed') return row;
  row['@odata.etag'] = `W/"${Number(/\d+/.exec(row['@odata.etag'])?.[0]) + 1}"`;
  if (failsWith !== undefined) {
    row.status = 'Failed';
    row.errorMessage = failsWith;
    return row;
  }
  postings.push(row.idempotencyKey);
  row.status = 'Posted';
  row.errorMessage = '';
  row.postedDocumentNumber = `TG${String(postings.length).padStart(6, '0')}`;
  row.postedEntryNumber = 9000 + postings.length;
  return row;
}
