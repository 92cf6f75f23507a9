import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CalendarDate } from '#kernel';
import { folderLog, memoryLog, type StateLog, writeWhole } from '../kit/state-log.ts';
import type { BankCreditor, BankKeys, BankMandate } from './agreement.ts';
import { buildDay, openingBalance } from './build-day.ts';
import type { BankFaults } from './faults.ts';
import { type BankLedger, ledgerOf } from './ledger.ts';
import { receiveUpload } from './receive-upload.ts';
import { noSealer, pgpSealer, type Sealer } from './seal.ts';
import { type Entry, entrySchema, type Upload } from './entries.ts';
import { apply, type BankState, emptyState, uploadKey } from './state.ts';

export interface RehearsalBankSettings {
  readonly seed: number;
  /** The folder the SFTP server shows. */
  readonly folder: string;
  /** Below it: where the customer lays files, and where answers are laid. Danske Bank: `Outbox` and `Inbox`. */
  readonly outgoingFolder?: string | undefined;
  readonly incomingFolder?: string | undefined;
  /** Where the bank remembers what it did, so that a restart goes on; null forgets. */
  readonly stateFolder: string | null;
  readonly now: () => Date;
  /** The day in Denmark at that instant. */
  readonly today: () => CalendarDate;
  readonly creditor: BankCreditor;
  /** Asked anew for every message. */
  readonly mandates: () => Iterable<BankMandate>;
  /** With keys, files come and go encrypted and signed, and others are refused. */
  readonly openPgp: BankKeys | null;
  /** Must be the same again after a restart. */
  readonly faults?: BankFaults | undefined;
}

export interface RehearsalBank {
  /** Takes complete uploads out of the folder and answers each. Returns how many it took. */
  readonly poll: () => Promise<number>;
  /** Lays out what the bank would send on that day. The same day twice changes nothing. */
  readonly endOfDay: (date: CalendarDate) => Promise<readonly string[]>;
  /** What the bank believes, for comparing. */
  readonly ledger: () => Promise<BankLedger>;
}

/**
 * A bank that collects SEPA direct debits by the specification: checks pain.008 and camt.055, answers with pain.002,
 * settles, tells of it in camt.054 and camt.053, and takes money back.
 *
 * Everything follows from the seed, the messages and the dates; how often it is polled changes nothing. It may be killed
 * at any point: what was begun is finished by the next call.
 */
export function createRehearsalBank(settings: RehearsalBankSettings): RehearsalBank {
  const { seed, creditor, openPgp } = settings;
  const log: StateLog<Entry> =
    settings.stateFolder === null
      ? memoryLog()
      : folderLog(settings.stateFolder, 'bank.jsonl', (value) => entrySchema.parse(value));
  const faults = settings.faults ?? {};
  const fate = { seed, faults, scheme: creditor.scheme };
  const sealer = openPgp === null ? noSealer : pgpSealer(openPgp, settings.now);
  const outgoing = join(settings.folder, settings.outgoingFolder ?? '');
  const incoming = join(settings.folder, settings.incomingFolder ?? '');
  let state: Promise<BankState> | null = null;
  const load = async (): Promise<BankState> => {
    await mkdir(outgoing, { recursive: true });
    await mkdir(incoming, { recursive: true });
    const loaded = emptyState();
    for (const entry of await log.read()) apply(loaded, entry, fate);
    return loaded;
  };
  let turn: Promise<unknown> = Promise.resolve();
  /** One thing at a time: two polls at once would answer the same upload twice. */
  const inTurn = <T>(work: (desk: Desk) => Promise<T>): Promise<T> => {
    const next = turn.then(async () => {
      const known = await (state ??= load());
      const note = async (entry: Entry): Promise<void> => {
        await log.append(entry);
        apply(known, entry, fate);
      };
      return work({ settings, faults, sealer, outgoing, incoming, log, state: known, note });
    });
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    poll: () => inTurn(takeUploads),
    endOfDay: (date) => inTurn((desk) => closeDay(desk, date)),
    ledger: () => inTurn((desk) => Promise.resolve(ledgerOf(desk.state, openingBalance(seed)))),
  };
}

