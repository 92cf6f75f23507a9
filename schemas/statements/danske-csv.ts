/** One column of a statement of Danske Bank: what it holds, and how it is written. */
export interface DanskeColumn {
  readonly name: string;
  readonly doc: string;
}

/** CMKV, the simple account statement: nine columns (danske-iso20022.md 5.2, verified). */
export const cmkvColumns: readonly DanskeColumn[] = [
  { name: 'record', doc: 'CMKV' },
  { name: 'collectedAt', doc: 'when the statement was made, yyMMddHHmm' },
  { name: 'deliveryId', doc: 'id of the delivery or order' },
  { name: 'account', doc: 'account number' },
  { name: 'bookingDate', doc: 'booking date, ddMMyy' },
  { name: 'valueDate', doc: 'value date, ddMMyy' },
  { name: 'amount', doc: 'amount with its sign, point before the decimals; without a sign it is a credit' },
  { name: 'text', doc: 'text of the entry' },
  { name: 'balance', doc: 'balance behind the entry' },
];

/** CMKXKSX, the extended statement: fourteen columns and up to 49 of advice (danske-iso20022.md 5.3, verified). */
export const cmkxksxColumns: readonly DanskeColumn[] = [
  { name: 'record', doc: 'CMKXKSX' },
  { name: 'collectedAt', doc: 'when the statement was made, yyMMddHHmm' },
  { name: 'deliveryId', doc: 'id of the order' },
  { name: 'account', doc: 'account number' },
  { name: 'bookingDate', doc: 'booking date, ddMMyy' },
  { name: 'valueDate', doc: 'value date, ddMMyy' },
  { name: 'currency', doc: 'currency of the booked amount' },
  { name: 'amount', doc: 'booked amount with its sign, point before the decimals' },
  { name: 'originalCurrency', doc: 'currency before exchange; blank when there was none' },
  { name: 'originalAmount', doc: 'amount before exchange' },
  { name: 'text', doc: 'short advice' },
  { name: 'reference', doc: 'the bank’s technical reference' },
  { name: 'openingBalance', doc: 'opening balance' },
  { name: 'balance', doc: 'balance' },
];

/** Columns behind the fourteenth are lines of the extended advice. */
export const adviceColumn = (number: number): DanskeColumn => ({
  name: `advice${number - cmkxksxColumns.length}`,
  doc: 'a line of the extended advice',
});

export const mostColumns = 63;
