import { z } from 'zod';
import { agreement } from './agreements.ts';
import { matching } from './matching.ts';
import { paymentIdBlock } from './payment-ids.ts';
import { posting } from './posting.ts';
import { key } from './texts.ts';
import { transport } from './transports.ts';

export * from './agreements.ts';
export { posting, type PostingSettings } from './posting.ts';
export { matching, type MatchingSettings } from './matching.ts';
export { reading } from './reading.ts';
export type { TransportSettings } from './transports.ts';

/**
 * The settings of one installation. Written as JSON; a text `env:NAME` anywhere stands for the environment variable of
 * that name, which in Azure is an app setting that may refer to Key Vault. Secrets are never written in the file itself.
 */

const company = z.strictObject({
  /** The company's id (GUID) in Business Central. */
  bcId: z.guid(),
  name: z.string().min(1),
  environment: z.string().min(1),
  currency: z.string().length(3).default('DKK'),
  /** Whether whoever builds a journal may not approve it. */
  secondApproval: z.boolean().default(false),
  agreements: z.array(agreement),
  /** Blocks of payment ids and virtual accounts that are given out to customers or claims. */
  paymentIds: z.array(paymentIdBlock).default([]),
  /** How the machine may match money that names no line of ours. */
  matching: matching.prefault({}),
  posting,
});

export const settingsSchema = z.strictObject({
  /** Left out: a PostgreSQL of our own runs in the data folder. */
  databaseUrl: z.string().nullable().default(null),
  /** Where a laptop keeps its database, vault and rehearsal. */
  dataFolder: z.string().default('.tilgode'),
  vault: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('folder'), path: z.string().nullable().default(null) }),
      z.strictObject({ kind: z.literal('blob'), connection: z.string().min(1), container: key }),
    ])
    .prefault({ kind: 'folder' }),
  queues: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('local') }),
      z.strictObject({ kind: z.literal('azure'), connection: z.string().min(1) }),
    ])
    .prefault({ kind: 'local' }),
  businessCentral: z.strictObject({
    baseUrl: z.url(),
    tenantId: z.string().min(1),
    environment: z.string().min(1),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    authority: z.url().optional(),
    authorityMetadata: z.string().optional(),
    timeoutInMs: z.int().min(1000).default(120_000),
    pageSize: z.int().optional(),
  }),
  /** Who may knock: tokens of this issuer for this audience. */
  signIn: z.strictObject({ issuer: z.url(), audience: z.string().min(1), keysUrl: z.url() }),
  transports: z.record(key, transport),
  companies: z.array(company),
  /** The largest file taken in, in bytes. */
  largestFile: z.int().min(1).default(2_000_000_000),
  /** Only in rehearsal: where the world keeps its clock, and how much faster than ours it runs. Loopback only. */
  rehearsal: z
    .strictObject({ clockUrl: z.url(), speed: z.number().min(1).default(100) })
    .nullable()
    .default(null),
});

export type Settings = z.output<typeof settingsSchema>;
export type CompanySettings = Settings['companies'][number];

/** Reads settings and puts the environment's values in the place of `env:NAME`. Throws with every finding, by path. */
export function readSettings(value: unknown, environment: Readonly<Record<string, string | undefined>>): Settings {
  const read = settingsSchema.safeParse(withEnvironment(value, environment));
  if (!read.success) throw new Error(`The settings are wrong:\n${z.prettifyError(read.error)}`);
  const { rehearsal } = read.data;
  if (rehearsal && !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(rehearsal.clockUrl).hostname)) {
    throw new Error('The settings are wrong: rehearsal.clockUrl must be an address of this machine');
  }
  for (const agreementSettings of read.data.companies.flatMap((found) => found.agreements)) {
    if (!(agreementSettings.transport in read.data.transports)) {
      throw new Error(`The settings are wrong: there is no transport "${agreementSettings.transport}"`);
    }
  }
  return read.data;
}

function withEnvironment(value: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof value === 'string') {
    const named = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(value)?.[1];
    if (named === undefined) return value;
    const found = environment[named];
    if (found === undefined) throw new Error(`The settings are wrong: the environment has no ${named}`);
    return found;
  }
  if (Array.isArray(value)) return value.map((item) => withEnvironment(item, environment));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withEnvironment(item, environment)]));
  }
  return value;
}
