import type { CalendarDate, Minor, Problem } from '#kernel';
import type { BcClaim, BcCompany, BcCustomer, BcMandate, BcPayment, BcSetup, BcUnpostedPayment } from '#schemas/bc';

/** The rooms' door to Business Central. Methods throw `ProblemError` when nothing can be answered; see each. */
export interface BcClient {
  /**
   * The handshake: is our extension there, does it speak our API version, and on which dates may it post.
   *
   * @throws ProblemError BC_EXTENSION_MISSING when it is absent or has another version, and what any read throws.
   */
  setup(companyId: string): Promise<BcSetup>;
  companies(): Promise<readonly BcCompany[]>;
  /**
   * Ledger entries, page by page. With `modifiedAfter` only what changed after it, oldest change first.
   *
   * @remarks
   * An entry that changes while it is read may come a second time, newer; the same version never comes twice.
   * A partial payment does not always touch the entry, so a poll of open entries must also be read whole now and then.
   */
  claims(companyId: string, which: BcClaimQuery): AsyncGenerator<BcPage<BcClaim>>;
  /** One ledger entry as it stands now, read from the primary; null when there is none. */
  findClaim(companyId: string, entryNumber: number): Promise<BcClaim | null>;
  customers(companyId: string, which: BcDeltaQuery): AsyncGenerator<BcPage<BcCustomer>>;
  agreements(companyId: string, which: BcDeltaQuery): AsyncGenerator<BcPage<BcMandate>>;
  /** Payments entered in Business Central's payment journals but not posted (J6). Amounts as there: negative. */
  unpostedPayments(companyId: string): Promise<readonly BcUnpostedPayment[]>;
  findPayment(companyId: string, idempotencyKey: string): Promise<BcPayment | null>;
  /**
   * Creates the payment under its key and posts it, once. Safe to call again with the same key and content at any time.
   *
   * @remarks Call it for one payment at a time per company: parallel postings lock each other in Business Central.
   * @throws ProblemError FIELD_NOT_WRITABLE before anything is sent, when the payment does not fit the API's fields.
   */
  postPayment(companyId: string, payment: BcNewPayment): Promise<BcPostingAnswer>;
  /**
   * Brings a customer's mandate with one scheme to what the channel says: makes it, or changes the one that is there.
   * Looks before it writes and after every doubt, so it is safe to call again at any time.
   */
  saveMandate(companyId: string, mandate: BcMandateChange): Promise<BcMandateAnswer>;
  /**
   * Posts many payments of one date and currency in one transaction, with one sum on the bank account: all or none, once.
   * Safe to call again with the same key and lines at any time.
   *
   * @throws ProblemError FIELD_NOT_WRITABLE before anything is sent, when a line does not fit the API's fields.
   */
  postBatch(companyId: string, batch: BcNewBatch): Promise<BcBatchAnswer>;
  /**
   * Makes Business Central know a payment id as it stands, new or retired. Safe to call again at any time.
   *
   * @throws ProblemError FIELD_NOT_WRITABLE before anything is sent, when it does not fit the API's fields.
   */
  putPaymentId(companyId: string, paymentId: BcNewPaymentId): Promise<BcPaymentIdAnswer>;
}

/** A mandate as the channel has it now. */
export interface BcMandateChange {
  readonly customerNumber: string;
  readonly schemeCode: string;
  /** Blank where the channel gives no number. */
  readonly agreementNumber: string;
  readonly debtorGroupNumber: string;
  readonly status: 'Active' | 'Cancelled';
  /** Null leaves what is there. */
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
}

export type BcMandateAnswer =
  /** `id` is null when a mandate that is not there was to be cancelled: nothing was to be done. */
  | { readonly outcome: 'saved'; readonly id: string | null }
  | { readonly outcome: 'refused'; readonly text: string; readonly correlationId: string }
  | { readonly outcome: 'unclear'; readonly problem: Problem };

export interface BcDeltaQuery {
  /** An instant as Business Central writes it, usually `withOverlap(watermark)`. */
  readonly modifiedAfter?: string;
}

export interface BcClaimQuery extends BcDeltaQuery {
  readonly openOnly?: boolean;
}

export interface BcPage<T> {
  readonly entities: readonly T[];
  /** One for each entity of the page that could not be read; the others are in `entities`. */
  readonly problems: readonly Problem[];
  /** The latest `lastModifiedDateTime` of all entities of this read so far, as it came; null before the first. */
  readonly watermark: string | null;
}

