import type { StateMachine } from '#kernel';

export type PostingState = 'proposed' | 'sent' | 'confirmed' | 'failed';
export type PostingAction = 'send' | 'confirm' | 'fail' | 'takeBack' | 'retry';

/**
 * The life of one movement of money on its way into Business Central (bogføring).
 *
 * `sent` is stored before the first request leaves. After an unclear answer it stays `sent` until Business Central was
 * asked by key: `takeBack` only when it says that it never posted it. A return fails without being sent when the payment
 * it takes back never came into the books.
 */
export const postingMachine: StateMachine<PostingState, PostingAction> = {
  proposed: { send: 'sent', fail: 'failed' },
  sent: { confirm: 'confirmed', fail: 'failed', takeBack: 'proposed' },
  confirmed: {},
  failed: { retry: 'proposed' },
};

export const postingStarts: readonly PostingState[] = ['proposed'];
