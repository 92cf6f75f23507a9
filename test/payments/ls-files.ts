/** Deliveries of Leverandørservice as Nets writes them; positions: nets-formats.md 11.2 to 11.4. */
const n = (value: number, length: number): string => String(value).padStart(length, '0');
const day = (date: string): string => date.slice(2).replaceAll('-', '');
const wrap = (type: '0690' | '0602', lines: readonly string[]): Buffer =>
  Buffer.from(
    [
      `LS00212345674   ${type}${' '.repeat(29)}260203`,
      ...lines,
      `LS99212345674   ${type}${' '.repeat(11)}${n(lines.length, 11)}`,
    ]
      .map((line) => `${line.padEnd(128)}\r\n`)
      .join(''),
    'latin1',
  );
const head = (creditor: string, code: string): string => `LS042000${creditor}${code}`;

export interface LsReceipt {
  readonly date: string;
  readonly count: number;
  readonly minor: number;
}

export interface LsRefusal {
  readonly customer: string;
  readonly date: string;
  readonly minor: number;
  readonly error?: string;
  /** A comment: it was taken, and something is said of it. */
  readonly isComment?: boolean;
}

/** 0690: what was received, and what was refused or commented on. */
export const ls0690 = (
  receipts: readonly LsReceipt[],
  refusals: readonly LsRefusal[] = [],
  creditor = '01234',
): Buffer =>
  wrap('0690', [
    ...receipts.map(
      ({ date, count, minor }) =>
        `${head(creditor, '0900')}${n(0, 7)}${day(date)}99990001234567${n(count, 7)}${n(minor, 13)}${n(0, 7)}${n(0, 13)}`,
    ),
    ...refusals.map(({ customer, date, minor, error = '0417', isComment }) =>
      isComment
        ? `${head(creditor, '0920')}001${customer.padEnd(15)}${day(date)}${n(minor, 13)}${error}99990001234567`
        : `${head(creditor, '0910')}580${customer.padEnd(15)}${n(0, 8)}${n(0, 4)}${n(0, 10)}${day(date)}${n(minor, 13)}${error}`,
    ),
  ]);

export interface LsPaid {
  readonly customer: string;
  readonly date: string;
  readonly minor: number;
  /** 0580 collected, 0530 rejected, 0540 mandate cancelled, 0555 charged back. */
  readonly code?: '0580' | '0530' | '0540' | '0555';
  readonly creditor?: string;
}

/** 0602: what became of the collections. */
export function ls0602(payments: readonly LsPaid[]): Buffer {
  const collected = payments.filter(({ code = '0580' }) => code === '0580').reduce((sum, { minor }) => sum + minor, 0);
  return wrap('0602', [
    ...payments.map(
      ({ customer, date, minor, code = '0580', creditor = '01234' }) =>
        `${head(creditor, code)}26020301${customer.padEnd(24)}${day(date)}1${n(minor, 13)}99990001234567`,
    ),
    `${head('01234', '0500')}26020301${' '.repeat(15)}1${n(collected, 13)}2${n(0, 13)}1${n(collected, 13)}99990001234567`,
  ]);
}

/** List 30: mandates that were registered (500) or ended. */
export const ls30 = (changes: readonly { readonly customer: string; readonly code: '500' | '510' | '540' }[]): Buffer =>
  Buffer.from(
    [
      `${n(0, 23)}${' '.repeat(13)}30260203${' '.repeat(18)}12345674`,
      `00101234${n(0, 20)}12345674`,
      ...changes.map(
        ({ customer, code }) => `${code}01234${customer.padEnd(15)}${code === '500' ? n(0, 6) : '260203'}`,
      ),
      `99901234${' '.repeat(22)}${n(changes.length, 7)}`,
    ]
      .map((line) => `${line.padEnd(80)}\r\n`)
      .join(''),
    'latin1',
  );
