import { z } from 'zod';

const glAccount = z.string().trim().min(1).max(20).nullable().default(null);
const dimensionCode = z.string().trim().min(1).max(20);

/** How a company's payments are posted in Business Central. */
export const posting = z
  .strictObject({
    /** The G/L account small differences are written off to; without it they stay open, and the error log says so. */
    writeOffAccount: glAccount,
    /** The G/L account of what the bank kept for itself; without it a fee is not posted. */
    bankFeeAccount: glAccount,
    /** Dimension code -> dimension value, put on every posting. */
    dimensions: z.record(dimensionCode, dimensionCode).default({}),
    /** `entry`: those of the entry that is paid as well; where both name a dimension, the entry's value stands. */
    dimensionsFrom: z.enum(['settings', 'entry']).default('settings'),
    /** `summary`: the payments of one file go in one transaction, with one sum on the bank account. */
    mode: z.enum(['each', 'summary']).default('each'),
    /** Payments of one file, date and currency from which they are summed up. */
    summaryFromPayments: z.int().min(2).default(500),
    /** Payments of one transaction at most: Business Central posts all of them, or none. */
    summaryLines: z.int().min(2).max(1000).default(200),
  })
  .prefault({});

export type PostingSettings = z.output<typeof posting>;
