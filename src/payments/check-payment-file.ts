import { sql } from 'kysely';
import type { Vault } from '#files';
import { type Problem, problem } from '#kernel';
import { type Actor, type Database, type Tx, updateWithEvents } from '#store';
import { accountsOf, comparableAccount } from './own-accounts.ts';
import type { PaymentIntake } from './payment-intake.ts';
import { type FileRow, quarantine } from './inbound-file.ts';

/** Counts and compares the whole file before anything of it is believed. @returns whether it holds */
export async function checkPaymentFile(
  file: FileRow,
  intake: PaymentIntake,
  { database, vault, actor }: { readonly database: Database; readonly vault: Vault; readonly actor: Actor },
): Promise<boolean> {
  const checked = await intake.check(vault.open(file.sha256), file.fileName);
  const { messageId } = checked;
  return database.db.transaction().execute(async (tx) => {
    const fatal = [...checked.fatal, ...(await foreignAccounts(tx, file, checked.accounts))];
    if (fatal.length > 0) {
      await quarantine(tx, file, fatal, actor);
      return false;
    }
    const reused = messageId === null ? null : await sameDelivery(tx, file, messageId);
    if (messageId !== null && reused !== null) {
      const { fileName, format: deliveryType } = file;
      const context = { fileName, deliveryType, deliveryNumber: messageId, firstFileName: reused };
      await quarantine(tx, file, [problem('DELIVERY_ID_REUSED', context)], actor);
      return false;
    }
    const patch = { state: 'checked', delivery_number: messageId };
    const where = sql`r.id = ${file.id} and r.state = 'received'`;
    const moved = await updateWithEvents(tx, 'inbound_file', patch, where, 'check', actor);
    if (moved.length > 0) await intake.answer?.(tx, file, vault, actor);
    return true;
  });
}

/** A statement of an account that is not ours settles nothing: it came to the wrong company, or the settings lack it. */
async function foreignAccounts(tx: Tx, file: FileRow, accounts: readonly string[]): Promise<readonly Problem[]> {
  if (accounts.length === 0) return [];
  const known = new Set((await accountsOf(tx, file.companyId)).map(comparableAccount));
  const { fileName } = file;
  return accounts
    .filter((account) => !known.has(comparableAccount(account)))
    .map((account) => problem('ACCOUNT_NOT_OURS', { fileName, account }));
}

/** Two files under one delivery number would be two truths: one at a time asks, and the first one holds. */
export async function sameDelivery(tx: Tx, file: FileRow, deliveryNumber: string): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`deliveries in:${file.agreementId}`}, 0))`.execute(tx);
  const first = await tx
    .selectFrom('inbound_file')
    .select('file_name')
    .where('agreement_id', '=', file.agreementId)
    .where('format', '=', file.format)
    .where('delivery_number', '=', deliveryNumber)
    .where('state', 'in', ['checked', 'ingested'])
    .where('id', '<>', file.id)
    .executeTakeFirst();
  return first?.file_name ?? null;
}
