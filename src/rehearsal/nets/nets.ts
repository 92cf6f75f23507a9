import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CalendarDate, inCopenhagen } from '#kernel';
import { type DayFile, publish, takeUploads, transferError, type Upload, uploadKey } from '../kit/mailbox.ts';
import { oneAtATime } from '../kit/one-at-a-time.ts';
import { seeded } from '../kit/seeded.ts';
import { folderLog, memoryLog, type StateLog, writeWhole } from '../kit/state-log.ts';
import type { NetsAgreement, NetsMandate } from './agreement.ts';
import { buildDay } from './build-day.ts';
import { informationFiles, mandateFiles } from './build-lists.ts';
import { faultsOfFile, isRecordRefused, type NetsFaults } from './faults.ts';
import { ledgerOf, type NetsLedger } from './ledger.ts';
import {
  changesOn,
  customerKey,
  electronicSlips,
  mandateBook,
  type MandateBook,
  type MandateCandidate,
  type MandateChange,
  type MandateRates,
  ordinaryMandateRates,
} from './mandate-book.ts';
import type { PlannedFact } from './plan-settlement.ts';
import { type DeliveryRead, readDelivery } from './read-delivery.ts';
import type { ReadingContext } from './reading.ts';
import { deliveryReceipt, transmissionIdOf, transmissionReceipt } from './receipts.ts';
import {
  apply,
  type Delivery,
  dueFacts,
  emptyState,
  type Entry,
  entrySchema,
  type NetsState,
  slipCustomers,
} from './state.ts';

export interface RehearsalNetsSettings {
  readonly seed: number;
  /** The folder the SFTP server shows: uploads come here and answers are laid here. */
  readonly folder: string;
  /** Where Nets remembers what it did, so that a restart goes on; null forgets. */
  readonly stateFolder: string | null;
  readonly now: () => Date;
  /** The day in Denmark at that instant. */
  readonly today: () => CalendarDate;
  readonly agreement: NetsAgreement;
  /** Those given before the rehearsal began. Asked anew for every delivery; null when no mandates are known. */
  readonly mandates: () => Iterable<NetsMandate> | null;
  /** Must be the same again after a restart. */
  readonly faults?: NetsFaults | undefined;
  /** Deliveries 0603 and 0621 are ordered, and mandates come and go; left out: none of it. */
  readonly information?: NetsInformation | undefined;
}

export interface NetsInformation {
  /** Who may give a mandate; those who have one already are passed over. */
  readonly candidates: () => Iterable<MandateCandidate>;
  /** What is not named keeps its ordinary rate. */
  readonly rates?: Partial<MandateRates> | undefined;
}

export interface RehearsalNets {
  /** Takes complete uploads out of the folder, and answers each with a T and a V file. Returns how many it took. */
  readonly poll: () => Promise<number>;
  /** Lays out what Nets would send on that day. The same day twice changes nothing. */
  readonly endOfDay: (date: CalendarDate) => Promise<readonly string[]>;
  /** What Nets believes, for comparing. */
  readonly ledger: () => Promise<NetsLedger>;
}

/**
 * Betalingsservice at Nets by its specification: checks deliveries 0601, answers with receipts, settles, sends 0602;
 * and, where they are ordered, the lists 0603 (mandates) and 0621 (what was registered, what was refused).
 *
 * Everything follows from the seed, the deliveries and the dates; how often it is polled changes nothing. It may be
 * killed at any point: what was begun is finished by the next call.
 */
export function createRehearsalNets(settings: RehearsalNetsSettings): RehearsalNets {
  const log: StateLog<Entry> =
    settings.stateFolder === null
      ? memoryLog()
      : folderLog(settings.stateFolder, 'nets.jsonl', (value) => entrySchema.parse(value));
  const faults = settings.faults ?? {};
  let state: Promise<NetsState> | null = null;
  const load = async (): Promise<NetsState> => {
    await mkdir(settings.folder, { recursive: true });
    const loaded = emptyState();
    for (const entry of await log.read()) apply(loaded, entry, settings.seed, faults);
    return loaded;
  };
  // Two polls at once would answer the same upload twice.
  const turn = oneAtATime();
  const inTurn = <T>(work: (desk: Desk) => Promise<T>): Promise<T> =>
    turn(async () => {
      const known = await (state ??= load());
      const note = async (entry: Entry): Promise<void> => {
        await log.append(entry);
        apply(known, entry, settings.seed, faults);
      };
      return work({ settings, folder: settings.folder, faults, log, state: known, note });
    });
  return {
    poll: () => inTurn(poll),
    endOfDay: (date) => inTurn((desk) => closeDay(desk, date)),
    ledger: () => inTurn((desk) => Promise.resolve(ledgerOf(desk.state))),
  };
}

