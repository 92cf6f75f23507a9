import { z } from 'zod';
import { PostingStopped } from '../refusal.ts';
import type { CollectionPayment, LedgerEntry, World } from './world.ts';

const dimensionsField = z.strictObject({
  fromEntry: z.boolean(),
  values: z.record(z.string().min(1).max(20), z.string().min(1).max(20)),
});

/**
 * The dimensions of a posting (business-central.md 5.8): the payment's own, and those of the entries it is applied to when
 * it asks for them; the entry's value stands where both have one.
 */
export function dimensionsOf(
  world: World,
  payment: CollectionPayment,
  entries: readonly LedgerEntry[],
): Readonly<Record<string, string>> {
  const { fromEntry, values } = fieldOf(payment);
  const copied = fromEntry ? entries.map((entry) => entry.dimensions) : [];
  const combined: Readonly<Record<string, string>> = Object.assign({}, values, ...copied);
  const missing = world.setup.mandatoryDimensions.find((code) => combined[code] === undefined);
  if (missing === undefined) return combined;
  throw new PostingStopped(
    `Select a Dimension Value Code for the Dimension Code ${missing} for Customer ${payment.customer.code}.`,
  );
}

function fieldOf({ dimensions }: CollectionPayment): z.infer<typeof dimensionsField> {
  if (dimensions === '') return { fromEntry: false, values: {} };
  const read = dimensionsField.safeParse(parsed(dimensions));
  if (read.success) return read.data;
  throw new PostingStopped(`Dimensions is not an object of fromEntry and values: ${dimensions}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
