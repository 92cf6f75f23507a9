import type { BsAgreement } from '#channels/betalingsservice';
import type { DbOrTx } from '#store';

/** The agreement as the channel knows it. */
export async function bsAgreementOf(db: DbOrTx, agreementId: number): Promise<BsAgreement> {
  const row = await db
    .selectFrom('channel_agreement')
    .selectAll()
    .where('id', '=', agreementId)
    .executeTakeFirstOrThrow();
  return {
    kind: row.kind,
    pbsNumber: row.pbs_number,
    dataSupplierNumber: row.data_supplier_number,
    subsystem: row.subsystem,
    sendKnownMandateNumber: row.send_known_mandate,
    debtorGroups: row.debtor_groups,
  };
}
