import { knownDate, minor } from '#kernel';
import {
  automaticPayment,
  end0602,
  sectionEnd0211,
  sectionEnd0215,
  sectionStart0211,
  sectionStart0215,
  slipPayment,
  start0602,
} from '#schemas/nets';

/** One payment as a test states it; what is left out is that of an ordinary completed automatic payment. */
export interface Told {
  readonly code?: 'paid' | 'rejected' | 'cancelled' | 'chargedBack';
  readonly means?: 'automatic' | 'slip';
  readonly customer: string;
  readonly reference?: string;
  readonly due?: string | null;
  readonly asked: number;
  /** Left out: as asked, and nothing for a rejection or cancellation. */
  readonly actual?: number;
  readonly actualDate?: string;
  readonly group?: string;
  readonly creditor?: string;
  readonly direction?: 'none' | 'collect' | 'disburse';
  readonly archiveReference?: string;
}

export interface DeliveryOptions {
  readonly deliveryNumber?: string;
  /** Added to the amount stated in the last record. */
  readonly wrongBy?: number;
}

export const creditor = '01234560';
const ends = '\r\n';
const date = (text: string) => knownDate(text);
const written = (line: { readonly ok: boolean; readonly value?: string; readonly error?: unknown }): string => {
  if (line.value === undefined) throw new Error(JSON.stringify(line.error));
  return line.value + ends;
};

const means = (told: Told) => told.means ?? 'automatic';
const actualOf = ({ code, actual, asked }: Told): number =>
  actual ?? (code === 'rejected' || code === 'cancelled' ? 0 : asked);

/** A whole, sound 0602 made with the product's layouts: one section for each debtor group and means, in order. */
export function delivery0602(told: readonly Told[], options: DeliveryOptions = {}): Buffer {
  const { deliveryNumber = '0000000101', wrongBy = 0 } = options;
  const keyOf = (one: Told) => `${means(one)}|${one.group ?? '00001'}|${one.creditor ?? creditor}`;
  const keys = [...new Set(told.map(keyOf))];
  const supplier = { dataSupplierNo: '12345674', subsystem: 'BS1' };
  const creationDate = date('2026-02-03');
  let total = 0;
  let text = written(start0602.format({ ...supplier, deliveryId: deliveryNumber.padStart(10, '0'), creationDate }));
  for (const key of keys) {
    const [kind, debtorGroupNo = '', pbsNo = ''] = key.split('|');
    const section = told.filter((one) => keyOf(one) === key);
    const amount = section.reduce((sum, one) => sum + actualOf(one), 0);
    total += amount;
    const start = { pbsNo, debtorGroupNo, userId: '', creationDate };
    const end = { pbsNo, debtorGroupNo, count042: section.length, amount: minor(amount) };
    if (kind === 'automatic') {
      text += written(sectionStart0211.format(start));
      for (const one of section) text += written(automaticPayment.format(automatic(one, pbsNo, debtorGroupNo)));
      text += written(sectionEnd0211.format(end));
    } else {
      text += written(sectionStart0215.format(start));
      for (const one of section) text += written(slipPayment.format(slip(one, pbsNo, debtorGroupNo)));
      text += written(sectionEnd0215.format({ ...end, count052: 0, count022: 0 }));
    }
  }
  const end = {
    sectionCount: keys.length,
    count042: told.length,
    amount: minor(total + wrongBy),
    count052: 0,
    count022: 0,
  };
  return Buffer.from(text + written(end0602.format({ ...supplier, ...end })), 'latin1');
}

const common = (told: Told, pbsNo: string, debtorGroupNo: string) => {
  const actual = actualOf(told);
  const on = actual === 0 ? null : date(told.actualDate ?? told.due ?? '2026-02-02');
  return {
    pbsNo,
    debtorGroupNo,
    customerNo: told.customer,
    dueDate: told.due === null ? null : date(told.due ?? '2026-02-02'),
    amount: minor(told.asked),
    reference: told.reference ?? '',
    actualDate: on,
    bookkeepingDate: on,
    actualAmount: minor(actual),
  };
};

const automatic = (told: Told, pbsNo: string, debtorGroupNo: string) => ({
  ...common(told, pbsNo, debtorGroupNo),
  transactionCode: told.code ?? ('paid' as const),
  mandateNo: null,
  signCode: told.direction ?? ('collect' as const),
});

const slip = (told: Told, pbsNo: string, debtorGroupNo: string) => ({
  ...common(told, pbsNo, debtorGroupNo),
  transactionCode: told.code === 'chargedBack' ? ('chargedBack' as const) : ('paid' as const),
  cardType: '71',
  feeCode: 'none' as const,
  feeAmount: minor(0),
  signCode: told.direction === 'none' ? ('none' as const) : ('collect' as const),
  archiveRef: told.archiveReference ?? '',
});
