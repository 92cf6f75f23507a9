import type { CalendarDate } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import type { BankCreditor } from './agreement.ts';
import type { DayReport } from './day-reports.ts';
import { type BankFaults, type BankFileFault, faultsOfDay } from './faults.ts';
import type { StateFile } from './entries.ts';
import { addSettlementDays } from './target-calendar.ts';
import { type AccountEntry, writeNotification, writeStatement } from './write-account.ts';

/** How a file is closed when files are encrypted and signed. */
export type Sealing = 'good' | 'stranger' | 'tampered';

export interface DayFile extends StateFile {
  /** Before it is encrypted. */
  readonly bytes: Uint8Array;
  readonly sealing: Sealing;
}

export interface DayContent {
  readonly reports: readonly DayReport[];
  readonly told054: readonly AccountEntry[];
  /** Null when the bank books nothing on that day. */
  readonly onStatement: readonly AccountEntry[] | null;
  /** In cent. */
  readonly opening: number;
  readonly closing: number;
  readonly sequenceNumber: number;
}

export interface DayFiles {
  readonly files: readonly DayFile[];
  /** Where the entries can be read; empty when there are none. */
  readonly notificationName: string;
  /** By message id. */
  readonly reportNames: ReadonlyMap<string, string>;
}

interface FileContext {
  readonly seed: number;
  readonly faults: BankFaults;
  readonly creditor: BankCreditor;
  readonly isSealed: boolean;
}

/** Writes the files of one day, and what the day's faults make of them. Wrong files stand beside right ones. */
export function filesOf(context: FileContext, date: CalendarDate, content: DayContent): DayFiles {
  const { seed, isSealed } = context;
  const struck = faultsOfDay(seed, context.faults, date);
  const later = addSettlementDays(date, seeded(seed, 'later', date).between(1, 3));
  const writer = writerOf(context.creditor, date, content, struck.has('latin1File') ? 'ISO-8859-1' : 'UTF-8');
  const nameOf = (kind: string, serial: string): string => `${kind}_${date.replaceAll('-', '')}_${serial}.xml`;
  const file = (name: string, bytes: Uint8Array, more: Partial<DayFile> = {}): DayFile => ({
    name: isSealed ? `${name}.pgp` : name,
    bytes,
    publishOn: date,
    fault: '',
    sealing: 'good',
    ...more,
  });
  const reports = content.reports.map(({ bytes }, at) => file(nameOf('PAIN002', `S${serialOf(at)}`), bytes));
  const reportNames = new Map(content.reports.map(({ messageId }, at) => [messageId, reports[at]?.name ?? '']));

  const target = content.told054.length > 0 ? 'CAMT054' : 'CAMT053';
  const statements: DayFile[] = [];
  const notifications: DayFile[] = [];
  if (content.onStatement !== null) {
    const hasWrong = struck.has('wrongBalance');
    if (hasWrong) {
      const wrong = writer.statement('001', wrongBy(seed, date));
      statements.push(file(nameOf('CAMT053', '001'), wrong, { fault: 'wrongBalance' }));
    }
    const serial = hasWrong ? '002' : '001';
    const right = file(nameOf('CAMT053', serial), writer.statement(serial, 0), hasWrong ? { publishOn: later } : {});
    statements.push(...(target === 'CAMT053' && !hasWrong ? struckBy(right, nameOf, struck, later, file) : [right]));
  }
  if (content.told054.length > 0) {
    const right = file(nameOf('CAMT054', '001'), writer.notification('001'));
    notifications.push(...struckBy(right, nameOf, struck, later, file));
  }
  const forged = isSealed && content.onStatement !== null ? forgedFiles(struck, writer, nameOf, file) : [];
  return {
    files: [...reports, ...notifications, ...statements, ...forged],
    notificationName:
      notifications.findLast(({ fault }) => fault !== 'doctypeFile' && fault !== 'fileTwice')?.name ?? '',
    reportNames,
  };
}

const serialOf = (at: number): string => String(at + 1).padStart(3, '0');

