import { z } from 'zod';
import { text } from './fields.ts';

/** One page of a collection; `@odata.nextLink` is there until the last page. */
export const page = z.object({
  value: z.array(z.unknown(), { error: 'a list' }),
  '@odata.nextLink': text.optional(),
});

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What Business Central said when it refused, the correlation id taken off the end of its text. */
export interface BcError {
  readonly code: string;
  /** BC's own words, unchanged but for the suffix. */
  readonly text: string;
  readonly correlationId: string;
}

const correlation = /\s*CorrelationId:\s*([0-9a-f-]{36})\.?\s*$/i;

/** Reads an error body, or `null` when the answer is none, as from a gateway in between. */
export function readErrorBody(raw: unknown): BcError | null {
  const read = errorBody.safeParse(raw);
  if (!read.success) return null;
  const { code, message } = read.data.error;
  return { code, ...withoutCorrelationId(message) };
}

/** Takes the suffix `  CorrelationId:  <guid>.` off a text of Business Central. */
export function withoutCorrelationId(message: string): { readonly text: string; readonly correlationId: string } {
  const found = correlation.exec(message);
  return found
    ? { text: message.slice(0, found.index), correlationId: found[1] ?? '' }
    : { text: message, correlationId: '' };
}
