import { z } from 'zod';
import { calendarDate, currencyOf, fail, minorFromJson, ok, type Result } from '#kernel';
import { decodeEnumName, encodeEnumName } from './enum-name.ts';

/**
 * The kinds of field Business Central's JSON knows. Each message says what was expected, for the problem of the entity.
 *
 * Blanks are decoded here and nowhere else: the date 0001-01-01 and the zero GUID become `null`, `_x0020_` becomes ''.
 */
export const text = z.string({ error: 'a text' });

export const flag = z.boolean({ error: 'true or false' });

export const wholeNumber = z.int({ error: 'a whole number' });

export const positiveNumber = wholeNumber.min(1, { error: 'a whole number above 0' });

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const zeroGuid = '00000000-0000-0000-0000-000000000000';

export const isGuid = (value: string): boolean => guidPattern.test(value) && value !== zeroGuid;

/** The identity of a record; never blank. */
export const guid = text.transform((value, found) =>
  read(isGuid(value) ? ok(value.toLowerCase()) : fail('a GUID that is not blank'), found),
);

export const date = text.transform((value, found) =>
  read(value === blankDate ? fail('a date that is not blank') : calendarDate(value), found),
);

const blankDate = '0001-01-01';

export const dateOrBlank = text.transform((value, found) =>
  value === blankDate ? null : read(calendarDate(value), found),
);

/** An instant as text, always UTC. Kept as it came: it serves as a watermark and goes back in a filter unchanged. */
export const instant = text.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/, {
  error: 'an instant such as 2026-08-31T10:00:00Z',
});

/** An amount in the record's currency; the JSON number has at most two decimals. */
export const amount = z
  .number({ error: 'a number with at most two decimals' })
  .transform((value, found) => read(minorFromJson(value), found));

/** A currency code that is filled in. Blank means "local currency" in Business Central, and is not accepted here. */
export const currency = text.transform((value, found) => read(currencyOf(value), found));

/** An enum by its AL names; '' stands for the blank member. */
export function oneOf<const N extends readonly string[]>(names: N) {
  return text.transform((value, found): N[number] => {
    const decoded = decodeEnumName(value);
    const name = decoded.ok ? names.find((known): known is N[number] => known === decoded.value) : undefined;
    return read(name === undefined ? fail(`one of ${names.map(encodeEnumName).join(', ')}`) : ok(name), found);
  });
}

function read<T>(result: Result<T, string>, found: z.RefinementCtx): T {
  if (result.ok) return result.value;
  found.addIssue({ code: 'custom', message: result.error });
  return z.NEVER;
}
