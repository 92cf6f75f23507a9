import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CalendarDate, inCopenhagen } from '#kernel';
import { publish, takeUploads, transferError, type Upload, uploadKey } from '../kit/mailbox.ts';
import { oneAtATime } from '../kit/one-at-a-time.ts';
import { seeded } from '../kit/seeded.ts';
import { folderLog, memoryLog, type StateLog, writeWhole } from '../kit/state-log.ts';
import type { LsAgreement, LsCandidate, LsMandate } from './agreement.ts';
import { answerName, lsMandateFiles, lsPaymentFiles } from './build-day.ts';
import { isLsRecordRefused, type LsFaults } from './faults.ts';
import { judgeDelivery } from './judge-delivery.ts';
import { type LsLedger, lsLedgerOf } from './ledger.ts';
import {
  lsChangesOn,
  lsMandateBook,
  type LsMandateBook,
  type LsMandateRates,
  ordinaryLsMandateRates,
} from './mandate-book.ts';
import type { LsPlannedFact } from './plan-settlement.ts';
import { readLsDelivery } from './read-delivery.ts';
import {
  applyLs,
  dueLsFacts,
  emptyLsState,
  type LsDelivery,
  type LsEntry,
  lsEntrySchema,
  type LsState,
} from './state.ts';
import { type LsDateTotals, writeLsAnswer } from './write-files.ts';

export interface RehearsalLsSettings {
  readonly seed: number;
  /** The folder the SFTP server shows: uploads come here and answers are laid here. */
  readonly folder: string;
  /** Where it remembers what it did, so that a restart goes on; null forgets. */
  readonly stateFolder: string | null;
  readonly now: () => Date;
  /** The day in Denmark at that instant. */
  readonly today: () => CalendarDate;
  readonly agreement: LsAgreement;
  /** Those given before the rehearsal began. */
  readonly mandates: () => Iterable<LsMandate>;
  /** Who may give one by and by; nobody when left out. */
  readonly candidates?: (() => Iterable<LsCandidate>) | undefined;
  /** What is not named keeps its ordinary rate. */
  readonly mandateRates?: Partial<LsMandateRates> | undefined;
  /** Must be the same again after a restart. */
  readonly faults?: LsFaults | undefined;
}

export interface RehearsalLs {
  /** Takes complete uploads out of the folder, and answers each with a 0690. Returns how many it took. */
  readonly poll: () => Promise<number>;
  /** Lays out what would be sent on that day: payments (0602), mandates (30). The same day twice changes nothing. */
  readonly endOfDay: (date: CalendarDate) => Promise<readonly string[]>;
  /** What it believes, for comparing. */
  readonly ledger: () => Promise<LsLedger>;
}

interface Desk {
  readonly settings: RehearsalLsSettings;
  readonly folder: string;
  readonly faults: LsFaults;
  readonly log: StateLog<LsEntry>;
  readonly state: LsState;
  /** Remembers an entry, then believes it. */
  readonly note: (entry: LsEntry) => Promise<void>;
}

/**
 * Leverandørservice at Nets by its specification (nets-formats.md section 11): checks deliveries of material type 40,
 * answers with 0690, settles, sends 0602 and mandate lists.
 *
 * Everything follows from the seed, the deliveries and the dates; how often it is polled changes nothing. It may be
 * killed at any point: what was begun is finished by the next call.
 */
export function createRehearsalLs(settings: RehearsalLsSettings): RehearsalLs {
  const log: StateLog<LsEntry> =
    settings.stateFolder === null
      ? memoryLog()
      : folderLog(settings.stateFolder, 'leverandoerservice.jsonl', (value) => lsEntrySchema.parse(value));
  const faults = settings.faults ?? {};
  let state: Promise<LsState> | null = null;
  const load = async (): Promise<LsState> => {
    await mkdir(settings.folder, { recursive: true });
    const loaded = emptyLsState();
    for (const entry of await log.read()) applyLs(loaded, entry, settings.seed, faults);
    return loaded;
  };
  const turn = oneAtATime();
  const inTurn = <T>(work: (desk: Desk) => Promise<T>): Promise<T> =>
    turn(async () => {
      const known = await (state ??= load());
      const note = async (entry: LsEntry): Promise<void> => {
        await log.append(entry);
        applyLs(known, entry, settings.seed, faults);
      };
      return work({ settings, folder: settings.folder, faults, log, state: known, note });
    });
  return {
    poll: () => inTurn(poll),
    endOfDay: (date) => inTurn((desk) => closeDay(desk, date)),
    ledger: () => inTurn((desk) => Promise.resolve(lsLedgerOf(desk.state))),
  };
}

/** Names it gives itself, and answers of the transfer system. */
const isOurs = (name: string): boolean => /^D\d{10}-/.test(name) || /\.(?:OK|ERROR|REJECTED)$/.test(name);

async function poll(desk: Desk): Promise<number> {
  const taken = await takeUploads(desk, {
    isOurs,
    startsWith: '000',
    receive: (path, upload) => receive(desk, path, upload),
    answer: (upload) => answer(desk, upload),
  });
  await publish(desk, null);
  return taken;
}

