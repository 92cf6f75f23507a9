import { createHash } from 'node:crypto';

/** What PostgreSQL's `md5` says of a text: for digests that are kept by us and compared in SQL. Never for secrets. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