/** In cent, never zero. */
const wrongBy = (seed: number, date: CalendarDate): number => seeded(seed, 'wrong by', date).between(1, 99_999);

type NameOf = (kind: string, serial: string) => string;
type MakeFile = (name: string, bytes: Uint8Array, more?: Partial<DayFile>) => DayFile;

/** The right file and those beside it. When it breaks off it comes whole later, last in the list. */
function struckBy(
  right: DayFile,
  nameOf: NameOf,
  struck: ReadonlySet<BankFileFault>,
  later: CalendarDate,
  file: MakeFile,
): DayFile[] {
  const kind = right.name.slice(0, 7);
  const { bytes } = right;
  const made: DayFile[] = [];
  if (struck.has('truncatedFile')) {
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6));
    made.push({ ...right, bytes: cut, fault: 'truncatedFile' });
    made.push(file(nameOf(kind, '051'), bytes, { publishOn: later }));
  } else {
    made.push(struck.has('latin1File') ? { ...right, fault: 'latin1File' } : right);
  }
  if (struck.has('fileTwice')) made.push(file(nameOf(kind, '052'), bytes, { fault: 'fileTwice' }));
  if (struck.has('doctypeFile')) made.push(file(nameOf(kind, '053'), withDoctype(bytes), { fault: 'doctypeFile' }));
  return made;
}

/** A declaration of an entity, which no reader of ours may follow. */
function withDoctype(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.indexOf('?>') + 2;
  return Buffer.from(`${text.slice(0, at)}<!DOCTYPE Document [<!ENTITY bank "bank">]>${text.slice(at)}`, 'latin1');
}

/** Files that are not from the bank, or were changed on their way: what they say is not true. */
function forgedFiles(struck: ReadonlySet<BankFileFault>, writer: DayWriter, nameOf: NameOf, file: MakeFile): DayFile[] {
  const made: DayFile[] = [];
  if (struck.has('strangerSigned')) {
    const bytes = writer.forged('061');
    made.push(file(nameOf('CAMT054', '061'), bytes, { fault: 'strangerSigned', sealing: 'stranger' }));
  }
  if (struck.has('tamperedFile')) {
    const bytes = writer.forged('062');
    made.push(file(nameOf('CAMT054', '062'), bytes, { fault: 'tamperedFile', sealing: 'tampered' }));
  }
  return made;
}

interface DayWriter {
  readonly notification: (serial: string) => Uint8Array;
  /** @param addedToClosing in cent: makes the balances disagree */
  readonly statement: (serial: string, addedToClosing: number) => Uint8Array;
  readonly forged: (serial: string) => Uint8Array;
}

function writerOf(
  creditor: BankCreditor,
  date: CalendarDate,
  content: DayContent,
  encoding: 'UTF-8' | 'ISO-8859-1',
): DayWriter {
  const day = date.replaceAll('-', '');
  const of = (kind: string, serial: string, entries: readonly AccountEntry[]) => ({
    creditor,
    reportId: `${kind}${day}${serial}`,
    id: `${kind}${day}`,
    createdAt: `${date}T18:30:00`,
    entries,
    encoding,
  });
  return {
    notification: (serial) => writeNotification(of('NTF', serial, content.told054)),
    statement: (serial, addedToClosing) =>
      writeStatement(of('STM', serial, content.onStatement ?? []), {
        date,
        sequenceNumber: content.sequenceNumber,
        opening: content.opening,
        closing: content.closing + addedToClosing,
      }),
    forged: (serial) => writeNotification(of('NTF', serial, [forgedEntry(date, serial)])),
  };
}

/** Money that never came. */
const forgedEntry = (date: CalendarDate, serial: string): AccountEntry => ({
  amount: 99_999_900,
  status: 'BOOK',
  isReversal: false,
  bookedOn: date,
  valueOn: date,
  reference: `FORGED${date.replaceAll('-', '')}${serial}`,
  code: ['PMNT', 'IDDT', 'ESDD'],
  text: 'Forged',
  batch: null,
  details: [{ reference: `FORGED${serial}`, endToEndId: `FORGED-${serial}`, amount: 99_999_900, debtorName: 'Forger' }],
});
