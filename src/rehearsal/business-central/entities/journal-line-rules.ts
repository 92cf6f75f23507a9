import type { Body } from '../odata/body.ts';
import { badRequest, fieldRefused, Refusal } from '../refusal.ts';
import type { LineFields } from '../state/commands.ts';
import { type Customer, isOpen, type LedgerEntry, type World } from '../state/world.ts';
import { findCustomer } from './customers.ts';
import { blankGuid } from './context.ts';

/** The checks of the standard page `customerPayments`, with its own texts (business-central.md 1.4). */
export function checkedLine(world: World, fields: LineFields, body: Body): LineFields {
  const customer = customerIn(world, fields, body);
  const invoice = invoiceIn(world, fields, body, customer);
  if (fields.amount > 0) throw fieldRefused('Amount must be negative in Gen. Journal Line.');
  return {
    ...fields,
    customerNumber: customer?.code ?? invoice?.customer.code ?? '',
    appliesToEntry: invoice?.number ?? 0,
  };
}

function customerIn(world: World, fields: LineFields, body: Body): Customer | undefined {
  const id = body.text('customerId', blankGuid);
  const byId = id === blankGuid ? undefined : findCustomer(world, id);
  if (id !== blankGuid && !byId) throw badRequest('The "customerId" does not match to a Customer.');
  if (!body.has('customerNumber')) return byId ?? world.customerByCode.get(fields.customerNumber);
  const number = body.text('customerNumber', '');
  if (number === '') return byId;
  const byNumber = world.customerByCode.get(number);
  if (!byNumber || (byId && byId !== byNumber)) {
    throw badRequest('The customer values do not match to a specific Customer.');
  }
  return byNumber;
}

function invoiceIn(
  world: World,
  fields: LineFields,
  body: Body,
  customer: Customer | undefined,
): LedgerEntry | undefined {
  const id = body.text('appliesToInvoiceId', blankGuid);
  const byId = id === blankGuid ? undefined : invoiceById(world, id);
  const number = body.text('appliesToInvoiceNumber', '');
  if (number === '')
    return byId ?? (body.has('appliesToInvoiceNumber') ? undefined : world.entries[fields.appliesToEntry - 1]);
  const candidates = customer?.entries ?? world.entries;
  const byNumber = candidates.find((entry) => entry.documentType === 'Invoice' && entry.documentNumber === number);
  if (byId && byNumber && byId !== byNumber) {
    throw badRequest('The Applies To Invoice values do not match to the same Invoice.');
  }
  if (!byNumber || !isOpen(byNumber)) {
    throw new Refusal(
      400,
      'Internal_DataNotFoundFilter',
      'There is no Cust. Ledger Entry within the filter. ' +
        `Filters: Document Type: Invoice, Document No.: ${number}, Open: Yes`,
    );
  }
  return byNumber;
}

function invoiceById(world: World, id: string): LedgerEntry {
  const entry = world.entries[(world.ids.numberOf('salesInvoice', id) ?? 0) - 1];
  if (entry?.documentType === 'Invoice') return entry;
  throw badRequest('The "appliesToInvoiceId" should be the ID of an Open, Paid, Corrective, or Canceled Invoice.');
}