const bookOf = ({ settings, state }: Desk): LsMandateBook => lsMandateBook(settings.mandates(), state.changes);

async function receive(desk: Desk, path: string, upload: Upload): Promise<void> {
  const { settings, state } = desk;
  const read = await readLsDelivery(createReadStream(path), settings.agreement);
  const today = settings.today();
  // A test is checked as any other, but nothing comes of it.
  const judged = judgeDelivery(read.payments, read.orders, {
    at: { date: today, time: inCopenhagen(settings.now()).time },
    book: bookOf(desk),
    isStanding: (key) => (state.plans.get(key)?.length ?? 0) > 0,
    isRefused: (payment) => isLsRecordRefused(settings.seed, desk.faults, payment),
  });
  const delivery: LsDelivery = {
    ...upload,
    number: state.deliveries.length,
    receivedOn: today,
    isAccepted: read.findingCount === 0,
    isTest: read.isTest,
    findings: [...read.findings],
    findingCount: read.findingCount,
    recordCount: read.recordCount,
    payments: read.isTest ? [] : [...judged.payments],
    remarks: [...judged.remarks],
    changes: read.isTest ? [] : [...judged.changes],
    renamings: [...judged.renamings],
  };
  await desk.note({ kind: 'delivery', delivery });
}

async function answer(desk: Desk, upload: Upload): Promise<void> {
  const { folder, agreement } = desk.settings;
  const delivery = desk.state.deliveries.findLast((known) => uploadKey(known) === uploadKey(upload));
  if (!delivery) return transferError(desk, upload.uploadName, 'is no delivery');
  if (!delivery.isAccepted) {
    // How a file with faults in its form is refused is not public; the transfer system's own answer stands in.
    const [first] = delivery.findings;
    const what = first ? `line ${first.lineNumber}: ${first.field} "${first.value}" ${first.rule}` : 'is refused';
    return transferError(desk, upload.uploadName, what);
  }
  const bytes = writeLsAnswer({
    agreement,
    creationDate: delivery.receivedOn,
    isTest: delivery.isTest,
    mandates: delivery.changes.length,
    totals: dateTotals(delivery),
    remarks: delivery.remarks,
    renamings: delivery.renamings,
  });
  return writeWhole(join(folder, answerName(delivery.number)), bytes);
}

function dateTotals({ payments }: LsDelivery): LsDateTotals[] {
  const dates = [...new Set(payments.map(({ paymentDate }) => paymentDate))].sort();
  return dates.map((paymentDate) => {
    const of = (direction: 'collect' | 'disburse') =>
      payments.filter((payment) => payment.paymentDate === paymentDate && payment.direction === direction);
    const sum = (direction: 'collect' | 'disburse'): number =>
      of(direction).reduce((total, { amount }) => total + amount, 0);
    return {
      paymentDate,
      collections: of('collect').length,
      collected: sum('collect'),
      disbursements: of('disburse').length,
      disbursed: sum('disburse'),
    };
  });
}

async function closeDay(desk: Desk, date: CalendarDate): Promise<readonly string[]> {
  const { settings, state, faults } = desk;
  if (!state.days.has(date)) {
    const { seed, agreement } = settings;
    const customerOf = toldCustomers(desk);
    const told = dueLsFacts(state, date).map((fact) => ({ fact, customerNumber: customerOf(fact) }));
    const of = { seed, date, agreement, faults };
    const payments = lsPaymentFiles(
      of,
      told.map(({ fact, customerNumber }) => ({ ...fact, customerNumber })),
    );
    const rates = { ...ordinaryLsMandateRates, ...settings.mandateRates };
    const mandates = lsChangesOn(seed, date, rates, bookOf(desk), settings.candidates?.() ?? []);
    const all = [...state.changes, ...mandates];
    const lists = lsMandateFiles(of, all.slice(state.listed), lsMandateBook(settings.mandates(), all));
    const files = [...payments.files, ...lists];
    for (const { name, bytes } of files) await desk.log.stage(name, bytes);
    await desk.note({
      kind: 'day',
      date,
      told: told.map(({ fact: { key, index }, customerNumber }) => ({
        key,
        index,
        fileName: payments.fileName,
        customerNumber,
      })),
      files: files.map(({ name, publishOn, fault }) => ({ name, publishOn, fault })),
      mandates,
    });
  }
  return publish(desk, date);
}

/** The number in the file: the customer's own, or, where the fault says so, another customer's or nobody's. */
function toldCustomers(desk: Desk): (fact: LsPlannedFact) => string {
  const known = [...bookOf(desk).keys()].sort();
  return ({ key, truth, customerNumber }) => {
    const chance = seeded(desk.settings.seed, 'ls told as', key);
    if (truth === 'told with a wrong customer' && known.length > 1) {
      const at = known.indexOf(customerNumber) + chance.between(1, known.length - 1);
      return known[at % known.length] ?? customerNumber;
    }
    if (truth !== 'told with an unknown customer') return customerNumber;
    let number = `UKENDT${chance.digits(5)}`;
    while (known.includes(number)) number = `UKENDT${chance.digits(5)}`;
    return number;
  };
}
