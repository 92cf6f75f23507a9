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

/** Throws unless the name is plain. Our own names are made by the program, so another one is refused before any effect. */
export function requirePlainName(transport: string, name: string): void {
  if (!isPlainName(name)) throw new ProblemError(problem('TRANSPORT_NAME_REFUSED', { transport, fileName: name }));
}

/**
 * Sorts what a folder holds into files we take and names we do not.
 *
 * Names with a leading point are temporary or hidden and belong to somebody else; they are passed over in silence.
 */
export function sortListing(transport: string, found: Iterable<RemoteFile>): Listing {
  const visible = [...found].filter(({ name }) => !name.startsWith('.'));
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
