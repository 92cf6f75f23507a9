import type { MandateFact } from '#channels';

/** A mandate as Business Central has it, as far as a change cares. */
export interface KnownMandate {
  readonly mandateNumber: string;
  readonly debtorGroup: string;
  readonly status: string;
}

export interface ProposedChange {
  readonly kind: 'register' | 'cancel';
  readonly explanation: string;
}

/**
 * What a record of the channel changes in Business Central; null when Business Central knows it already, or when it is no
 * mandate to collect by (999999999 stands for electronic slips). Pure.
 */
export function decideChange(fact: MandateFact, known: readonly KnownMandate[]): ProposedChange | null {
  if (fact.isElectronicSlip || fact.customerNumber === '') return null;
  const same = known.filter((mandate) => isSame(mandate, fact));
  const isActive = same.some(({ status }) => status === 'Active');
  if (fact.kind === 'cancelled') {
    const who = fact.endedBy === null ? '' : ` by the ${fact.endedBy}`;
    return isActive ? { kind: 'cancel', explanation: `cancelled${who}, told by record ${fact.recordCode}` } : null;
  }
  if (isActive) return null;
  const waiting = same.some(({ status }) => status === 'Pending') ? ', which was pending' : '';
  return { kind: 'register', explanation: `${fact.kind}${waiting}, told by record ${fact.recordCode}` };
}

/** A channel that gives no number or group is known by the customer alone; a pending mandate has no number yet. */
const isSame = ({ mandateNumber, debtorGroup, status }: KnownMandate, fact: MandateFact): boolean =>
  (fact.debtorGroup === '' || debtorGroup === '' || debtorGroup === fact.debtorGroup) &&
  (fact.mandateNumber === '' || mandateNumber === fact.mandateNumber || (status === 'Pending' && mandateNumber === ''));
