import { detect } from '#files';

/** What a file is, as its row keeps it: `nets-0602`, `nets-t`, `zip`; a delivery that we know but do not take by its type. */
export function formatOf(head: Uint8Array): string {
  const found = detect(head);
  return found.kind === 'nets-other' ? `nets-${found.type}` : found.kind;
}