interface Desk {
  readonly settings: RehearsalNetsSettings;
  readonly folder: string;
  readonly faults: NetsFaults;
  readonly log: StateLog<Entry>;
  readonly state: NetsState;
  /** Remembers an entry, then believes it. */
  readonly note: (entry: Entry) => Promise<void>;
}

/** Names that Nets gives itself, and answers of the transfer system. */
const isOurs = (name: string): boolean => /^[TVFDZ]\d/.test(name) || /\.(?:OK|ERROR|REJECTED)$/.test(name);

async function poll(desk: Desk): Promise<number> {
  const taken = await takeUploads(desk, {
    isOurs,
    startsWith: 'BS002',
    receive: (path, upload) => receive(desk, path, upload),
    answer: (upload) => answer(desk, upload),
  });
  await publish(desk, null);
  return taken;
}

async function receive(desk: Desk, path: string, upload: Upload): Promise<void> {
  const { settings, state } = desk;
  const read = await readDelivery(createReadStream(path), contextOf(desk));
  const assignedNumber = `37${String(state.deliveries.length).padStart(8, '0')}`;
  const delivery = deliveryOf(read, {
    ...upload,
    assignedNumber,
    receivedOn: settings.today(),
    receivedAt: clockTime(settings.now()),
  });
  await desk.note({ kind: 'delivery', delivery, collections: [...read.collections] });
}

function contextOf({ settings, state, faults }: Desk): ReadingContext {
  const known = settings.mandates();
  const book = mandateBook(known ?? [], state.mandateChanges);
  return {
    agreement: settings.agreement,
    at: { date: settings.today(), time: inCopenhagen(settings.now()).time },
    mandateOf: (debtorGroup, customerNumber, stated) => {
      const list = book.get(customerKey(debtorGroup, customerNumber)) ?? [];
      return list.find(({ mandateNumber }) => mandateNumber === stated) ?? list.at(-1) ?? null;
    },
    knowsMandates: known !== null,
    isDelivered: (key) => state.plans.has(key),
    isNumberUsed: (deliveryId) => state.numbersUsed.has(deliveryId),
    informs: settings.information !== undefined,
    isRefused: (collection) => isRecordRefused(settings.seed, faults, collection),
  };
}

const deliveryOf = (
  read: DeliveryRead,
  known: Pick<Delivery, 'uploadName' | 'sha256' | 'assignedNumber' | 'receivedOn' | 'receivedAt'>,
): Delivery => ({
  ...known,
  deliveryId: read.deliveryId,
  isAccepted: read.isAccepted,
  findings: [...read.findings],
  findingCount: read.findingCount,
  recordCount: read.recordCount,
  sections: read.counts.sections,
  names: read.counts.count022,
  amounts: read.counts.count042,
  texts: read.counts.count052,
  net: read.counts.net,
  refused: [...read.refused],
  dateTotals: [...read.dateTotals],
});

async function answer(desk: Desk, upload: Upload): Promise<void> {
  const { folder, agreement } = desk.settings;
  const delivery = desk.state.deliveries.findLast((known) => uploadKey(known) === uploadKey(upload));
  if (!delivery) return transferError(desk, upload.uploadName, 'is no delivery');
  const facts = {
    ...delivery,
    agreement,
    at: { date: delivery.receivedOn, time: delivery.receivedAt },
    total: Math.abs(delivery.net),
    transmissionId: transmissionIdOf(delivery.assignedNumber),
  };
  await writeWhole(join(folder, `T${delivery.assignedNumber}.${agreement.subsystem}`), transmissionReceipt(facts));
  await writeWhole(join(folder, `V${delivery.assignedNumber}-601.${agreement.subsystem}`), deliveryReceipt(facts));
}

