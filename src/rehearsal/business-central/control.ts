import { type CalendarDate, type Minor, minor } from '#kernel';
import { companyId } from './entities/setup.ts';
import type { Company } from './entities/context.ts';
import type { BcFaults, Faults, ForcedFault } from './faults.ts';
import type { CustomerFields, DocumentFields } from './state/commands.ts';
import { type Blocked, blankDate, type DocumentType, isOpen, type LedgerEntry } from './state/world.ts';

/** What people do in Business Central while the rehearsal runs; every act is kept in the command journal. */
export interface BcControl {
  /** New documents, with their amounts in signed minor units. */
  readonly addEntries: (documents: readonly DocumentFields[]) => void;
  /** New seeded documents, spread over due dates; another `lot` gives others. */
  readonly addSeededEntries: (wanted: {
    readonly count: number;
    readonly dueFrom: CalendarDate;
    readonly dueTo: CalendarDate;
    readonly lot: string;
  }) => void;
  /** A user registers a payment by hand: the open entry is paid, wholly or partly. */
  readonly postManually: (entryNumber: number, amount: Minor, postingDate: CalendarDate) => void;
  /** A user enters a payment into the unposted journal BANK, for one open entry. */
  readonly addUnpostedPayment: (entryNumber: number) => void;
  readonly setBlocked: (customerNumber: string, blocked: Blocked) => void;
  readonly changeCustomer: (customerNumber: string, fields: CustomerFields) => void;
  readonly changeEntry: (
    entryNumber: number,
    fields: { readonly onHold?: string; readonly disputeStatus?: string; readonly promisedPayDate?: string },
  ) => void;
  /** Allowed posting dates; null means no limit on that side. */
  readonly setPostingRange: (from: CalendarDate | null, to: CalendarDate | null) => void;
  /** Dimension codes that every customer entry must have. */
  readonly setMandatoryDimensions: (codes: readonly string[]) => void;
  /** G/L accounts that may not be posted to. */
  readonly setBlockedAccounts: (numbers: readonly string[]) => void;
  readonly setFaults: (faults: BcFaults | undefined) => void;
  /** Makes the next requests of a kind fail, whatever the seed says. */
  readonly failNext: (fault: ForcedFault) => void;
  readonly faultsStruck: () => Readonly<Record<string, number>>;
  /** Most requests of one user in work at once so far. */
  readonly busiest: () => number;
}

export function control({ world, perform, today }: Company, faults: Faults, busiest: () => number): BcControl {
  return {
    addEntries: (documents) => perform({ kind: 'add documents', documents: [...documents] }),
    addSeededEntries: (wanted) => perform({ kind: 'add seeded documents', ...wanted }),
    postManually: (entry, amount, postingDate) => perform({ kind: 'post manually', entry, minor: amount, postingDate }),
    addUnpostedPayment: (entryNumber) => {
      const entry = world.entries[entryNumber - 1];
      const journal = world.journals.find(({ code }) => code === 'BANK');
      if (!entry || !journal) throw new Error(`There is no entry ${entryNumber}, or no journal BANK`);
      perform({
        kind: 'insert line',
        journal: journal.number,
        fields: {
          customerNumber: entry.customer.code,
          postingDate: today(),
          documentNumber: `G05${String(world.counters.journalLine + 1).padStart(5, '0')}`,
          externalDocumentNumber: '',
          amount: minor(-entry.remaining),
          appliesToEntry: entryNumber,
          description: entry.customer.name,
          comment: '',
        },
      });
    },
    setBlocked: (customer, blocked) => perform({ kind: 'change customer', customer, fields: { blocked } }),
    changeCustomer: (customer, fields) => perform({ kind: 'change customer', customer, fields }),
    changeEntry: (entry, fields) => perform({ kind: 'change entry', entry, fields }),
    setPostingRange: (from, to) => perform({ kind: 'set posting range', from: from ?? blankDate, to: to ?? blankDate }),
    setMandatoryDimensions: (codes) => perform({ kind: 'set mandatory dimensions', codes: [...codes] }),
    setBlockedAccounts: (numbers) => perform({ kind: 'set blocked accounts', numbers: [...numbers] }),
    setFaults: faults.set,
    failNext: faults.force,
    faultsStruck: faults.struck,
    busiest,
  };
}

/** One ledger entry as an onlooker sees it. */
export interface EntryView {
  readonly id: string;
  readonly entryNumber: number;
  readonly customerNumber: string;
  readonly documentType: DocumentType;
  readonly documentNumber: string;
  readonly externalDocumentNumber: string;
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate;
  readonly currencyCode: string;
  readonly original: Minor;
  readonly remaining: Minor;
  readonly open: boolean;
  readonly onHold: string;
  readonly disputeStatus: string;
}

export const entryView = (company: Company, entry: LedgerEntry): EntryView => ({
  id: company.world.ids.idOf('ledgerEntry', entry.number),
  entryNumber: entry.number,
  customerNumber: entry.customer.code,
  documentType: entry.documentType,
  documentNumber: entry.documentNumber,
  externalDocumentNumber: entry.externalDocumentNumber,
  postingDate: entry.postingDate,
  dueDate: entry.dueDate,
  currencyCode: entry.currencyCode,
  original: entry.original,
  remaining: entry.remaining,
  open: isOpen(entry),
  onHold: entry.onHold,
  disputeStatus: entry.disputeStatus,
});

export const companyOf = ({ world }: Company) => ({ id: companyId(world), name: world.companyName });
