/** What goes wrong with the next request, once. */
export type FaultKind =
  /** Answered with a fault of the server; nothing is done. */
  | 'busy'
  /** The connection ends before the request is handled. */
  | 'lost-request'
  /** The request is handled, and the connection ends before the answer. */
  | 'lost-response'
  /** An answer that is no XML, as a proxy gives. */
  | 'no-xml'
  /** The customer's certificate counts as expired. */
  | 'expired-certificate'
  | 'wrong-signature'
  | 'unsigned'
  | 'tampered'
  | 'wrapped'
  | 'wrapped-signature'
  | 'two-signatures'
  | 'doctype'
  /** A signed answer, not encrypted: harmless. */
  | 'plain-answer'
  /** A genuine answer to something else. */
  | 'other-request'
  | 'other-header';

export function armedFaults() {
  const waiting: FaultKind[] = [];
  return {
    arm: (kind: FaultKind): void => void waiting.push(kind),
    waiting: (): number => waiting.length,
    take: (): FaultKind | null => waiting.shift() ?? null,
  };
}