/** `hhmmss` in Denmark. */
const clockTime = (now: Date): string =>
  `${inCopenhagen(now).time.replace(':', '')}${String(now.getUTCSeconds()).padStart(2, '0')}`;

async function closeDay(desk: Desk, date: CalendarDate): Promise<readonly string[]> {
  const { settings, state } = desk;
  if (!state.days.has(date)) {
    const facts = dueFacts(state, date);
    const customerOf = toldCustomers(desk);
    const told = facts.map((fact) => ({ fact, customerNumber: customerOf(fact) }));
    const records = told.map(({ fact, customerNumber }) => ({ ...fact.record, customerNumber }));
    const struck = faultsOfFile(settings.seed, desk.faults, date);
    const { seed, agreement } = settings;
    const day = records.length > 0 ? buildDay({ seed, agreement, date }, records, struck) : null;
    const lists = listsOf(desk, date);
    const files = [...(day?.files ?? []), ...lists.files];
    for (const { name, bytes } of files) await desk.log.stage(name, bytes);
    await desk.note({
      kind: 'day',
      date,
      told: told.map(({ fact, customerNumber }, at) => ({
        key: fact.key,
        index: fact.index,
        fileName: day?.fileName ?? '',
        customerNumber,
        isUnreadable: day?.unreadableAt === at,
      })),
      files: files.map(({ name, publishOn, fault }) => ({ name, publishOn, fault })),
      mandates: lists.mandates,
      informed: lists.informed,
    });
  }
  return publish(desk, date);
}

interface Lists {
  readonly files: DayFile[];
  readonly mandates: MandateChange[];
  readonly informed: string[];
}

/** What happens to mandates on that day, and the lists that tell of it and of the deliveries of the days before. */
function listsOf({ settings, state, faults }: Desk, date: CalendarDate): Lists {
  const { seed, agreement, information } = settings;
  if (!information) return { files: [], mandates: [], informed: [] };
  const before = mandateBook(settings.mandates() ?? [], state.mandateChanges);
  const mandates = changesOn({
    seed,
    date,
    kind: agreement.kind,
    rates: { ...ordinaryMandateRates, ...information.rates },
    book: before,
    candidates: information.candidates(),
    slips: slipCustomers(state),
  });
  const after: MandateBook = mandateBook(settings.mandates() ?? [], [...state.mandateChanges, ...mandates]);
  const slips = [...state.mandateChanges, ...mandates].filter(({ mandateNumber }) => mandateNumber === electronicSlips);
  const news = state.deliveries.filter(
    ({ isAccepted, receivedOn, assignedNumber }) =>
      isAccepted && receivedOn <= date && !state.informed.has(assignedNumber),
  );
  const of = { seed, date, agreement, faults };
  return {
    files: [...mandateFiles(of, mandates, after, slips), ...informationFiles(of, news)],
    mandates,
    informed: news.map(({ assignedNumber }) => assignedNumber),
  };
}

/** The number in the file: the customer's own, or, where the fault says so, another customer's or nobody's. */
function toldCustomers({ settings, state }: Desk): (fact: PlannedFact) => string {
  const sorted = new Map<string, readonly string[]>();
  const customersOf = (group: string): readonly string[] => {
    const found = sorted.get(group) ?? [...(state.customers.get(group) ?? [])].sort();
    sorted.set(group, found);
    return found;
  };
  return ({ key, truth, record }) => {
    const isWrong = truth === 'told with a wrong customer';
    if (!isWrong && truth !== 'told with an unknown customer') return record.customerNumber;
    const known = customersOf(record.debtorGroup);
    const chance = seeded(settings.seed, 'told as', key);
    if (isWrong && known.length > 1) {
      // Any but the own: so many places further round the sorted row.
      const at = known.indexOf(record.customerNumber) + chance.between(1, known.length - 1);
      return known[at % known.length] ?? record.customerNumber;
    }
    let number = `UKENDT${chance.digits(5)}`;
    while (known.includes(number)) number = `UKENDT${chance.digits(5)}`;
    return number;
  };
}
