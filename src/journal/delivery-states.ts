import type { StateMachine } from '#kernel';

export type DeliveryState =
  | 'frozen'
  | 'uploading'
  | 'renaming'
  | 'sent'
  | 'unknown'
  | 'received'
  | 'accepted'
  | 'refused';

export type DeliveryAction = 'upload' | 'rename' | 'arrive' | 'lose' | 'startOver' | 'receive' | 'accept' | 'refuse';

/**
 * The life of an outgoing delivery (leverance). Each step is stored before it is tried.
 *
 * `unknown` is settled by looking at the server or by a receipt, never by sending again: only a delivery whose rename was
 * never tried starts over. A receipt proves arrival whatever we thought, so it is taken in every state after the upload.
 */
export const deliveryMachine: StateMachine<DeliveryState, DeliveryAction> = {
  frozen: { upload: 'uploading' },
  uploading: { upload: 'uploading', rename: 'renaming', lose: 'unknown', startOver: 'frozen', arrive: 'sent' },
  renaming: {
    rename: 'renaming',
    arrive: 'sent',
    lose: 'unknown',
    receive: 'received',
    accept: 'accepted',
    refuse: 'refused',
  },
  unknown: {
    arrive: 'sent',
    startOver: 'frozen',
    rename: 'renaming',
    receive: 'received',
    accept: 'accepted',
    refuse: 'refused',
  },
  sent: { receive: 'received', accept: 'accepted', refuse: 'refused' },
  received: { accept: 'accepted', refuse: 'refused' },
  accepted: {},
  refused: {},
};

export const deliveryStarts: readonly DeliveryState[] = ['frozen'];
