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

export interface OtherAgreementOptions {
  readonly companyId: number;
  readonly key?: string;
  readonly schemeCode?: string;
  readonly currency?: string;
  readonly merge?: { readonly perDueDate?: boolean; readonly netCreditNotes?: boolean; readonly leastMinor?: number };
  readonly transport?: string;
  readonly unattendedDaysBefore?: number | null;
  /** How files are read whose content does not say it. */
  readonly reading?: Readonly<Record<string, unknown>>;
  /** What of the channel's own settings differs. */
  readonly contract?: Readonly<Record<string, unknown>>;
}

const otherRow = (options: OtherAgreementOptions) => ({
  company_id: options.companyId,
  merge_rules: JSON.stringify({ perDueDate: false, netCreditNotes: true, leastMinor: 1, ...options.merge }),
  reading: JSON.stringify(options.reading ?? {}),
  transport: options.transport ?? 'memory',
  unattended_days_before: options.unattendedDaysBefore ?? null,
});

/** An agreement with Leverandørservice, as a row of the table. */
export function lsAgreementRow(options: OtherAgreementOptions & { readonly creditorNumber?: string }) {
  const { key = 'ls', creditorNumber = '01234', schemeCode = 'LS' } = options;
  return {
    ...otherRow(options),
    key,
    channel: 'leverandoerservice' as const,
    name: 'Leverandørservice',
    scheme_code: schemeCode,
    creditor_number: creditorNumber,
    currency: options.currency ?? 'DKK',
    contract: JSON.stringify({
      channel: 'leverandoerservice',
      creditorNumber,
      dataSupplierNumber: '12345674',
      isTest: false,
      cutOff: '15:00',
      collectionDay: 10,
      ...options.contract,
    }),
  };
}

/** An agreement about SEPA direct debit, as a row of the table. */
export function sepaAgreementRow(options: OtherAgreementOptions & { readonly iban?: string }) {
  const { key = 'sepa', iban = 'DK5000400440116243', schemeCode = 'SEPA' } = options;
  return {
    ...otherRow(options),
    key,
    channel: 'sepa' as const,
    name: 'SEPA Core',
    scheme_code: schemeCode,
    creditor_number: iban,
    currency: options.currency ?? 'EUR',
    contract: JSON.stringify({
      channel: 'sepa',
      scheme: 'CORE',
      version: '02',
      creditorName: 'Eksempel ApS',
      creditorIban: iban,
      creditorBic: 'DABADKKK',
      creditorId: 'DK93ZZZDBF000012345678',
      initiatingParty: { name: 'Eksempel ApS', id: '12345678' },
      batchBooking: true,
      profile: 'sepa',
      danishCodes: null,
      firstSequence: true,
      leadDays: 1,
      cutOff: '15:00',
      collectionDay: 10,
      ...options.contract,
    }),
  };
}

/** An agreement that only reads statements, as a row of the table. */
export function statementsAgreementRow(options: OtherAgreementOptions & { readonly accounts?: readonly string[] }) {
  const { key = 'bank', accounts = ['DK5000400440116243'], schemeCode = '' } = options;
  return {
    ...otherRow(options),
    key,
    channel: 'statements' as const,
    name: 'Bank',
    scheme_code: schemeCode,
    creditor_number: accounts[0] ?? '',
    currency: options.currency ?? 'DKK',
    contract: JSON.stringify({ channel: 'statements', accounts }),
  };
}
