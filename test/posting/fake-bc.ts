import type { BcNewPayment, BcPayment, BcPostingAnswer } from '#bc-connector';
import { knownDate, problem, type Problem, ProblemError } from '#kernel';
import type { PostingDoor } from '#posting';

/** What befalls one call, in the order the calls come; when none is left, everything goes well. */
export type Fate =
  | { readonly kind: 'post' }
  | { readonly kind: 'refuse'; readonly text: string }
  /** It is posted, and the answer is lost. */
  | { readonly kind: 'loseAnswer' }
  /** It never arrives, and the answer is lost. */
  | { readonly kind: 'loseRequest' }
  /** The row is made, and then nothing. */
  | { readonly kind: 'loseBetween' }
  | { readonly kind: 'stop'; readonly problem: Problem }
  | { readonly kind: 'throw'; readonly problem: Problem }
  | { readonly kind: 'slow'; readonly turns: number };

export interface FakeBc extends PostingDoor {
  /** One for each entry in the books. */
  readonly booked: readonly BcNewPayment[];
  /** Keys of the calls that ask to post, as they came. */
  readonly asked: readonly string[];
  readonly looked: readonly string[];
  readonly mostAtOnce: () => number;
  /** Whether two movements of one customer were ever in flight together. */
  readonly hasOverlapped: () => boolean;
  fates: Fate[];
  /** Fails every look with this while set. */
  lookProblem: Problem | null;
  /** Called as soon as a payment is in the books, before the answer leaves. */
  afterPosting: () => Promise<void>;
}

export const busy = problem('BC_BUSY', { status: 0, text: 'connection reset', retryAfterInMs: 0 });

/** Business Central as the connector shows it: posts a key once, keeps refused rows, and loses answers when told to. */
export function fakeBc(): FakeBc {
  const rows = new Map<string, BcPayment>();
  const booked: BcNewPayment[] = [];
  const asked: string[] = [];
  const looked: string[] = [];
  const inFlight: string[] = [];
  let most = 0;
  let overlapped = false;
  const fake: FakeBc = {
    booked,
    asked,
    looked,
    mostAtOnce: () => most,
    hasOverlapped: () => overlapped,
    fates: [],
    lookProblem: null,
    afterPosting: () => Promise.resolve(),
    findPayment: async (_company, key) => {
      looked.push(key);
      if (fake.lookProblem) throw new ProblemError(fake.lookProblem);
      return Promise.resolve(rows.get(key) ?? null);
    },
    postPayment: async (_company, payment) => {
      asked.push(payment.idempotencyKey);
      overlapped ||= inFlight.includes(payment.customerNumber);
      inFlight.push(payment.customerNumber);
      most = Math.max(most, inFlight.length);
      const fate = fake.fates.shift() ?? { kind: 'post' as const };
      await turns(fate.kind === 'slow' ? fate.turns : 2);
      try {
        return await answer(payment, fate);
      } finally {
        inFlight.splice(inFlight.indexOf(payment.customerNumber), 1);
      }
    },
  };

  async function answer(payment: BcNewPayment, fate: Fate): Promise<BcPostingAnswer> {
    const key = payment.idempotencyKey;
    if (fate.kind === 'stop') return { outcome: 'unclear', problem: fate.problem };
    if (fate.kind === 'throw') throw new ProblemError(fate.problem);
    if (fate.kind === 'loseRequest') return { outcome: 'unclear', problem: busy };
    const before = rows.get(key);
    if (fate.kind === 'loseBetween') {
      rows.set(key, before ?? rowOf(payment, 'New', rows.size + 1, ''));
      return { outcome: 'unclear', problem: busy };
    }
    if (fate.kind === 'refuse' && before?.status !== 'Posted') {
      rows.set(key, rowOf(payment, 'Failed', rows.size + 1, fate.text));
      return { outcome: 'refused', id: key, text: fate.text, code: 'Failed', correlationId: 'corr-1' };
    }
    const row = before?.status === 'Posted' ? before : rowOf(payment, 'Posted', rows.size + 1, '');
    if (before?.status !== 'Posted') {
      rows.set(key, row);
      booked.push(payment);
      await fake.afterPosting();
    }
    if (fate.kind === 'loseAnswer') return { outcome: 'unclear', problem: busy };
    return {
      outcome: 'posted',
      id: row.id,
      documentNumber: row.postedDocumentNumber,
      entryNumber: row.postedEntryNumber,
    };
  }
  return fake;
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

const rowOf = (payment: BcNewPayment, status: BcPayment['status'], n: number, text: string): BcPayment => ({
  id: payment.idempotencyKey,
  etag: String(n),
  idempotencyKey: payment.idempotencyKey,
  type: payment.type,
  customerNumber: payment.customerNumber,
  appliesToEntryNumber: payment.appliesToEntryNumber,
  applications: payment.applications.map((one) => ({ ...one })),
  accountNumber: payment.accountNumber,
  dimensions: payment.dimensions,
  postingDate: knownDate(payment.postingDate),
  currencyCode: payment.currencyCode,
  amount: payment.amount,
  externalDocumentNumber: payment.externalDocumentNumber,
  description: payment.description,
  status,
  postedDocumentNumber: status === 'Posted' ? `PAY${n}` : '',
  postedEntryNumber: status === 'Posted' ? 5000 + n : 0,
  errorMessage: text,
  lastModifiedDateTime: '2026-03-10T09:00:00Z',
});
