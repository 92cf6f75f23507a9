import type { StateMachine } from '#kernel';

export type PaymentIdState = 'active' | 'retired';
export type PaymentIdAction = 'retire';

/** The life of a payment id: it is given out once, and once retired it stays so. A retired one still finds its owner. */
export const paymentIdMachine: StateMachine<PaymentIdState, PaymentIdAction> = {
  active: { retire: 'retired' },
  retired: {},
};

export const paymentIdStarts: readonly PaymentIdState[] = ['active'];
