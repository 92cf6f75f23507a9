import { unreachable } from '#kernel';
import { applyPaymentIdBlocks } from '#payment-ids';
import { type AgreementSettings, type CompanySettings, contractOf, type Settings } from '#schemas/settings';
import type { Database, DbOrTx } from '#store';

/**
 * Brings companies and agreements in the database to what the settings say. What is gone from the settings stays: it has a
 * history.
 */
export async function applySettings({ db }: Database, settings: Settings): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const company of settings.companies) await applyCompany(tx, company);
  });
}

async function applyCompany(tx: DbOrTx, company: CompanySettings): Promise<void> {
  const values = {
    bc_id: company.bcId,
    environment: company.environment,
    name: company.name,
    currency: company.currency,
    second_approval: company.secondApproval,
    matching: JSON.stringify(company.matching),
    posting: JSON.stringify(company.posting),
  };
  const { id } = await tx
    .insertInto('company')
    .values(values)
    .onConflict((conflict) => conflict.column('bc_id').doUpdateSet(values))
    .returning('id')
    .executeTakeFirstOrThrow();
  await applyPaymentIdBlocks(tx, id, company.paymentIds);
  for (const agreement of company.agreements) {
    const row = {
      company_id: id,
      key: agreement.key,
      channel: agreement.channel,
      name: agreement.name,
      scheme_code: agreement.schemeCode,
      creditor_number: creditorNumberOf(agreement),
      currency: agreement.currency ?? currencyOf(agreement, company),
      contract: JSON.stringify(contractOf(agreement)),
      reading: JSON.stringify(agreement.reading),
      merge_rules: JSON.stringify(agreement.merge),
      transport: agreement.transport,
      unattended_days_before: agreement.unattendedDaysBefore,
    };
    await tx
      .insertInto('channel_agreement')
      .values(row)
      .onConflict((conflict) => conflict.columns(['company_id', 'key']).doUpdateSet(row))
      .execute();
  }
}

/** What the channel's files call us. */
function creditorNumberOf(agreement: AgreementSettings): string {
  switch (agreement.channel) {
    case 'betalingsservice':
      return agreement.pbsNumber;
    case 'leverandoerservice':
      return agreement.creditorNumber;
    case 'sepa':
      return agreement.creditorIban;
    case 'statements':
      return agreement.accounts[0] ?? '';
    default:
      return unreachable(agreement);
  }
}

/** SEPA collects in euro, the Danish banks' profile and Nets in kroner; statements are in whatever their accounts are. */
function currencyOf(agreement: AgreementSettings, company: CompanySettings): string {
  if (agreement.channel === 'sepa') return agreement.profile === 'sepa' ? 'EUR' : 'DKK';
  return agreement.channel === 'statements' ? company.currency : 'DKK';
}
