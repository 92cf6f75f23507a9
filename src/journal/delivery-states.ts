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

export type DeliveryAction = 'upload' | 'rename' | 'arrive' | 'lose' | 'receive' | 'accept' | 'refuse';

/**
 * The life of an outgoing delivery (leverance). Each step is stored before it is tried.
 *
 * `unknown`: its rename was tried, and nobody knows whether it was done. That is settled by looking at the server or by a
 * receipt, never by sending again; only while the rename was never tried may the upload be repeated. A receipt proves
 * arrival whatever we thought, so it is taken in every state after the upload.
 */
export const deliveryMachine: StateMachine<DeliveryState, DeliveryAction> = {
  frozen: { upload: 'uploading' },
  uploading: { upload: 'uploading', rename: 'renaming', arrive: 'sent' },
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
