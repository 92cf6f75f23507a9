import type { StateMachine } from '#kernel';

export type PostingState = 'proposed' | 'sent' | 'confirmed' | 'failed';
export type PostingAction = 'send' | 'confirm' | 'fail' | 'takeBack' | 'retry' | 'withdraw';

/**
 * The life of one movement of money on its way into Business Central (bogføring).
 *
 * `sent` is stored before the first request leaves. After an unclear answer it stays `sent` until Business Central was
 * asked by key: `takeBack` only when it says that it never posted it. A return fails without being sent when the payment
 * it takes back never came into the books; one that a person undid before it left is withdrawn. What is in the books stays
 * `confirmed` for ever: what takes it back is a posting of its own.
 */
export const postingMachine: StateMachine<PostingState, PostingAction> = {
  proposed: { send: 'sent', fail: 'failed', withdraw: 'failed' },
  sent: { confirm: 'confirmed', fail: 'failed', takeBack: 'proposed' },
  confirmed: {},
  failed: { retry: 'proposed' },
};

export const postingStarts: readonly PostingState[] = ['proposed'];
