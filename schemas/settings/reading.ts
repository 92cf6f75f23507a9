import { z } from 'zod';
import { charsets, type DelimitedProfile, delimitedProfiles, profileFaults } from '#schemas/statements';

const column = z.int().min(1).max(500);
const texts = z.array(z.string()).readonly();

/** One bank's delimited report, written in the settings: the same shape as the built-in profiles. */
const profile = z
  .strictObject({
    key: z.string().min(1).max(40),
    name: z.string().min(1),
    mark: z.enum(['verified', 'single source', 'UNVERIFIED']),
    source: z.string(),
    charset: z.enum(charsets),
    separator: z.string(),
    quote: z.string(),
    subLines: z.string(),
    fullSubLine: z.int().min(1),
    records: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('type'), column, credits: texts, debits: texts, ignored: texts }),
      z.strictObject({ by: z.literal('place'), headerLines: z.int().min(0), trailerLines: z.int().min(0) }),
    ]),
    columns: z.strictObject({
      amount: column,
      bookingDate: column,
      valueDate: column.exactOptional(),
      sign: column.exactOptional(),
      currency: column.exactOptional(),
      payerAccount: column.exactOptional(),
      payerName: column.exactOptional(),
      payerBank: column.exactOptional(),
      virtualAccount: column.exactOptional(),
      payerId: column.exactOptional(),
      title: z.array(column).readonly().exactOptional(),
      uniqueId: column.exactOptional(),
      account: column.exactOptional(),
      bankCode: column.exactOptional(),
    }),
    amount: z.strictObject({
      unit: z.enum(['major', 'minor']),
      decimal: z.enum([',', '.']),
      thousands: z.enum(['', '.', ',', ' ', "'"]),
    }),
    debitSigns: texts,
    datePattern: z.string(),
    currency: z.string(),
    account: z.string(),
    totals: z.strictObject({ record: z.string(), countColumn: column, totalColumn: column }).nullable(),
    leastColumns: z.int().min(1),
  })
  .superRefine((written, context) => {
    for (const message of profileFaults(written)) context.addIssue({ code: 'custom', message });
  }) satisfies z.ZodType<DelimitedProfile>;

/** How files are read whose content does not say it. */
export const reading = z
  .strictObject({
    charset: z.enum(charsets).optional(),
    mt940: z
      .strictObject({
        dialect: z
          .union([
            z.enum(['auto', 'question-marks', 'angle-brackets', 'tildes', 'slash-codes', 'keys', 'plain']),
            z.strictObject({ separator: z.string().length(1) }),
          ])
          .optional(),
        /** Transaction codes that mark a returned item: the bank's own list. */
        returnCodes: z.array(z.string().min(1).max(4)).optional(),
        isVirtualAccount: z.boolean().optional(),
      })
      .optional(),
    /** A profile for delimited reports: the name of a built-in one, or one written here. */
    delimitedProfile: z.union([z.enum(delimitedProfiles.map(({ key }) => key)), profile]).optional(),
  })
  .prefault({});
