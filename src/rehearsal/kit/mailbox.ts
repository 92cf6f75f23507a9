import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { calendarDate, type CalendarDate } from '#kernel';
import { z } from 'zod';
import { type StateLog, writeWhole } from './state-log.ts';

/** A day in a log; read back as the kernel's own type. */
export const day = z.string().transform((text, context): CalendarDate => {
  const read = calendarDate(text);
  if (read.ok) return read.value;
  context.addIssue(read.error);
  return z.NEVER;
});

export const stateFile = z.object({
  name: z.string(),
  publishOn: day,
  /** What is wrong with it, for whoever compares; empty for a good file. */
  fault: z.string(),
});
export type StateFile = z.infer<typeof stateFile>;

/** A file and the bytes it will hold. */
export interface DayFile extends StateFile {
  readonly bytes: Buffer;
}

/** What happens to the files of a mailbox: part of every counterpart's log. */
export const unreadableEntry = z.object({ kind: z.literal('unreadable'), uploadName: z.string(), sha256: z.string() });
export const answeredEntry = z.object({ kind: z.literal('answered'), uploadName: z.string(), sha256: z.string() });
export const takenEntry = z.object({ kind: z.literal('taken'), uploadName: z.string(), sha256: z.string() });
export const publishedEntry = z.object({ kind: z.literal('published'), name: z.string() });

export type MailboxEntry =
  | z.infer<typeof unreadableEntry>
  | z.infer<typeof answeredEntry>
  | z.infer<typeof takenEntry>
  | z.infer<typeof publishedEntry>;

export interface Upload {
  readonly uploadName: string;
  readonly sha256: string;
}

export const uploadKey = ({ uploadName, sha256 }: Upload): string => `${sha256} ${uploadName}`;

export interface MailboxState {
  /** Uploads that were read but may still lie in the folder, by name and hash, and whether they were answered. */
  readonly open: Map<string, Upload & { readonly isAnswered: boolean }>;
  readonly files: Map<string, StateFile & { isPublished: boolean }>;
  readonly days: Set<CalendarDate>;
}

export const emptyMailbox = (): MailboxState => ({ open: new Map(), files: new Map(), days: new Set() });

/** An upload that was read is open until it was answered and taken away. */
export function openUpload(state: MailboxState, { uploadName, sha256 }: Upload, isAnswered: boolean): void {
  state.open.set(uploadKey({ uploadName, sha256 }), { uploadName, sha256, isAnswered });
}

export function applyMailbox(state: MailboxState, entry: MailboxEntry): void {
  if (entry.kind === 'published') {
    const found = state.files.get(entry.name);
    if (found) found.isPublished = true;
  } else if (entry.kind === 'taken') state.open.delete(uploadKey(entry));
  else openUpload(state, entry, entry.kind === 'answered');
}

export interface MailboxDesk {
  readonly folder: string;
  readonly log: Pick<StateLog<unknown>, 'staged' | 'unstage'>;
  readonly state: MailboxState;
  /** Remembers an entry, then believes it. */
  readonly note: (entry: MailboxEntry) => Promise<void>;
}

export interface UploadHandling {
  /** Names of files that the counterpart laid out itself. */
  readonly isOurs: (name: string) => boolean;
  /** How a delivery it understands begins; anything else is noted as unreadable. */
  readonly startsWith: string;
  /** Reads the upload and notes what it holds. */
  readonly receive: (path: string, upload: Upload) => Promise<void>;
  /** Lays out the answer; the same again after a kill. */
  readonly answer: (upload: Upload) => Promise<void>;
}

/** Takes every complete upload: received once, answered once, then gone. What a killed call began is finished. */
export async function takeUploads(desk: MailboxDesk, handling: UploadHandling): Promise<number> {
  const entries = await readdir(desk.folder, { withFileTypes: true });
  const isUpload = (name: string): boolean => !name.startsWith('.') && !handling.isOurs(name);
  const uploads = entries.filter((entry) => entry.isFile() && isUpload(entry.name)).map(({ name }) => name);
  for (const name of uploads.sort()) await takeUpload(desk, name, handling);
  // Answered and removed before a kill, but not noted as taken.
  for (const { uploadName, sha256, isAnswered } of desk.state.open.values()) {
    if (isAnswered) await desk.note({ kind: 'taken', uploadName, sha256 });
  }
  return uploads.length;
}

async function takeUpload(desk: MailboxDesk, uploadName: string, handling: UploadHandling): Promise<void> {
  const path = join(desk.folder, uploadName);
  const { sha256, isDelivery } = await lookAt(path, handling.startsWith);
  const upload = { uploadName, sha256 };
  if (!desk.state.open.has(uploadKey(upload))) {
    if (isDelivery) await handling.receive(path, upload);
    else await desk.note({ kind: 'unreadable', ...upload });
  }
  if (!desk.state.open.get(uploadKey(upload))?.isAnswered) {
    await handling.answer(upload);
    await desk.note({ kind: 'answered', ...upload });
  }
  await unlink(path);
  await desk.note({ kind: 'taken', ...upload });
}

async function lookAt(
  path: string,
  startsWith: string,
): Promise<{ readonly sha256: string; readonly isDelivery: boolean }> {
  const hash = createHash('sha256');
  let start = '';
  const bytes: AsyncIterable<Buffer> = createReadStream(path);
  for await (const chunk of bytes) {
    hash.update(chunk);
    if (start.length < startsWith.length) start += chunk.subarray(0, startsWith.length).toString('latin1');
  }
  return { sha256: hash.digest('hex'), isDelivery: start.startsWith(startsWith) };
}

/** What the transfer system itself says of a file it does not understand; its words are not public. */
export function transferError({ folder }: Pick<MailboxDesk, 'folder'>, uploadName: string, why: string): Promise<void> {
  const text = `Return code: 8\r\nValidation error: ${uploadName} ${why}\r\n`;
  return writeWhole(join(folder, `${uploadName}.ERROR`), Buffer.from(text, 'latin1'));
}

/** Lays out every file whose day has come. Without a date: what an earlier, killed call did not finish. */
export async function publish({ folder, log, state, note }: MailboxDesk, date: CalendarDate | null): Promise<string[]> {
  const until = date ?? [...state.days].reduce((last, known) => (known > last ? known : last), '');
  const published: string[] = [];
  for (const file of state.files.values()) {
    if (file.isPublished || file.publishOn > until) continue;
    await writeWhole(join(folder, file.name), await log.staged(file.name));
    await note({ kind: 'published', name: file.name });
    await log.unstage(file.name);
    published.push(file.name);
  }
  return published;
}