export interface BcApplication {
  readonly entryNumber: number;
  /** Signed as the entry's remaining amount: a credit memo's is negative. */
  readonly amount: Minor;
  /** What of the entry's payment discount is given, on top of the amount; left out: none. */
  readonly discount?: Minor;
}

/**
 * A payment to post, the return of something posted before, a small difference to write off, a fee the bank kept, or money
 * paid back to a customer.
 */
export interface BcNewPayment {
  /** The identity of the movement of money; one key is one posting, for ever. At most 100 signs. */
  readonly idempotencyKey: string;
  readonly type: 'Payment' | 'Return' | 'WriteOff' | 'Fee' | 'Refund';
  readonly customerNumber: string;
  /**
   * The entry it pays, takes back, or writes the rest of off; for a refund the entry that holds the customer's money.
   * 0 with `applications` or on account.
   */
  readonly appliesToEntryNumber: number;
  readonly applications: readonly BcApplication[];
  readonly postingDate: CalendarDate;
  /** '' for the local currency. */
  readonly currencyCode: string;
  /** Always positive; the type says which way the money went. */
  readonly amount: Minor;
  /** The G/L account of a write-off or a fee; '' for all others. */
  readonly accountNumber: string;
  /** JSON `{"fromEntry":true,"values":{"CODE":"VALUE"}}`, or ''. */
  readonly dimensions: string;
  /** At most 35 signs. */
  readonly externalDocumentNumber: string;
  /** At most 100 signs. */
  readonly description: string;
  /** The channel it came through, and where in which file, so that the posted entry leads back to its line. */
  readonly provider: string;
  readonly fileName: string;
  readonly fileLine: number;
}

export type BcPostingAnswer =
  | {
      readonly outcome: 'posted';
      readonly id: string;
      readonly documentNumber: string;
      readonly entryNumber: number;
    }
  | {
      /** Business Central said no. The same call would be refused again until a person removes the cause. */
      readonly outcome: 'refused';
      /** The row in Business Central, or null when not even that was created. */
      readonly id: string | null;
      /** BC's own words as they came, without the correlation id. */
      readonly text: string;
      /** BC's error code, or `Failed` when the posting itself failed and its text stands on the row. */
      readonly code: string;
      readonly correlationId: string;
    }
  | {
      /** Neither posted nor refused as far as is known. Ask again later with the same key; the problem says why. */
      readonly outcome: 'unclear';
      readonly problem: Problem;
    };

/** Many payments that are posted together. */
export interface BcNewBatch {
  /** The identity of just these lines, for ever. */
  readonly idempotencyKey: string;
  readonly postingDate: CalendarDate;
  readonly currencyCode: string;
  /** Payments of the batch's date and currency, each with its own key. */
  readonly lines: readonly BcNewPayment[];
}

export type BcBatchAnswer =
  | {
      readonly outcome: 'posted';
      readonly id: string;
      readonly lines: readonly {
        readonly idempotencyKey: string;
        readonly documentNumber: string;
        readonly entryNumber: number;
      }[];
    }
  | Exclude<BcPostingAnswer, { readonly outcome: 'posted' }>;

/** A payment id as Business Central is to know it. */
export interface BcNewPaymentId {
  readonly customerNumber: string;
  /** The ledger entry it is for; 0 for the customer as such. */
  readonly entryNumber: number;
  readonly scheme: string;
  /** At most 50 signs. */
  readonly paymentId: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
  readonly status: 'Active' | 'Retired';
}

export type BcPaymentIdAnswer =
  | { readonly outcome: 'written'; readonly id: string }
  | {
      /** Business Central said no, and would again until a person removes the cause. */
      readonly outcome: 'refused';
      readonly text: string;
      readonly code: string;
      readonly correlationId: string;
    }
  | { readonly outcome: 'unclear'; readonly problem: Problem };

/** What the client tells of each request. No token, no query, no body: nothing secret and nothing personal. */
export interface BcLogEntry {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** 0 when no answer came. */
  readonly status: number;
  /** BC's error code, or '' . */
  readonly code: string;
  readonly clientRequestId: string;
  /** BC's own id of the request, when it gave one. */
  readonly requestId: string;
  readonly correlationId: string;
}

export interface BcParts {
  readonly sleep: (ms: number) => Promise<void>;
  /** At least 0, below 1; as `Math.random`. */
  readonly random: () => number;
  readonly log?: (entry: BcLogEntry) => void;
  /** The clock the rate limit counts by, and `Retry-After` dates are read by. Must go with `sleep`. */
  readonly now?: () => Date;
}
