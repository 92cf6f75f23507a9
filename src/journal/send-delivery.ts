import { type RawBuilder, type Selectable, sql } from 'kysely';
import { openExceptions, solveExceptions } from '#exceptions';
import { type DeliveryStage, type Transport, type Vault, whatToDo } from '#files';
import {
  allowing,
  fail,
  type Moment,
  ok,
  type Problem,
  type ProblemCode,
  problem,
  ProblemError,
  problemOf,
  type Result,
} from '#kernel';
import { type Actor, alone, type Database, type Tables, updateWithEvents } from '#store';
import { type DeliveryAction, deliveryMachine, type DeliveryState } from './delivery-states.ts';

export interface SendParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly transport: Transport;
  readonly moment: Moment;
  readonly by: string;
}

type Delivery = Selectable<Tables['delivery']>;

/**
 * Sends one frozen delivery, once.
 *
 * Before each step it looks at what lies with the receiver and stores the stage the step leads into; so it can be killed
 * at any point and run again. A doubt is settled by looking or by the receipt, never by sending again.
 *
 * @returns the state it reached; `unknown` when only the receipt can tell
 */
export async function sendDelivery(
  input: { readonly deliveryId: number },
  parts: SendParts,
): Promise<Result<DeliveryState, Problem>> {
  const done = await alone(parts.database.pool, `delivery:${input.deliveryId}`, async () => {
    try {
      return await stepByStep(input.deliveryId, parts);
    } catch (thrown) {
      const found = await noteDoubt(input.deliveryId, problemOf(thrown), parts);
      // What nobody foresaw goes back to the queue, which tries again and in the end puts the work aside.
      if (found.code === 'UNEXPECTED') throw thrown;
      return fail(found);
    }
  });
  return done?.value ?? fail(busy(input.deliveryId));
}

/** What may have been said while a delivery was on its way, and is over once it was seen, or answered. */
export const sendingDoubts: readonly ProblemCode[] = [
  'TRANSPORT_UNREACHABLE',
  'TRANSPORT_HOST_KEY_WRONG',
  'TRANSPORT_SIGN_IN_FAILED',
  'TRANSPORT_UNCLEAR',
  'TRANSPORT_REFUSED',
  'TRANSPORT_FILE_EXISTS',
  'KEY_UNUSABLE',
  'VAULT_UNREACHABLE',
  'VAULT_DAMAGED',
  'UNEXPECTED',
];

/** Frozen, uploaded, renamed, seen: six looks are more than any healthy delivery takes. */
const mostSteps = 6;

async function stepByStep(deliveryId: number, parts: SendParts): Promise<Result<DeliveryState, Problem>> {
  const { transport, vault } = parts;
  for (let step = 0; step < mostSteps; step++) {
    const delivery = await readDelivery(parts, deliveryId);
    const stage = stageOf(delivery.state);
    if (stage === null) return ok(delivery.state);
    if (delivery.purpose === 'stop' && (await isCollectionOnItsWay(parts, delivery))) return fail(busy(deliveryId));
    const seen = {
      finalSize: await transport.stat(delivery.file_name),
      temporarySize: await transport.stat(transport.temporaryName(delivery.file_name)),
    };
    // What lies there is larger than what we froze where the transport encrypts; the upload told how large.
    const next = whatToDo(stage, seen, delivery.size_on_wire ?? delivery.size);
    if (next === 'upload') {
      await move(parts, delivery, 'upload');
      const bytes = () => vault.open(delivery.sha256);
      const sizeOnWire = await transport.putTemporary(delivery.file_name, bytes, delivery.size);
      await move(parts, delivery, 'rename', { size_on_wire: sizeOnWire });
      await transport.rename(delivery.file_name);
    } else if (next === 'rename') {
      await transport.rename(delivery.file_name);
    } else if (next === 'done') {
      await move(parts, delivery, 'arrive', { sent_at: parts.moment.at });
    } else if (next === 'wait-for-receipt') {
      await noteDoubt(deliveryId, takenOrLost(transport, delivery.file_name), parts);
      return ok('unknown');
    } else {
      const size = seen.finalSize ?? seen.temporarySize ?? 0;
      const context = { transport: transport.name, fileName: delivery.file_name, size };
      throw new ProblemError(problem('TRANSPORT_FILE_EXISTS', context));
    }
  }
  throw new Error(`Delivery ${deliveryId} did not arrive in ${mostSteps} steps`);
}

