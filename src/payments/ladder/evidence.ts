import { decimalFromMinor, minor } from '#kernel';
import type { ClaimEvidence } from './decision.ts';
import type { Remittance } from './facts.ts';
import type { SaidDocument, SaidId } from './what-it-says.ts';

export const amountText = (amount: number): string => decimalFromMinor(minor(amount));

/** The payment's amount beside what is open. */
export const amountEvidence = ({ minor: paid }: Remittance, openMinor: number): ClaimEvidence => {
  const said = amountText(paid);
  return paid === openMinor
    ? { what: 'amount', said, agrees: true }
    : { what: 'amount', said, ours: amountText(openMinor), agrees: false };
};

export function idEvidence({ what, said, at, owners }: SaidId): ClaimEvidence {
  const [owner] = owners;
  if (!owner) return { what, said, agrees: false, at };
  const agrees = owners.length === 1;
  return said === owner.value ? { what, said, agrees, at } : { what, said, ours: owner.value, agrees, at };
}

export function documentEvidence({ said, at, claims }: SaidDocument): ClaimEvidence {
  const ours = claims[0]?.documentNumber ?? '';
  return said === ours
    ? { what: 'document number', said, agrees: true, at }
    : { what: 'document number', said, ours, agrees: true, at };
}
