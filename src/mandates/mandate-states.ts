import type { StateMachine } from '#kernel';

export type MandateChangeState = 'proposed' | 'approved' | 'applied' | 'exported' | 'confirmed' | 'dismissed';
export type MandateChangeAction = 'edit' | 'approve' | 'apply' | 'export' | 'confirm' | 'returnToProposed' | 'dismiss';

/**
 * The life of a line of the mandate journal (capability J5). A change that the channel told is checked by a person, then
 * written to Business Central (`applied`); one of ours is checked, then sent (`exported`), and confirmed by the channel's
 * own answer. What Business Central or the channel refuses is proposed again, with the reason.
 */
export const mandateChangeMachine: StateMachine<MandateChangeState, MandateChangeAction> = {
  proposed: { edit: 'proposed', approve: 'approved', dismiss: 'dismissed' },
  approved: { apply: 'applied', export: 'exported', returnToProposed: 'proposed', dismiss: 'dismissed' },
  applied: {},
  exported: { confirm: 'confirmed', returnToProposed: 'proposed' },
  confirmed: {},
  dismissed: {},
};

export const mandateChangeStarts: readonly MandateChangeState[] = ['proposed'];
