import { z } from 'zod';
import { currency, dateOrBlank, flag, guid, instant, text } from './fields.ts';

/** The one row by which the extension introduces itself: versions, local currency, and the dates it may post on. */
export const collectionSetup = z.object({
  id: guid,
  enabled: flag,
  apiVersion: text,
  extensionVersion: text,
  lcyCode: currency,
  /** Blank: no limit on this side. */
  allowPostingFrom: dateOrBlank,
  allowPostingTo: dateOrBlank,
  lastModifiedDateTime: instant,
});

export type BcSetup = Readonly<z.output<typeof collectionSetup>>;
