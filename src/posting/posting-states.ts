import type { StateMachine } from '#kernel';

export type PostingState = 'proposed' | 'sent' | 'confirmed' | 'failed';
export type PostingAction = 'send' | 'confirm' | 'fail' | 'takeBack' | 'retry';

/**
 * The life of one movement of money on its way into Business Central (bogføring).
 *
 * `sent` is stored before the first request leaves. After an unclear answer it stays `sent` until Business Central was
 * asked by key: `takeBack` only when it says that it never had it.
 */
export const postingMachine: StateMachine<PostingState, PostingAction> = {
  proposed: { send: 'sent' },
  sent: { confirm: 'confirmed', fail: 'failed', takeBack: 'proposed' },
  confirmed: {},
  failed: { retry: 'proposed' },
};

export const postingStarts: readonly PostingState[] = ['proposed'];
