import type { StateMachine } from '#kernel';

export type PaymentState = 'received' | 'matched' | 'noted' | 'parked' | 'dismissed';
export type PaymentAction = 'match' | 'note' | 'park' | 'dismiss';

/**
 * The life of a payment fact. `matched`: it moves money and has its allocation. `noted`: it moves no money (rejected,
 * cancelled) and the line knows. `parked`: it waits in the error log. `dismissed`: a person said that nothing follows.
 * A posting that Business Central refuses parks its payment again.
 */
export const paymentMachine: StateMachine<PaymentState, PaymentAction> = {
  received: { match: 'matched', note: 'noted', park: 'parked' },
  matched: { park: 'parked' },
  noted: {},
  parked: { match: 'matched', note: 'noted', park: 'parked', dismiss: 'dismissed' },
  dismissed: {},
};

export const paymentStarts: readonly PaymentState[] = ['received'];
