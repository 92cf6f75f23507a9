import { minor } from '#kernel';
import { seeded } from '../../kit/seeded.ts';
import { isOpen, type JournalLine, type PaymentJournal, type World } from '../state/world.ts';

/**
 * Adds cash receipt journals that users left unposted: one with payments that name invoices, one that is empty.
 *
 * Whoever collects must leave those invoices alone, because the money is already on its way into the ledger.
 */
export function addPaymentJournals(world: World): void {
  const open = addJournal(world, 'BANK', 'Indbetalinger bank');
  addJournal(world, 'GIRO', 'Indbetalinger giro');
  for (const customer of world.customers) {
    const random = seeded(world.seed, 'unposted payment', customer.number);
    if (!random.chance(0.01)) continue;
    const entry = customer.entries.find((candidate) => candidate.documentType === 'Invoice' && isOpen(candidate));
    if (!entry) continue;
    addLine(world, open, {
      customer,
      postingDate: world.startDate,
      documentNumber: `G05${String(customer.number).padStart(5, '0')}`,
      externalDocumentNumber: '',
      amount: minor(-entry.remaining),
      appliesTo: entry,
      description: customer.name,
      comment: '',
    });
  }
}

export function addJournal(world: World, code: string, displayName: string, at = world.foundedAt): PaymentJournal {
  const journal: PaymentJournal = {
    number: ++world.counters.journal,
    version: 1,
    modifiedAt: at,
    code,
    displayName,
    balancingAccountNumber: '2910',
    lines: [],
  };
  world.journals.push(journal);
  return journal;
}

export type NewJournalLine = Omit<JournalLine, 'number' | 'version' | 'modifiedAt' | 'journal' | 'lineNumber'> & {
  readonly lineNumber?: number;
};

/** Without a line number the line gets the next multiple of 10,000, as Business Central numbers lines. */
export function addLine(
  world: World,
  journal: PaymentJournal,
  line: NewJournalLine,
  at = world.foundedAt,
): JournalLine {
  const last = Math.max(0, ...journal.lines.map((existing) => existing.lineNumber));
  const added: JournalLine = {
    ...line,
    number: ++world.counters.journalLine,
    version: 1,
    modifiedAt: at,
    journal,
    lineNumber: line.lineNumber ?? last + 10_000,
  };
  journal.lines.push(added);
  world.journalLines.push(added);
  return added;
}
