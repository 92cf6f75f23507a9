import { minor } from '#kernel';
import { code, date, dateTime, decimal, guid, insertable, integer, text, writable } from '../odata/entity.ts';
import type { Body } from '../odata/body.ts';
import { badRequest, recordNotFound } from '../refusal.ts';
import { type JournalLine, type PaymentJournal, type World } from '../state/world.ts';
import type { LineFields } from '../state/commands.ts';
import { blankGuid, type Company } from './context.ts';
import { definition, type EntitySet, entitySet, listPart, plainSource } from './entity-set.ts';
import { checkedLine } from './journal-line-rules.ts';

/** Standard `customerPaymentJournals`: journal batches of the cash receipt template (business-central.md 1.4). */
export function customerPaymentJournals(company: Company): EntitySet {
  const { world, perform } = company;
  const lines = lineDefinition(world);
  return entitySet({
    definition: definition<PaymentJournal>({
      entitySet: 'customerPaymentJournals',
      entity: 'customerPaymentJournal',
      keyOf: (journal) => journal.number,
      versionOf: (journal) => journal.version,
      fields: {
        id: guid((journal) => world.ids.idOf('journalBatch', journal.number)),
        code: writable(code(10, (journal) => journal.code)),
        displayName: writable(text(100, (journal) => journal.displayName)),
        lastModifiedDateTime: dateTime((journal) => journal.modifiedAt),
        balancingAccountId: guid(() => blankGuid),
        balancingAccountNumber: code(20, (journal) => journal.balancingAccountNumber),
      },
      parts: { customerPayments: listPart(lines, (journal) => journal.lines) },
    }),
    source: plainSource(
      () => world.journals,
      () => world.revision,
    ),
    find: (id) => world.journals.find((journal) => journal.number === world.ids.numberOf('journalBatch', id)),
    insert: (body) => {
      if (body.text('code', '') === '') throw badRequest('The "code" must have a value.');
      perform({ kind: 'insert journal', fields: journalFields(body) });
      return last(world.journals);
    },
    modify: (journal, body) =>
      perform({ kind: 'change journal', journal: journal.number, fields: journalFields(body, journal) }),
    remove: (journal) => perform({ kind: 'remove journal', journal: journal.number }),
    lines: { customerPayments: (journal) => customerPayments(company, journal, lines) },
  });
}

/** The lines of one journal; there is no way to them but through the journal. */
function customerPayments(
  { world, perform }: Company,
  journal: PaymentJournal,
  lines: ReturnType<typeof lineDefinition>,
): EntitySet {
  return entitySet({
    definition: lines,
    source: plainSource(
      () => journal.lines,
      () => world.revision,
    ),
    find: (id) => journal.lines.find((line) => line.number === world.ids.numberOf('generalJournalLine', id)),
    insert: (body) => {
      const fields = checkedLine(world, lineFields(world, body), body);
      perform({ kind: 'insert line', journal: journal.number, fields });
      return last(journal.lines);
    },
    modify: (line, body) => {
      const isOther =
        body.has('journalId') && body.text('journalId', '') !== world.ids.idOf('journalBatch', journal.number);
      if (isOther) throw badRequest('The Journal Id cannot be changed.');
      const fields = checkedLine(world, lineFields(world, body, line), body);
      perform({ kind: 'change line', line: line.number, fields });
    },
    remove: (line) => perform({ kind: 'remove line', line: line.number }),
  });
}

function lineDefinition(world: World) {
  const idOf = (line: JournalLine): string => world.ids.idOf('journalBatch', line.journal.number);
  return definition<JournalLine>({
    entitySet: 'customerPayments',
    entity: 'customerPayment',
    keyOf: (line) => line.number,
    versionOf: (line) => line.version,
    fields: {
      id: guid((line) => world.ids.idOf('generalJournalLine', line.number)),
      journalId: writable(guid(idOf)),
      journalDisplayName: text(10, (line) => line.journal.code),
      lineNumber: insertable(integer((line) => line.lineNumber)),
      customerId: writable(
        guid((line) => (line.customer ? world.ids.idOf('customer', line.customer.number) : blankGuid)),
      ),
      customerNumber: writable(code(20, (line) => line.customer?.code ?? '')),
      postingDate: writable(date((line) => line.postingDate)),
      documentNumber: writable(code(20, (line) => line.documentNumber)),
      externalDocumentNumber: writable(code(35, (line) => line.externalDocumentNumber)),
      amount: writable(decimal((line) => line.amount)),
      appliesToInvoiceId: writable(
        guid((line) => (line.appliesTo ? world.ids.idOf('salesInvoice', line.appliesTo.number) : blankGuid)),
      ),
      appliesToInvoiceNumber: writable(code(20, (line) => line.appliesTo?.documentNumber ?? '')),
      description: writable(text(100, (line) => line.description)),
      comment: writable(text(250, (line) => line.comment)),
      lastModifiedDateTime: dateTime((line) => line.modifiedAt),
    },
  });
}

/** What the body says, on top of what the line held before; customer and invoice are resolved by the rules. */
function lineFields(world: World, body: Body, before?: JournalLine): LineFields {
  const number = body.has('lineNumber') ? body.number('lineNumber', 0) : before?.lineNumber;
  return {
    ...(number === undefined ? {} : { lineNumber: number }),
    customerNumber: before?.customer?.code ?? '',
    appliesToEntry: before?.appliesTo?.number ?? 0,
    postingDate: body.text('postingDate', before?.postingDate ?? world.startDate),
    documentNumber: body.text('documentNumber', before?.documentNumber ?? ''),
    externalDocumentNumber: body.text('externalDocumentNumber', before?.externalDocumentNumber ?? ''),
    amount: minor(body.number('amount', before?.amount ?? 0)),
    description: body.text('description', before?.description ?? ''),
    comment: body.text('comment', before?.comment ?? ''),
  };
}

const journalFields = (body: Body, before?: PaymentJournal) => ({
  code: body.text('code', before?.code ?? ''),
  displayName: body.text('displayName', before?.displayName ?? ''),
});

function last<T>(rows: readonly T[]): T {
  const row = rows.at(-1);
  if (row === undefined) throw recordNotFound();
  return row;
}