const takenOrLost = (transport: Transport, fileName: string): Problem =>
  problem('TRANSPORT_UNCLEAR', {
    transport: transport.name,
    fileName,
    step: 'rename',
    text: 'Neither name is there: most likely the receiver has taken the file. Its receipt will tell.',
  });

const busy = (deliveryId: number): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what: 'delivery', id: String(deliveryId), state: 'busy', action: 'send' });

/** A stop must not overtake the delivery that it corrects: Nets would find nothing to replace. */
async function isCollectionOnItsWay({ database }: SendParts, stop: Delivery): Promise<boolean> {
  const earlier = await database.db
    .selectFrom('delivery')
    .select('id')
    .where('journal_id', '=', stop.journal_id)
    .where('purpose', '=', 'collect')
    .where('id', '<', stop.id)
    .where('state', 'in', ['frozen', 'uploading', 'renaming'])
    .executeTakeFirst();
  return earlier !== undefined;
}

async function readDelivery(
  parts: SendParts,
  id: number,
): Promise<Omit<Delivery, 'state'> & { readonly state: DeliveryState }> {
  const row = await parts.database.db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return { ...row, state: knownState(row.state) };
}

const isDeliveryState = (text: string): text is DeliveryState => text in deliveryMachine;

function knownState(text: string): DeliveryState {
  if (!isDeliveryState(text)) throw new Error(`A delivery cannot be ${text}`);
  return text;
}

/** Null: nothing is left to send. An unknown delivery stands where its rename was tried. */
function stageOf(state: DeliveryState): DeliveryStage | null {
  if (state === 'frozen' || state === 'uploading' || state === 'renaming') return state;
  return state === 'unknown' ? 'renaming' : null;
}

async function move(
  parts: SendParts,
  delivery: { readonly id: number },
  action: DeliveryAction,
  patch: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await moveDeliveries(
    parts.database.db,
    action,
    sql`r.id = ${delivery.id}`,
    { by: parts.by, at: parts.moment.at },
    patch,
  );
  if (action !== 'arrive') return;
  const how = { action: 'retry', reason: 'it was seen with the receiver' };
  const which = {
    subject: 'delivery' as const,
    subjectIds: [delivery.id],
    codes: sendingDoubts,
  };
  await solveExceptions(parts.database.db, which, how, { by: parts.by, at: parts.moment.at });
}

/** Moves the deliveries that match by one action of their state machine; others stay. @returns the ids moved */
export async function moveDeliveries(
  db: Database['db'] | Parameters<typeof updateWithEvents>[0],
  action: DeliveryAction,
  where: RawBuilder<unknown>,
  actor: Actor,
  patch: Readonly<Record<string, unknown>> = {},
): Promise<readonly number[]> {
  const moved: number[] = [];
  const steps = allowing(deliveryMachine, action);
  // By where it leads: one statement each, so that no delivery goes two steps at once.
  for (const to of new Set(steps.map((step) => step.to))) {
    const from = steps.filter((step) => step.to === to).map((step) => step.from);
    const condition = sql`r.state in (${sql.join(from)}) and (${where})`;
    moved.push(...(await updateWithEvents(db, 'delivery', { ...patch, state: to }, condition, action, actor)));
  }
  return moved;
}

/** A rename that may have happened makes the delivery `unknown`; everything else is simply tried again later. */
async function noteDoubt(deliveryId: number, found: Problem, parts: SendParts): Promise<Problem> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  await parts.database.db.transaction().execute(async (tx) => {
    await moveDeliveries(tx, 'lose', sql`r.id = ${deliveryId} and r.state = 'renaming'`, actor);
    const { company_id: companyId } = await tx
      .selectFrom('delivery')
      .select('company_id')
      .where('id', '=', deliveryId)
      .executeTakeFirstOrThrow();
    await openExceptions(tx, companyId, [{ problem: found, subject: 'delivery', subjectId: deliveryId }], actor);
  });
  return found;
}