interface Desk {
  readonly settings: RehearsalBankSettings;
  readonly faults: BankFaults;
  readonly sealer: Sealer;
  readonly outgoing: string;
  readonly incoming: string;
  readonly log: StateLog<Entry>;
  readonly state: BankState;
  /** Remembers an entry, then believes it. */
  readonly note: (entry: Entry) => Promise<void>;
}

/** Names that the bank gives itself, and those of files that are still on their way: danske-iso20022.md section 1.2. */
const isNoUpload = (name: string): boolean =>
  name.startsWith('.') ||
  /^(?:PAIN002|CAMT05[34])_\d{8}_/.test(name) ||
  /\.(?:filepart|inprocess|tmp|temp|uploading)$/i.test(name);

async function takeUploads(desk: Desk): Promise<number> {
  // What a killed call had answered but not laid out goes first: the answer must not be lost with the upload.
  await publish(desk, null);
  const entries = await readdir(desk.outgoing, { withFileTypes: true });
  const uploads = entries.filter((entry) => entry.isFile() && !isNoUpload(entry.name));
  for (const { name } of uploads.sort((a, b) => (a.name < b.name ? -1 : 1))) await takeUpload(desk, name);
  // Answered and removed before a kill, but not noted as taken.
  for (const { uploadName, sha256 } of desk.state.open.values()) await desk.note({ kind: 'taken', uploadName, sha256 });
  return uploads.length;
}

async function takeUpload(desk: Desk, uploadName: string): Promise<void> {
  const path = join(desk.outgoing, uploadName);
  const bytes = await readFile(path);
  const upload = { uploadName, sha256: createHash('sha256').update(bytes).digest('hex') };
  if (!desk.state.open.has(uploadKey(upload))) await receive(desk, upload, bytes);
  await publish(desk, null);
  await unlink(path);
  await desk.note({ kind: 'taken', ...upload });
}

async function receive({ settings, sealer, log, state, note }: Desk, upload: Upload, bytes: Buffer): Promise<void> {
  const { creditor, mandates } = settings;
  const today = settings.today();
  const { entry, answer } = await receiveUpload(
    { creditor, mandates, today, now: settings.now(), sealer },
    state,
    upload,
    bytes,
  );
  const serial = `R${String(state.messages.length + 1).padStart(5, '0')}`;
  const name = `PAIN002_${today.replaceAll('-', '')}_${serial}.xml${settings.openPgp === null ? '' : '.pgp'}`;
  await log.stage(name, await sealer.seal(answer, 'good'));
  await note({ ...entry, files: [{ name, publishOn: today, fault: '' }] });
}

async function closeDay(desk: Desk, date: CalendarDate): Promise<readonly string[]> {
  const { settings, faults, state, log, sealer } = desk;
  if (!state.days.has(date)) {
    const { seed, creditor, mandates } = settings;
    const day = buildDay({ seed, faults, creditor, mandates, isSealed: settings.openPgp !== null }, state, date);
    for (const { name, bytes, sealing } of day.files) await log.stage(name, await sealer.seal(bytes, sealing));
    const files = day.files.map(({ name, publishOn, fault }) => ({ name, publishOn, fault }));
    await desk.note({ ...day.entry, files });
  }
  return publish(desk, date);
}

/** Lays out every file whose day has come. Without a date: answers, and what an earlier, killed call did not finish. */
async function publish(desk: Desk, date: CalendarDate | null): Promise<string[]> {
  const until = date ?? [...desk.state.days.keys()].reduce((last, day) => (day > last ? day : last), '');
  const published: string[] = [];
  for (const file of desk.state.files.values()) {
    const isAnswer = /_R\d+\.xml/.test(file.name);
    if (file.isPublished || (!isAnswer && file.publishOn > until)) continue;
    await writeWhole(join(desk.incoming, file.name), await desk.log.staged(file.name));
    await desk.note({ kind: 'published', name: file.name });
    await desk.log.unstage(file.name);
    published.push(file.name);
  }
  return published;
}
