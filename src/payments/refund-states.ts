import type { StateMachine } from '#kernel';

export type RefundState = 'proposed' | 'approved' | 'posted' | 'withdrawn';
export type RefundAction = 'approve' | 'post' | 'withdraw';

/**
 * The life of an order to pay money back (tilbagebetaling). Where the company asks for it a second person approves it; what is
 * posted in Business Central lies there as a refund, ready to be paid out.
 */
export const refundMachine: StateMachine<RefundState, RefundAction> = {
  proposed: { approve: 'approved', withdraw: 'withdrawn' },
  approved: { post: 'posted', withdraw: 'withdrawn' },
  posted: {},
  withdrawn: {},
};

export const refundStarts: readonly RefundState[] = ['proposed', 'approved'];
