import type { CalendarDate } from '#kernel';

/** A payment as far as it can say what it pays. Money that came to us only: charge backs go another way. */
export interface Remittance {
  readonly paymentId: number;
  readonly paymentKey: string;
  readonly fileId: number;
  readonly fileLine: number;
  /** Above zero, in minor units. */
  readonly minor: number;
  readonly currency: string;
  readonly bookedOn: CalendarDate;
  readonly payerName: string;
  /** Letters and digits only; blank where the file names none. */
  readonly payerAccount: string;
  /** Payment ids and virtual accounts that came with it, from the strongest place to the weakest. */
  readonly ids: readonly ArrivedId[];
  /** Blank where the file names none. */
  readonly endToEndId: string;
  readonly mandateId: string;
  /** What the payer wrote, line by line. */
  readonly texts: readonly string[];
}

/** A number that came with money and may be one that we gave out. */
export interface ArrivedId {
  /** A Danish slip's card type (`71`), `RF`, `account`, or what the file calls it. */
  readonly kind: string;
  readonly value: string;
  readonly from: 'structured reference' | 'credited account' | 'text';
}

/** Whose a number is, as the registry says. */
export interface IdOwner {
  readonly value: string;
  readonly customerNumber: string;
  /** The claim it was given to; null for the customer as such. */
  readonly claimId: number | null;
  /** Right but for its check digit, which is wrong or was left out. */
  readonly isRepaired: boolean;
  readonly isRetired: boolean;
}

/** An open customer ledger entry with what is left of it once every standing allocation is counted off. */
export interface OpenClaim {
  readonly id: number;
  readonly entryNumber: number;
  readonly customerNumber: string;
  readonly documentNumber: string;
  /** Blank where there is none. */
  readonly externalDocumentNumber: string;
  readonly nature: 'principal' | 'fee' | 'interest' | 'credit';
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate | null;
  readonly currency: string;
  /** Above zero: the customer owes it. Below: a credit memo. Zero: closed, or paid already by what waits to be posted. */
  readonly openMinor: number;
  /** What may be deducted when it is paid whole, and until when. */
  readonly discount: { readonly until: CalendarDate; readonly minor: number } | null;
  /** What Business Central lets go of when it is paid almost whole; zero where nothing. */
  readonly toleranceMinor: number;
}

export interface PayingCustomer {
  readonly number: string;
  readonly name: string;
  /** Blocked for privacy, gone from Business Central, or insolvent: a person decides about his money. */
  readonly isClosed: boolean;
}

/** What is known of an account that money came from: for whom it paid before. Derived from what stands, never counted. */
export interface PayerHistory {
  readonly customerNumber: string;
  /** Payments of this account that stand for the customer by stronger proof than the account itself. */
  readonly times: number;
  /** A person undid one: the account says nothing about this customer until a person says so again. */
  readonly wasUndone: boolean;
}

/** The part of the books that payments could be about. Every question is answered from memory. */
export interface ClaimBooks {
  readonly customer: (number: string) => PayingCustomer | undefined;
  /** All open claims of a customer, of all currencies, oldest due first; none twice. */
  readonly claimsOf: (customerNumber: string) => readonly OpenClaim[];
  readonly claim: (id: number) => OpenClaim | undefined;
  /** Several where a number may be more than one owner's; none where it is nobody's. */
  readonly ownersOf: (id: ArrivedId) => readonly IdOwner[];
  /** It is a right number of a block of ours that was never given out. */
  readonly isOfOurBlock: (id: ArrivedId) => boolean;
  /** The customers whose mandate it is. */
  readonly customersOfMandate: (mandateId: string) => readonly string[];
  /** Claims, also closed ones, whose own or external number has this canonical form (`document-numbers.ts`). */
  readonly claimsByNumber: (canonical: string) => readonly OpenClaim[];
  readonly historyOf: (payerAccount: string) => readonly PayerHistory[];
  /** Open claims of exactly this amount, of any customer; for suggestions and the guard against slips of the finger. */
  readonly claimsByAmount: (minor: number, currency: string) => readonly OpenClaim[];
  /** Customers whose name resembles it, best first; for suggestions only. */
  readonly customersLike: (name: string) => readonly { readonly number: string; readonly likeness: number }[];
  /** What a person undid of this payment: never applied again by the machine (capability P7). */
  readonly undoneOf: (paymentKey: string) => readonly { readonly customerNumber: string }[];
}

/** What a company lets the machine do. */
export interface MatchingPolicy {
  /** `shadow`: it is tried and its answer kept beside what people decide, and it moves nothing. */
  readonly rungs: Readonly<Record<ClaimRung, 'on' | 'shadow' | 'off'>>;
  /** How money is spread where nothing says which claims are meant; declared by the company, and labelled so. */
  readonly convention: 'none' | 'oldest first' | 'principal first' | 'fees first';
  /** A difference of a set of claims that is let go of, either way, in minor units; zero: none. */
  readonly smallDifferenceMinor: number;
  /** Nodes of the subset search after which it gives up; giving up is refusing. */
  readonly mostNodes: number;
}

/** The rungs below our own line references, from the strongest proof to the weakest. */
export const claimRungs = [
  'payment id',
  'end-to-end or mandate id',
  'document numbers',
  'known payer',
  'unique subset',
  'convention',
  'unique amount',
  'name',
] as const;

export type ClaimRung = (typeof claimRungs)[number];
