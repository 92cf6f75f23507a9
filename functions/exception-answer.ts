import type { z } from 'zod';
import type { ExceptionEntry } from '#exceptions';
import type { exceptionView } from '#schemas/http';

/** An entry of the error log as it travels: instants as texts. */
export const exceptionAnswer = (entry: ExceptionEntry): z.input<typeof exceptionView> => ({
  ...entry,
  context: { ...entry.context },
  allowedActions: [...entry.allowedActions],
  openedAt: entry.openedAt.toISOString(),
  acted: entry.acted && { ...entry.acted, at: entry.acted.at.toISOString() },
});
