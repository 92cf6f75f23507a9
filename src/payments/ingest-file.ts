import { sql } from 'kysely';
import type { MandateFact, RemarkFact } from '#channels';
import { read0603, read0621, readReceipt } from '#channels/betalingsservice';
import { readLs0690, readLsMandates } from '#channels/leverandoerservice';
import { detect, headSize, type Vault } from '#files';
import type { applyReceipt as ApplyReceipt } from '#journal';
import { type Moment, type Problem, problem } from '#kernel';
import { takeMandateFacts } from '#mandates';
import { type Actor, type Database, type Tx, updateWithEvents } from '#store';
import { firstBytes } from './fetch-files.ts';
import { type FileRow, findFile, quarantine } from './inbound-file.ts';
import { delimitedIntake, paymentIntakes } from './intake.ts';
import { readingOf } from './reading-settings.ts';
import { ingestList, type ListParts } from './ingest-list.ts';
import { ingestPayments } from './ingest-payments.ts';
import { openSealed, type OpenSealedParts } from './open-sealed.ts';
import { sealedFormat } from './register-file.ts';
import { takeRemarks } from './take-remarks.ts';

export interface IngestParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly moment: Moment;
  readonly by: string;
  readonly applyReceipt: typeof ApplyReceipt;
  /** The transport of an agreement, for files that came sealed and could not be opened at first. */
  readonly transportOf: OpenSealedParts['transportOf'];
  /** Told how many lines of the file are done. */
  readonly progress?: ((lines: number) => void) | undefined;
}

/** `null`: there is nothing to do any more. */
export type IngestOutcome = 'ingested' | 'quarantined' | null;

/**
 * Takes in a registered file by what it is: a receipt is applied, payment information becomes payments to be matched.
 * What we cannot take is kept and set aside, with the reason in the error log.
 *
 * Safe to run again, also after a crash half-way: each receipt and each payment counts once.
 */
export async function ingestFile({ fileId }: { readonly fileId: number }, parts: IngestParts): Promise<IngestOutcome> {
  const file = await findFile(parts.database.db, fileId);
  if (!file || file.state === 'ingested' || file.state === 'quarantined') return null;
  const actor = { by: parts.by, at: parts.moment.at };
  if (file.size > largestFile) return setAside(file, tooLarge(file), actor, parts);
  if (file.format === sealedFormat) return openSealed(file, actor, parts);
  const reading = await readingOf(parts.database.db, file.agreementId);
  const payments = paymentIntakes[file.format]?.(reading) ?? delimitedIntake(file.format, reading);
  if (payments) return ingestPayments(file, payments, { ...parts, actor });
  const takeList = lists[file.format];
  if (takeList) return takeList(file, { ...parts, actor });
  if (receipts.has(file.format)) return ingestReceipt(file, actor, parts);
  return setAside(file, await refusalOf(file, parts.vault), actor, parts);
}

/** About nine million payments; Nets' largest deliveries are far below. */
const largestFile = 1_073_741_824;

/** What comes as a list and is taken in whole: mandates into their journal, remarks to their lines. */
const lists: Readonly<Record<string, (file: FileRow, parts: ListParts) => Promise<IngestOutcome>>> = {
  'nets-0603': (file, parts) => ingestList(file, read0603, mandatesOf(file, parts.actor), parts),
  'ls-30': (file, parts) => ingestList(file, readLsMandates, mandatesOf(file, parts.actor), parts),
  'nets-0621': (file, parts) => ingestList(file, read0621, remarksOf(file, parts.actor), parts),
  'ls-0690': (file, parts) => ingestList(file, readLs0690, remarksOf(file, parts.actor), parts),
};

const mandatesOf = (file: FileRow, actor: Actor) => (tx: Tx, facts: readonly MandateFact[]) =>
  takeMandateFacts(tx, file, facts, actor);

const remarksOf = (file: FileRow, actor: Actor) => (tx: Tx, facts: readonly RemarkFact[]) =>
  takeRemarks(tx, file, facts, actor);

const receipts: ReadonlySet<string> = new Set(['nets-t', 'nets-v', 'nets-f']);

async function ingestReceipt(file: FileRow, actor: Actor, parts: IngestParts): Promise<IngestOutcome> {
  const blocks: Buffer[] = [];
  let size = 0;
  for await (const block of parts.vault.open(file.sha256)) {
    size += block.length;
    if (size > largestReceipt) return setAside(file, tooLarge(file, largestReceipt), actor, parts);
    blocks.push(block);
  }
  const receipt = readReceipt(Buffer.concat(blocks), file.fileName);
  if (!receipt.ok) return setAside(file, receipt.error, actor, parts);
  await parts.database.db.transaction().execute(async (tx) => {
    const where = sql`r.id = ${file.id} and r.state = 'received'`;
    const moved = await updateWithEvents(tx, 'inbound_file', { state: 'ingested' }, where, 'ingest', actor);
    if (moved.length > 0) await parts.applyReceipt(tx, file, receipt.value, parts);
  });
  return 'ingested';
}

/** A receipt is a page of text. */
const largestReceipt = 1_048_576;

async function setAside(
  file: FileRow,
  found: Problem,
  actor: Actor,
  { database }: IngestParts,
): Promise<IngestOutcome> {
  await database.db.transaction().execute((tx) => quarantine(tx, file, [found], actor));
  return 'quarantined';
}

/** Deliveries and archives that we know by sight but do not take in: they are kept, and named. */
async function refusalOf({ fileName, sha256, size }: FileRow, vault: Vault): Promise<Problem> {
  if (size === 0) return problem('FILE_EMPTY', { fileName });
  const head = await firstBytes(vault.openRange(sha256, 0, Math.min(size, headSize)));
  const beginning = head
    .subarray(0, 40)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '.');
  return problem('FILE_UNKNOWN', { fileName, startsWith: `${detect(head).name}: ${beginning}` });
}

const tooLarge = ({ fileName, size }: FileRow, limit = largestFile): Problem =>
  problem('FILE_TOO_LARGE', { fileName, size, limit });
