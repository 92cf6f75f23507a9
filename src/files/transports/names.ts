import { problem, ProblemError } from '#kernel';
import type { Listing, RemoteFile } from './transport.ts';

const plainName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/**
 * Whether a name is one we take from another party: letters, digits, point, underscore and hyphen, no leading point.
 *
 * A name is only ever used to ask for the file again and to show it. It never becomes a path on our own disk.
 */
export const isPlainName = (name: string): boolean => plainName.test(name);

/** The name a file has while it is being written. Receivers leave names with a leading point alone. */
export const temporaryNameOf = (name: string): string => `.${name}.tmp`;

/**
 * The same for receivers that go by the extension alone: Danske Bank leaves files alone whose names end in `.filepart`,
 * `.inprocess`, `.tmp`, `.temp` or `.uploading` (danske-iso20022.md section 1.2).
 */
export const temporaryExtensions = ['.filepart', '.inprocess', '.tmp', '.temp', '.uploading'] as const;
export type TemporaryExtension = (typeof temporaryExtensions)[number];

/** How a transport names its temporary files: by the extension that was agreed, or by a leading point. */
export const temporaryNames =
  (extension: TemporaryExtension | undefined): ((name: string) => string) =>
  (name) =>
    extension === undefined ? temporaryNameOf(name) : `${name}${extension}`;

/** Throws unless the name is plain. Our own names are made by the program, so another one is refused before any effect. */
export function requirePlainName(transport: string, name: string): void {
  if (!isPlainName(name)) throw new ProblemError(problem('TRANSPORT_NAME_REFUSED', { transport, fileName: name }));
}

/**
 * Sorts what a folder holds into files we take and names we do not.
 *
 * Names with a leading point, or with an agreed temporary extension, are still being written or belong to somebody else;
 * they are passed over in silence.
 */
export function sortListing(transport: string, found: Iterable<RemoteFile>, extension?: TemporaryExtension): Listing {
  const isTemporary = (name: string): boolean => extension !== undefined && name.endsWith(extension);
  const visible = [...found].filter(({ name }) => !name.startsWith('.') && !isTemporary(name));
  return {
    files: visible.filter(({ name }) => isPlainName(name)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    problems: visible
      .filter(({ name }) => !isPlainName(name))
      .map(({ name }) => problem('TRANSPORT_NAME_REFUSED', { transport, fileName: name })),
  };
}

/**
 * Whether a file may be deleted from Nets' file transfer after it was stored: names of receipts, delivery notes and
 * data (T, V, F, D, Z), and answers of the transfer system itself. Never an upload of our own (nets-formats.md section 14).
 */
export const isRemovableFromNets = (name: string): boolean =>
  /^[TVFDZ]\d/.test(name) || /\.(?:OK|ERROR|REJECTED)$/.test(name);
