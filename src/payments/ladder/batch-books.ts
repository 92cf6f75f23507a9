import type { ClaimShare } from './decision.ts';
import type { ClaimBooks, OpenClaim } from './facts.ts';

/** The books as they stand while a batch is decided: what was read, less what the batch itself has settled so far. */
export interface BatchBooks {
  readonly told: ClaimBooks;
  /** The claim with what is left of it now. */
  readonly now: (claim: OpenClaim) => OpenClaim;
  /** Something of it was settled by a payment of this batch. */
  readonly wasUsed: (claim: OpenClaim) => boolean;
  /** A customer's claims of one currency that are open now, oldest due first. */
  readonly openOf: (customerNumber: string, currency: string) => readonly OpenClaim[];
  readonly use: (shares: readonly ClaimShare[]) => void;
}

export function batchBooks(told: ClaimBooks): BatchBooks {
  const used = new Map<number, number>();
  const now = (claim: OpenClaim): OpenClaim => {
    const minor = used.get(claim.id);
    return minor === undefined ? claim : { ...claim, openMinor: claim.openMinor - minor };
  };
  return {
    told,
    now,
    wasUsed: ({ id }) => used.has(id),
    openOf: (customerNumber, currency) => {
      const open: OpenClaim[] = [];
      for (const claim of told.claimsOf(customerNumber)) {
        if (claim.currency !== currency) continue;
        const left = now(claim);
        if (left.openMinor !== 0) open.push(left);
      }
      return open;
    },
    use: (shares) => {
      for (const share of shares) {
        if (share.claimId === null) continue;
        used.set(share.claimId, (used.get(share.claimId) ?? 0) + closedBy(share));
      }
    },
  };
}

/** What a share takes off its claim: the money, the discount and the small difference together. */
export const closedBy = ({ minor, discountMinor, writeOffMinor }: ClaimShare): number =>
  minor + discountMinor + writeOffMinor;
