import { sql } from 'kysely';
import { check0602 } from '#channels/betalingsservice';
import type { Vault } from '#files';
import { problem } from '#kernel';
import { type Actor, type Database, type Tx, updateWithEvents } from '#store';
import { type FileRow, quarantine } from './inbound-file.ts';

/** Counts and compares the whole file before anything of it is believed. @returns whether it holds */
export async function checkPaymentFile(
  file: FileRow,
  { database, vault, actor }: { readonly database: Database; readonly vault: Vault; readonly actor: Actor },
): Promise<boolean> {
  const checked = await check0602(vault.open(file.sha256), file.fileName);
  const { header } = checked;
  return database.db.transaction().execute(async (tx) => {
    if (!checked.isSound || header === null) {
      await quarantine(tx, file, checked.fatal, actor);
      return false;
    }
    const reused = await sameDelivery(tx, file, header.deliveryNumber);
    if (reused !== null) {
      const context = {
        fileName: file.fileName,
        deliveryType: '0602',
        deliveryNumber: header.deliveryNumber,
        firstFileName: reused,
      };
      await quarantine(tx, file, [problem('DELIVERY_ID_REUSED', context)], actor);
      return false;
    }
    const patch = { state: 'checked', delivery_number: header.deliveryNumber };
    const where = sql`r.id = ${file.id} and r.state = 'received'`;
    await updateWithEvents(tx, 'inbound_file', patch, where, 'check', actor);
    return true;
  });
}

/** Two files under one delivery number would be two truths: one at a time asks, and the first one holds. */
async function sameDelivery(tx: Tx, file: FileRow, deliveryNumber: string): Promise<string | null> {
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
