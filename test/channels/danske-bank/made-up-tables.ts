import { type CollectionTables, type CollectionTablesInput, collectionTables } from '#schemas/danske';

const source = 'made up for tests; not the bank’s table';
const column = (no: number, name: string, rest: object) => ({
  no,
  name,
  source,
  kind: 'an' as const,
  maxLength: 35,
  required: 'N' as const,
  ...rest,
});

/** Tables that exercise every rule of the codec. The bank's own are not public: nothing here is one of them. */
export const madeUpInput: CollectionTablesInput = {
  COLLECTION: [
    column(1, 'Message', { maxLength: 10, required: 'Y', meaning: 'message' }),
    column(2, 'Type', { maxLength: 3, required: 'Y', meaning: 'collectionType' }),
    column(3, 'Debtor', { maxLength: 15, required: 'Y', meaning: 'customerNumber' }),
    column(4, 'Due', {
      kind: 'n' as const,
      maxLength: 8,
      required: 'Y',
      meaning: 'dueDate',
      format: 'YYYYMMDD' as const,
    }),
    column(5, 'Amount', { maxLength: 15, required: 'Y', meaning: 'amount', format: 'comma' as const }),
    column(6, 'Currency', { maxLength: 3, meaning: 'currency', constant: 'DKK' }),
    column(7, 'Account', { maxLength: 14, meaning: 'debtorAccount', zeroFilled: true }),
    column(8, 'Reference', { meaning: 'reference' }),
    column(9, 'Text', { maxLength: 70, meaning: 'text' }),
    column(10, 'Unused', {}),
  ],
  COLSTATUS: [
    column(1, 'Message', { maxLength: 10, required: 'Y', meaning: 'message' }),
    column(2, 'Debtor', { maxLength: 15, required: 'Y', meaning: 'customerNumber' }),
    column(3, 'Reference', { meaning: 'reference' }),
    column(4, 'Amount', { kind: 'n' as const, maxLength: 12, meaning: 'amount', format: 'minor' as const }),
    column(5, 'Message type', { kind: 'n' as const, maxLength: 2, meaning: 'messageType' }),
    column(6, 'Due', { maxLength: 8, meaning: 'dueDate', format: 'DDMMYYYY' as const }),
    column(7, 'Text', { maxLength: 70, meaning: 'statusText' }),
  ],
};

export const madeUp: CollectionTables = collectionTables.parse(madeUpInput);
