import {
  type CalendarDate,
  fail,
  ok,
  type PaymentIdSchemeKey,
  paymentIdSchemes,
  type PaymentIdSettings,
  type Problem,
  problem,
  type Result,
} from '#kernel';
import type { DbOrTx } from '#store';
import { firstNumber, numberDigits } from './numbers.ts';

/** What a number is made of where that is possible; where it is not, the counter gives one. */
export type Derivation = 'number' | 'digits' | 'counter';

/** A block of payment ids as the settings describe it (companies[].paymentIds). */
export interface PaymentIdBlockSettings extends PaymentIdSettings {
  readonly key: string;
  readonly scheme: PaymentIdSchemeKey;
  readonly per: 'customer' | 'claim';
  /**
   * `number`: the owner's own number where it is digits only. `digits`: the digits in it, as Business Central makes FIK 71
   * of an invoice number, so that Business Central can match it too. Left out: customers by number, claims by digits.
   */
  readonly derive?: Derivation | undefined;
  readonly validFrom?: CalendarDate | null | undefined;
  readonly validTo?: CalendarDate | null | undefined;
}

/** A block as the registry keeps it. */
export interface PaymentIdBlock {
  readonly id: number;
  readonly companyId: number;
  readonly key: string;
  readonly scheme: PaymentIdSchemeKey;
  readonly per: 'customer' | 'claim';
  readonly derive: Derivation;
  readonly settings: PaymentIdSettings;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly nextNumber: number;
}

/** What is wrong with a block, in plain words; nothing when it can be used. */
export function blockFaults(block: PaymentIdBlockSettings): readonly string[] {
  const { key, scheme, per, validFrom, validTo } = block;
  const faults = [...paymentIdSchemes[scheme].faults(block)];
  if (faults.length === 0 && numberDigits({ scheme, per, settings: block }) < 1)
    faults.push(`it has no room for a ${per}`);
  if (validFrom && validTo && validFrom > validTo) faults.push('validTo lies before validFrom');
  return faults.map((fault) => `payment id block "${key}" (${paymentIdSchemes[scheme].name}): ${fault}`);
}

/**
 * Brings a company's blocks to what the settings say; counters and numbers stay. What is gone from the settings stays too:
 * money still comes to its numbers.
 *
 * Throws when a block cannot be used, or when numbers were given out and it would now be of another scheme or owner.
 */
export async function applyPaymentIdBlocks(
  tx: DbOrTx,
  companyId: number,
  blocks: readonly PaymentIdBlockSettings[],
): Promise<void> {
  const known = new Map((await listPaymentIdBlocks(tx, companyId)).map((block) => [block.key, block]));
  const faults = blocks.flatMap(blockFaults);
  for (const block of blocks) {
    const before = known.get(block.key);
    if (before && (before.scheme !== block.scheme || before.per !== block.per)) {
      faults.push(
        `payment id block "${block.key}" is ${before.scheme} per ${before.per}; take another key for another kind`,
      );
    }
  }
  if (faults.length > 0) throw new Error(`The settings are wrong: ${faults.join('; ')}`);
  for (const block of blocks) await storeBlock(tx, companyId, block);
}

async function storeBlock(tx: DbOrTx, companyId: number, block: PaymentIdBlockSettings): Promise<void> {
  const {
    key,
    scheme,
    per,
    derive = per === 'customer' ? 'number' : 'digits',
    validFrom,
    validTo,
    ...settings
  } = block;
  const changes = {
    derive,
    settings: JSON.stringify(settings),
    valid_from: validFrom ?? null,
    valid_to: validTo ?? null,
  };
  await tx
    .insertInto('payment_id_block')
    .values({
      company_id: companyId,
      key,
      scheme,
      per,
      ...changes,
      next_number: firstNumber({ scheme, per, settings }),
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'key']).doUpdateSet(changes))
    .execute();
}

export async function listPaymentIdBlocks(db: DbOrTx, companyId: number): Promise<readonly PaymentIdBlock[]> {
  const rows = await db
    .selectFrom('payment_id_block')
    .selectAll()
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    companyId: row.company_id,
    key: row.key,
    scheme: row.scheme,
    per: row.per,
    derive: row.derive,
    settings: row.settings,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    nextNumber: row.next_number,
  }));
}

export async function findPaymentIdBlock(
  db: DbOrTx,
  companyId: number,
  key: string,
): Promise<Result<PaymentIdBlock, Problem>> {
  const blocks = await listPaymentIdBlocks(db, companyId);
  const block = blocks.find((one) => one.key === key);
  return block ? ok(block) : fail(problem('NOT_FOUND', { what: 'payment id block', id: key }));
}
