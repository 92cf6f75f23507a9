/** How far a delivery is, as the store knows it. The stage is stored before its step is tried. */
export type DeliveryStage = 'frozen' | 'uploading' | 'renaming' | 'sent' | 'received' | 'accepted' | 'refused';

/** What lies with the receiver now: the size in bytes under each name, or null when there is no such file. */
export interface SeenAtReceiver {
  readonly finalSize: number | null;
  readonly temporarySize: number | null;
}

export type DeliveryStep =
  /** Write the temporary file from its beginning. */
  | 'upload'
  /** Give the temporary file its final name. */
  | 'rename'
  /** The file is with the receiver. */
  | 'done'
  /** The receiver has taken the file away already. Only its receipt can tell. */
  | 'wait-for-receipt'
  /** Something lies there that is not ours. A person must look. */
  | 'conflict';

type Size = 'none' | 'equal' | 'other';

/**
 * Decides the next step of a delivery from its stage and from what lies with the receiver.
 *
 * A second copy would collect twice, so bytes are only written again as long as the rename was never tried: a temporary
 * name is no delivery. Once it was tried, an empty folder means that the receiver has taken the file.
 */
export function whatToDo(stage: DeliveryStage, seen: SeenAtReceiver, expectedSize: number): DeliveryStep {
  return table[stage][sizeOf(seen.finalSize, expectedSize)][sizeOf(seen.temporarySize, expectedSize)];
}

const sizeOf = (seen: number | null, expected: number): Size =>
  seen === null ? 'none' : seen === expected ? 'equal' : 'other';

const always = (step: DeliveryStep): Readonly<Record<Size, DeliveryStep>> => ({ none: step, equal: step, other: step });

const settled = { none: always('done'), equal: always('done'), other: always('done') } as const;

/** Stage, then the final file, then the temporary file. */
const table: Readonly<Record<DeliveryStage, Readonly<Record<Size, Readonly<Record<Size, DeliveryStep>>>>>> = {
  // Nothing was tried yet, so a file under our final name is another one, whatever its size.
  frozen: { none: always('upload'), equal: always('conflict'), other: always('conflict') },
  // Even of the right size the temporary file may have a hole: only an upload that was answered to its end is whole.
  uploading: { none: always('upload'), equal: always('done'), other: always('conflict') },
  // The temporary file was whole when this stage was stored; one of another size was not left by us.
  renaming: {
    none: { none: 'wait-for-receipt', equal: 'rename', other: 'conflict' },
    equal: always('done'),
    other: always('conflict'),
  },
  sent: settled,
  received: settled,
  accepted: settled,
  refused: settled,
};
