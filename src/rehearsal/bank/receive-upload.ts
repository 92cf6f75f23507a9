import { type CalendarDate, inCopenhagen } from '#kernel';
import type { BankCreditor, BankMandate } from './agreement.ts';
import { checkCancellation } from './check-cancellation.ts';
import { checkCollection, originalOf } from './check-collection.ts';
import type { CheckContext } from './check-rules.ts';
import type { Original, Reason } from './received.ts';
import type { Sealer } from './seal.ts';
import type { Cancellation, Entry, Message, Upload } from './entries.ts';
import { type BankState, stands } from './state.ts';
import { checkStructure } from './structure/check-structure.ts';
import { isMessageName } from './structure/schema.ts';
import { type BatchStatus, writeStatus } from './write-status.ts';
import { find, readXml, textAt, type XmlElement } from './xml-tree.ts';

export interface ReceiveContext {
  readonly creditor: BankCreditor;
  readonly mandates: () => Iterable<BankMandate>;
  readonly today: CalendarDate;
  readonly now: Date;
  readonly sealer: Sealer;
}

/** What the bank makes of an upload: what it remembers, and its acknowledgement. */
export interface Received {
  readonly entry: Omit<Extract<Entry, { kind: 'received' }>, 'files'>;
  readonly answer: Uint8Array;
}

/** Reads one upload and answers it at once: accepted (ACTC) or refused as a whole (RJCT). */
export async function receiveUpload(
  context: ReceiveContext,
  state: BankState,
  upload: Upload,
  bytes: Uint8Array,
): Promise<Received> {
  const understood = await understand(context, state, bytes);
  const { kind, original, refusals } = understood;
  const { date, time } = inCopenhagen(context.now);
  const seconds = String(context.now.getUTCSeconds()).padStart(2, '0');
  const message: Message = {
    ...upload,
    kind,
    receivedOn: context.today,
    receivedAt: `${date}T${time}:${seconds}`,
    original,
    refusals: [...refusals],
  };
  const batches = cancellationStatuses(understood);
  const isPartly =
    batches.some(({ status }) => status === 'PART') || new Set(batches.map(({ status }) => status)).size > 1;
  const isAllRefused = batches.length > 0 && batches.every(({ status }) => status === 'RJCT');
  const answer = writeStatus({
    reportId: `ACK${context.today.replaceAll('-', '')}${String(state.messages.length + 1).padStart(5, '0')}`,
    createdAt: message.receivedAt,
    creditorName: context.creditor.name,
    bankBic: context.creditor.bic,
    original,
    status: refusals.length > 0 || isAllRefused ? 'RJCT' : isPartly ? 'PART' : 'ACTC',
    reasons: refusals.map(({ code, text }) => ({ code, text: `${upload.uploadName}: ${text}` })),
    batches,
  });
  const { cancellations } = understood;
  return {
    entry: { kind: 'received', message, batches: [...understood.batches], cancellations: [...cancellations] },
    answer,
  };
}

interface Understood {
  readonly kind: Message['kind'];
  readonly original: Original;
  readonly refusals: readonly Reason[];
  readonly batches: Extract<Entry, { kind: 'received' }>['batches'];
  readonly cancellations: readonly Cancellation[];
  readonly batchOf: ReadonlyMap<Cancellation, string>;
}

async function understand(context: ReceiveContext, state: BankState, bytes: Uint8Array): Promise<Understood> {
  const opened = await context.sealer.open(bytes);
  if (!opened.ok) return unreadable(opened.error.code, [opened.error.text]);
  const read = readXml(opened.value);
  if (!read.ok) return unreadable('FF01', [read.error]);
  const { root, namespace } = read.value;
  const messageName = namespace.replace('urn:iso:std:iso:20022:tech:xsd:', '');
  const [message] = root.children;
  if (!isMessageName(messageName) || message === undefined) {
    return unreadable('FF01', [`the namespace ${namespace} is not taken here`]);
  }
  const faults = checkStructure(root, messageName);
  if (faults.length > 0) {
    const original = { ...nothingKnown, messageId: readableId(message), messageName };
    return unreadable(
      'FF01',
      faults.slice(0, 5).map(({ path, rule }) => `${path}: ${rule}`),
      original,
    );
  }
  if (messageName === 'camt.055.001.01') {
    const checked = checkCancellation(message, state, context.today);
    return { kind: 'cancellation', batches: [], ...checked };
  }
  const checked = checkCollection(message, messageName, contextOf(context, state));
  return { kind: 'collection', cancellations: [], batchOf: new Map(), ...checked, batches: [...checked.batches] };
}

const nothingKnown: Original = {
  messageId: 'NOTPROVIDED',
  messageName: 'NOTPROVIDED',
  createdAt: null,
  numberOfTransactions: null,
  controlSum: null,
};

const unreadable = (code: string, texts: readonly string[], original: Original = nothingKnown): Understood => ({
  kind: 'unreadable',
  original,
  refusals: texts.map((text) => ({ code, text })),
  batches: [],
  cancellations: [],
  batchOf: new Map(),
});

function readableId(message: XmlElement): string {
  const header = find(message, 'GrpHdr');
  const id = header === null ? textAt(message, 'Assgnmt/Id') : originalOf(header, '').messageId;
  return id !== null && /^[\x21-\x7e]{1,35}$/.test(id) ? id : 'NOTPROVIDED';
}

function contextOf(context: ReceiveContext, state: BankState): CheckContext {
  const mandates = new Map<string, BankMandate>();
  for (const mandate of context.mandates()) mandates.set(mandate.mandateId, mandate);
  return {
    creditor: context.creditor,
    today: context.today,
    mandateOf: (mandateId) => mandates.get(mandateId) ?? null,
    isMessageIdUsed: (messageId) => state.idsUsed.has(messageId),
    isEndToEndIdTaken: (endToEndId) => {
      const key = state.keyOfEndToEnd.get(endToEndId);
      return key !== undefined && stands(state, key);
    },
    isMandateUsedUp: (mandateId) => {
      const key = state.lastOnMandate.get(mandateId);
      return key !== undefined && stands(state, key);
    },
  };
}

/** What an acknowledgement says of each request to cancel: only what was not cancelled. */
function cancellationStatuses({ cancellations, batchOf }: Understood): BatchStatus[] {
  const batches = new Map<string, Cancellation[]>();
  for (const one of cancellations) {
    const id = batchOf.get(one) ?? '';
    const batch = batches.get(id) ?? [];
    batch.push(one);
    batches.set(id, batch);
  }
  return [...batches].map(([paymentInformationId, all]): BatchStatus => {
    const refused = all.flatMap(({ endToEndId, refusal }) => (refusal === null ? [] : [{ endToEndId, refusal }]));
    return {
      paymentInformationId,
      status: refused.length === 0 ? 'ACCP' : refused.length === all.length ? 'RJCT' : 'PART',
      reason: null,
      counts: { ACCP: all.length - refused.length, RJCT: refused.length },
      refusals: refused.map(({ endToEndId, refusal }) => ({
        endToEndId,
        instructionId: null,
        amount: null,
        dueDate: null,
        mandateId: null,
        reason: { code: refusal.code, isOwn: false },
        text: refusal.text,
      })),
    };
  });
}
