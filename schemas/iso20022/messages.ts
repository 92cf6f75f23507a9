/** A kind of message: what it is called without its version. */
export type MessageKind = keyof typeof messages;

/** Which message a file holds, by its namespace and the first child of `Document`. */
export interface MessageName {
  readonly kind: MessageKind;
  /** `pain.002.001.10`; the kind alone where the namespace names no version. */
  readonly name: string;
  /** `10`; null where the namespace does not say. */
  readonly version: string | null;
  /** In words: `payment status report`. */
  readonly words: string;
  /** A namespace of one country, such as the Swiss one: the message is read by the name of its first child. */
  readonly isNational: boolean;
  /** Whether this version is one whose schema we know. Others are read as well: elements seldom change their place. */
  readonly isKnownVersion: boolean;
}

const namespacePrefix = 'urn:iso:std:iso:20022:tech:xsd:';

/** The messages we know: first child of `Document`, versions whose schema we know, and what they are for. */
export const messages = {
  'pain.001': { child: 'CstmrCdtTrfInitn', versions: ['03', '09'], words: 'payments to be made' },
  'pain.002': { child: 'CstmrPmtStsRpt', versions: ['03', '10'], words: 'payment status report' },
  'pain.008': { child: 'CstmrDrctDbtInitn', versions: ['02', '08'], words: 'direct debits to be collected' },
  'camt.029': { child: 'RsltnOfInvstgtn', versions: ['03'], words: 'answer to a cancellation request' },
  'camt.052': { child: 'BkToCstmrAcctRpt', versions: ['02'], words: 'account report of the day' },
  'camt.053': { child: 'BkToCstmrStmt', versions: ['02', '04', '08'], words: 'account statement' },
  'camt.054': { child: 'BkToCstmrDbtCdtNtfctn', versions: ['02', '04', '08'], words: 'debit and credit notification' },
  'camt.055': { child: 'CstmrPmtCxlReq', versions: ['01', '08'], words: 'request for cancellation, to the bank' },
  'camt.056': { child: 'FIToFIPmtCxlReq', versions: ['01', '08'], words: 'request for cancellation, between banks' },
} as const satisfies Readonly<Record<string, { child: string; versions: readonly string[]; words: string }>>;

/** The namespace of a message: `urn:iso:std:iso:20022:tech:xsd:pain.008.001.02`. */
export const namespaceOf = (name: string): string => namespacePrefix + name;

/** The first child decides, because countries have namespaces of their own; null for a message we do not know. */
export function messageOf(namespace: string, firstChild: string): MessageName | null {
  const kind = byChild.get(firstChild);
  if (kind === undefined) return null;
  const known: readonly string[] = messages[kind].versions;
  const version = new RegExp(`${kind.replace('.', '\\.')}\\.001\\.(\\d\\d)`).exec(namespace)?.[1] ?? null;
  return {
    kind,
    name: version === null ? kind : `${kind}.001.${version}`,
    version,
    words: messages[kind].words,
    isNational: !namespace.startsWith(namespacePrefix),
    isKnownVersion: version !== null && known.includes(version),
  };
}

const isKind = (text: string): text is MessageKind => text in messages;

const byChild: ReadonlyMap<string, MessageKind> = new Map(
  Object.entries(messages).flatMap(([kind, { child }]) => (isKind(kind) ? [[child, kind]] : [])),
);
