/** What may go wrong once. Each is armed, waits for its moment, strikes, and is gone. */
export type SftpFault =
  /** The connection breaks when this many bytes of file content were written since it was armed. */
  | { readonly kind: 'drop-after-bytes'; readonly bytes: number }
  /** The connection breaks instead of the next rename. */
  | { readonly kind: 'drop-before-rename' }
  /** The next rename takes effect, but the connection breaks before the answer. */
  | { readonly kind: 'drop-after-rename' }
  /** The next rename takes effect, but is answered with a failure. */
  | { readonly kind: 'refuse-after-rename' }
  /** The connection breaks when this many bytes of file content were read since it was armed. */
  | { readonly kind: 'drop-after-read'; readonly bytes: number }
  /** The next `stat` is never answered; the connection stays. */
  | { readonly kind: 'silence' };

export interface ArmedFaults {
  readonly arm: (fault: SftpFault) => void;
  /** How many armed faults have not struck yet. */
  readonly waiting: () => number;
  /** Takes the fault out when it is armed. */
  readonly strikes: (kind: SftpFault['kind']) => boolean;
  /** Counts bytes; true when the connection must break now, with how many of these bytes still get through. */
  readonly cut: (kind: 'drop-after-bytes' | 'drop-after-read', length: number) => number | null;
}

export function armedFaults(): ArmedFaults {
  const armed: SftpFault[] = [];
  const take = (kind: SftpFault['kind']): boolean => {
    const at = armed.findIndex((fault) => fault.kind === kind);
    if (at >= 0) armed.splice(at, 1);
    return at >= 0;
  };
  return {
    arm: (fault) => void armed.push(fault),
    waiting: () => armed.length,
    strikes: take,
    cut: (kind, length) => {
      const at = armed.findIndex((fault) => fault.kind === kind);
      const fault = armed[at];
      if (!fault || !('bytes' in fault)) return null;
      if (length < fault.bytes) {
        armed[at] = { kind, bytes: fault.bytes - length };
        return null;
      }
      armed.splice(at, 1);
      return fault.bytes;
    },
  };
}
