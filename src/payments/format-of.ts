import { detect } from '#files';

/** What a file is, as its row keeps it: the format's key, `packed`, `unknown`; another delivery of Nets by its type. */
export const formatOf = (head: Uint8Array): string => detect(head).kind;
