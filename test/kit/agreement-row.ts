export interface BsAgreementOptions {
  readonly companyId: number;
  readonly key?: string;
  readonly kind?: 'total' | 'basis';
  readonly pbsNumber?: string;
  readonly debtorGroups?: readonly string[];
  readonly merge?: { readonly perDueDate?: boolean; readonly leastMinor?: number };
  readonly transport?: string;
  readonly unattendedDaysBefore?: number | null;
}

/** An agreement with Betalingsservice, as a row of the table. */
export function bsAgreementRow(options: BsAgreementOptions) {
  const { companyId, key = 'bs', kind = 'total', pbsNumber = '01234560', debtorGroups = ['00001'] } = options;
  return {
    company_id: companyId,
    key,
    channel: 'betalingsservice' as const,
    name: 'Betalingsservice',
    scheme_code: 'BS',
    creditor_number: pbsNumber,
    currency: 'DKK',
    contract: JSON.stringify({
      channel: 'betalingsservice',
      kind,
      pbsNumber,
      dataSupplierNumber: '02345670',
      subsystem: 'BS1',
      debtorGroups: debtorGroups.map((number) => ({ number, mainText: 'Test A/S' })),
    }),
    merge_rules: JSON.stringify({ perDueDate: false, netCreditNotes: true, leastMinor: 1, ...options.merge }),
    transport: options.transport ?? 'memory',
    unattended_days_before: options.unattendedDaysBefore ?? null,
  };
}
