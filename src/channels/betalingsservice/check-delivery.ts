import { type CalendarDate, type Problem, problem } from '#kernel';
import { lineBlocks, printable } from '#schemas/kit';
import {
  type DeliveryCounts,
  start0601,
  start0602,
  type TallyFinding,
  tallyDelivery,
  type WalkedLine,
  walkDelivery,
} from '#schemas/nets';
import { lineText, unreadable as unreadableFields } from '../nets/unreadable.ts';

export interface DeliveryHeader {
  readonly dataSupplierNumber: string;
  readonly subsystem: string;
  /** The delivery's serial number; with the type the natural key against taking the same delivery twice. */
  readonly deliveryNumber: string;
  readonly creationDate: CalendarDate | null;
}

export interface CheckedDelivery {
  readonly deliveryType: '0601' | '0602';
  /** False: nothing of the file may be settled, `fatal` says why. */
  readonly isSound: boolean;
  readonly header: DeliveryHeader | null;
  readonly counts: DeliveryCounts;
  /** Records that are counted and cannot be read: `read0602` sets them aside, with a problem each. */
  readonly unreadable: number;
  readonly fatal: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export type Checked0601 = CheckedDelivery & { readonly deliveryType: '0601' };
export type Checked0602 = CheckedDelivery & { readonly deliveryType: '0602' };

/** A broken file may be broken on every line; this many problems tell enough. */
const mostProblems = 100;

/**
 * Reads payment information (0602) once, counts it and compares with 092 and 992. A file whose totals are wrong settles
 * nothing. Keeps nothing in memory but the problems.
 *
 * The amount is the sum of positions 116-128. Where only the sum of 57-69 agrees, and every difference is a rejected or
 * cancelled collection that was never paid, that is a warning (nets-formats.md 4.5 and 16.11).
 */
export async function check0602(source: AsyncIterable<Uint8Array>, fileName: string): Promise<Checked0602> {
  return { ...(await checkDelivery('0602', source, fileName)), deliveryType: '0602' };
}

/** The same for a delivery of our own (0601). */
export async function check0601(source: AsyncIterable<Uint8Array>, fileName: string): Promise<Checked0601> {
  return { ...(await checkDelivery('0601', source, fileName)), deliveryType: '0601' };
}

async function checkDelivery(
  deliveryType: '0601' | '0602',
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): Promise<CheckedDelivery> {
  const found: Found = {
    deliveryType,
    fileName,
    header: null,
    isStarted: false,
    unreadable: 0,
    fatal: [],
    warnings: [],
  };
  const tally = tallyDelivery((finding) => takeFinding(found, finding));
  const walk = walkDelivery();
  let size = 0;
  for await (const block of lineBlocks(source)) {
    size += block.bytes.length;
    walk.through(block, (line) => {
      if (line.counts === null) takeFrame(found, line);
      else if (!isReadable(line)) found.unreadable += 1;
      tally.take(line);
    });
  }
  tally.end();
  const { header, unreadable, fatal, warnings } = found;
  if (size === 0) fatal.unshift(problem('FILE_EMPTY', { fileName }));
  return { deliveryType, isSound: fatal.length === 0, header, counts: tally.counted(), unreadable, fatal, warnings };
}

/** Records of a section we do not know are not ours to read: its start is told, and its own total believed. */
function isReadable(line: WalkedLine): boolean {
  if (line.layout === null) return line.section === null;
  return !line.isOverlong && line.layout.isReadable(line.bytes, line.text, line.start);
}

interface Found {
  readonly deliveryType: '0601' | '0602';
  readonly fileName: string;
  header: DeliveryHeader | null;
  isStarted: boolean;
  unreadable: number;
  readonly fatal: Problem[];
  readonly warnings: Problem[];
}

function takeFrame(found: Found, line: WalkedLine): void {
  if (found.isStarted || line.kind === 'blank' || line.kind === 'wrapper') return;
  found.isStarted = true;
  const { fileName } = found;
  if (line.kind !== 'deliveryStart' || line.delivery?.type !== found.deliveryType) {
    found.fatal.push(problem('FILE_UNKNOWN', { fileName, startsWith: printable(lineText(line), 40) }));
    return;
  }
  const start = (found.deliveryType === '0601' ? start0601 : start0602).parse(lineText(line));
  if (!start.ok) {
    found.fatal.push(...unreadableFields(line, fileName));
    return;
  }
  const { dataSupplierNo, subsystem, deliveryId, creationDate } = start.value;
  found.header = { dataSupplierNumber: dataSupplierNo, subsystem, deliveryNumber: deliveryId, creationDate };
}

function takeFinding(found: Found, finding: TallyFinding): void {
  const { fileName } = found;
  if (finding.what === 'incomplete') {
    const { lineNumber, expected } = finding;
    if (found.fatal.length < mostProblems) {
      found.fatal.push(problem('FILE_INCOMPLETE', { fileName, lineNumber, expected }));
    }
    return;
  }
  const { lineNumber, record, field, stated, counted } = finding;
  const wrong = problem('TOTALS_WRONG', { fileName, lineNumber, field: `${record}.${field}`, stated, counted });
  const into = finding.severity === 'warning' ? found.warnings : found.fatal;
  if (into.length < mostProblems) into.push(wrong);
}
