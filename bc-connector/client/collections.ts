import type { z } from 'zod';
import { type Problem, problem } from '#kernel';
import {
  collectionAgreement,
  collectionAgreementFields,
  customer,
  customerFields,
  customerLedgerEntry,
  customerLedgerEntryFields,
  type FieldFault,
  instant,
  readEntity,
  shownField,
} from '#schemas/bc';
import { type Address, withQuery } from './addresses.ts';
import { type Comparison, filterOf, isAfter, isTrue } from './filters.ts';
import { fromReplica, type Reading, readPages } from './read.ts';
import type { BcClaimQuery, BcDeltaQuery, BcPage } from './types.ts';
import { laterInstant } from './watermark.ts';

/** A collection read in bulk: its fields, its schema, and how a bad entity is told. */
interface Collection<S extends z.ZodType> {
  readonly schema: S;
  readonly fields: readonly string[];
  readonly unreadable: (raw: unknown, fault: FieldFault) => Problem;
}

const claims = {
  schema: customerLedgerEntry,
  fields: customerLedgerEntryFields,
  unreadable: (raw, fault) => problem('CLAIM_UNREADABLE', { entryNumber: shownField(raw, 'entryNumber'), ...fault }),
} as const satisfies Collection<typeof customerLedgerEntry>;

const customers = {
  schema: customer,
  fields: customerFields,
  unreadable: (raw, fault) => problem('CUSTOMER_UNREADABLE', { customerNumber: shownField(raw, 'number'), ...fault }),
} as const satisfies Collection<typeof customer>;

const agreements = {
  schema: collectionAgreement,
  fields: collectionAgreementFields,
  unreadable: (raw, fault) => {
    const [mandateNumber, customerNumber] = [shownField(raw, 'agreementNumber'), shownField(raw, 'customerNumber')];
    return problem('MANDATE_UNREADABLE', { mandateNumber, customerNumber, ...fault });
  },
} as const satisfies Collection<typeof collectionAgreement>;

export const readClaims = (reading: Reading, address: Address, { openOnly, ...which }: BcClaimQuery) =>
  readCollection(reading, address, claims, which, openOnly === true ? [isTrue('open')] : []);

export const readCustomers = (reading: Reading, address: Address, which: BcDeltaQuery) =>
  readCollection(reading, address, customers, which);

export const readAgreements = (reading: Reading, address: Address, which: BcDeltaQuery) =>
  readCollection(reading, address, agreements, which);

async function* readCollection<S extends z.ZodType<{ readonly id: string; readonly etag: string }>>(
  reading: Reading,
  address: Address,
  { schema, fields, unreadable }: Collection<S>,
  { modifiedAfter }: BcDeltaQuery,
  also: readonly Comparison[] = [],
): AsyncGenerator<BcPage<z.output<S>>> {
  const isDelta = modifiedAfter !== undefined;
  const comparisons = isDelta ? [...also, isAfter('lastModifiedDateTime', modifiedAfter)] : also;
  const query = {
    ...(comparisons.length > 0 ? { $filter: filterOf(comparisons) } : {}),
    ...(isDelta ? { $orderby: 'lastModifiedDateTime' } : {}),
    $select: fields.join(','),
  };
  const versionSeen = new Map<string, string>();
  let watermark: string | null = null;
  for await (const raws of readPages(reading, withQuery(address, query), fromReplica)) {
    const entities: z.output<S>[] = [];
    const problems: Problem[] = [];
    for (const raw of raws) {
      watermark = watermarkWith(watermark, raw);
      const found = readEntity(schema, raw);
      if (!found.ok) problems.push(unreadable(raw, found.error));
      else if (versionSeen.get(found.value.id) !== found.value.etag) {
        versionSeen.set(found.value.id, found.value.etag);
        entities.push(found.value);
      }
    }
    yield { entities, problems, watermark };
  }
}

/** An entity that cannot be read counts too: it was told, and telling it at every read helps nobody. */
function watermarkWith(watermark: string | null, raw: unknown): string | null {
  const modified = instant.safeParse(shownField(raw, 'lastModifiedDateTime'));
  return modified.success ? laterInstant(watermark, modified.data) : watermark;
}
