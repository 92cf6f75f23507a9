import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type CalendarDate, inCopenhagen } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import type { NetsAgreement, NetsMandate } from './agreement.ts';
import { buildDay } from './build-day.ts';
import { faultsOfFile, type NetsFaults } from './faults.ts';
import { ledgerOf, type NetsLedger } from './ledger.ts';
import type { PlannedFact } from './plan-settlement.ts';
import { type DeliveryRead, readDelivery } from './read-delivery.ts';
import { customerNumberOf, type ReadingContext } from './reading.ts';
import { deliveryReceipt, transmissionIdOf, transmissionReceipt } from './receipts.ts';
import {
  apply,
  type Delivery,
  dueFacts,
  emptyState,
  type Entry,
  type NetsState,
  type Upload,
  uploadKey,
} from './state.ts';
import { folderLog, memoryLog, type StateLog, writeWhole } from './state-log.ts';

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
  /** Asked anew for every delivery; null when no mandates are known. */
  readonly mandates: () => Iterable<NetsMandate> | null;
  /** Must be the same again after a restart. */
  readonly faults?: NetsFaults | undefined;
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
 * Betalingsservice at Nets by its specification: checks deliveries 0601, answers with receipts, settles, sends 0602.
 *
 * Everything follows from the seed, the deliveries and the dates; how often it is polled changes nothing. It may be
 * killed at any point: what was begun is finished by the next call.
 */
export function createRehearsalNets(settings: RehearsalNetsSettings): RehearsalNets {
  const log = settings.stateFolder === null ? memoryLog() : folderLog(settings.stateFolder);
  const faults = settings.faults ?? {};
  let state: Promise<NetsState> | null = null;
  const load = async (): Promise<NetsState> => {
    await mkdir(settings.folder, { recursive: true });
    const loaded = emptyState();
    for (const entry of await log.read()) apply(loaded, entry, settings.seed, faults);
    return loaded;
  };
  let turn: Promise<unknown> = Promise.resolve();
  /** One thing at a time: two polls at once would answer the same upload twice. */
  const inTurn = <T>(work: (desk: Desk) => Promise<T>): Promise<T> => {
    const next = turn.then(async () => {
      const known = await (state ??= load());
      const note = async (entry: Entry): Promise<void> => {
        await log.append(entry);
        apply(known, entry, settings.seed, faults);
      };
      return work({ settings, faults, log, state: known, note });
    });
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    poll: () => inTurn(takeUploads),
    endOfDay: (date) => inTurn((desk) => closeDay(desk, date)),
    ledger: () => inTurn((desk) => Promise.resolve(ledgerOf(desk.state))),
  };
}

interface Desk {
  readonly settings: RehearsalNetsSettings;
  readonly faults: NetsFaults;
  readonly log: StateLog;
  readonly state: NetsState;
  /** Remembers an entry, then believes it. */
  readonly note: (entry: Entry) => Promise<void>;
}

/** Names that Nets gives itself, and answers of the transfer system. */
const isOurs = (name: string): boolean => /^[TVFDZ]\d/.test(name) || /\.(?:OK|ERROR|REJECTED)$/.test(name);

async function takeUploads(desk: Desk): Promise<number> {
  const { folder } = desk.settings;
  const entries = await readdir(folder, { withFileTypes: true });
  const uploads = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !isOurs(entry.name));
  for (const { name } of uploads.sort((a, b) => (a.name < b.name ? -1 : 1))) await takeUpload(desk, name);
  // Answered and removed before a kill, but not noted as taken.
  for (const { uploadName, sha256, isAnswered } of desk.state.open.values()) {
    if (isAnswered) await desk.note({ kind: 'taken', uploadName, sha256 });
  }
  await publish(desk, null);
  return uploads.length;
}

async function takeUpload(desk: Desk, uploadName: string): Promise<void> {
  const path = join(desk.settings.folder, uploadName);
  const { sha256, startsAs0601 } = await lookAt(path);
  const upload = { uploadName, sha256 };
  if (!desk.state.open.has(uploadKey(upload))) {
    if (startsAs0601) await receive(desk, path, upload);
    else await desk.note({ kind: 'unreadable', ...upload });
  }
  if (!desk.state.open.get(uploadKey(upload))?.isAnswered) {
    await answer(desk, upload);
    await desk.note({ kind: 'answered', ...upload });
  }
  await unlink(path);
  await desk.note({ kind: 'taken', ...upload });
}

async function lookAt(path: string): Promise<{ readonly sha256: string; readonly startsAs0601: boolean }> {
  const hash = createHash('sha256');
  let start = '';
  const bytes: AsyncIterable<Buffer> = createReadStream(path);
  for await (const chunk of bytes) {
    hash.update(chunk);
    if (start.length < 5) start += chunk.subarray(0, 5).toString('latin1');
  }
  return { sha256: hash.digest('hex'), startsAs0601: start.startsWith('BS002') };
}

async function receive(desk: Desk, path: string, upload: Upload): Promise<void> {
  const { settings, state } = desk;
  const read = await readDelivery(createReadStream(path), contextOf(settings, state));
  const assignedNumber = `37${String(state.deliveries.length).padStart(8, '0')}`;
  const delivery = deliveryOf(read, {
    ...upload,
    assignedNumber,
    receivedOn: settings.today(),
    receivedAt: clockTime(settings.now()),
  });
  await desk.note({ kind: 'delivery', delivery, collections: [...read.collections] });
}

function contextOf(settings: RehearsalNetsSettings, state: NetsState): ReadingContext {
  const known = settings.mandates();
  const mandates = new Map<string, NetsMandate>();
  for (const mandate of known ?? []) {
    mandates.set(`${mandate.debtorGroup}/${customerNumberOf(mandate.customerNumber) ?? ''}`, mandate);
  }
  return {
    agreement: settings.agreement,
    at: { date: settings.today(), time: inCopenhagen(settings.now()).time },
    mandateOf: (debtorGroup, customerNumber) => mandates.get(`${debtorGroup}/${customerNumber}`) ?? null,
    knowsMandates: known !== null,
    isDelivered: (key) => state.plans.has(key),
    isNumberUsed: (deliveryId) => state.numbersUsed.has(deliveryId),
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
});

async function answer(desk: Desk, upload: Upload): Promise<void> {
  const { folder, agreement } = desk.settings;
  const delivery = desk.state.deliveries.findLast((known) => uploadKey(known) === uploadKey(upload));
  if (!delivery) {
    // What the transfer system itself says of a file it does not understand; its words are not public.
    const text = `Return code: 8\r\nValidation error: ${upload.uploadName} is no delivery\r\n`;
    await writeWhole(join(folder, `${upload.uploadName}.ERROR`), Buffer.from(text, 'latin1'));
    return;
  }
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
    for (const { name, bytes } of day?.files ?? []) await desk.log.stage(name, bytes);
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
      files: (day?.files ?? []).map(({ name, publishOn, fault }) => ({ name, publishOn, fault })),
    });
  }
  return publish(desk, date);
}

/** Lays out every file whose day has come. Without a date: what an earlier, killed call did not finish. */
async function publish(desk: Desk, date: CalendarDate | null): Promise<string[]> {
  const until = date ?? [...desk.state.days].reduce((last, day) => (day > last ? day : last), '');
  const published: string[] = [];
  for (const file of desk.state.files.values()) {
    if (file.isPublished || file.publishOn > until) continue;
    await writeWhole(join(desk.settings.folder, file.name), await desk.log.staged(file.name));
    await desk.note({ kind: 'published', name: file.name });
    await desk.log.unstage(file.name);
    published.push(file.name);
  }
  return published;
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
