import { fail, ok, type Result } from '#kernel';
import { encodeMessage, type LocalQueueStore } from '../queues/index.ts';

import type { InvocationResponse, TypedData } from './contract.ts';
import type { AppFunction } from './functions.ts';
import type { QueueSettings } from './host-json.ts';
import type { Invocation, Invoke } from './invoke.ts';

/**
 * Runs a function and puts what it left on its queue outputs. An output that cannot be written fails the invocation.
 */
export type Run = (
  target: AppFunction,
  trigger: TypedData,
  more?: Pick<Invocation, 'triggerMetadata' | 'traceParent'>,
) => Promise<Result<InvocationResponse, string>>;

export function runWithOutputs(
  invoke: Invoke,
  queues: LocalQueueStore,
  { messageEncoding }: Pick<QueueSettings, 'messageEncoding'>,
): Run {
  const stored = (text: string): string => (messageEncoding === 'base64' ? encodeMessage(text) : text);

  return async (target, trigger, more = {}) => {
    const { registered, triggerBinding, queueOutputs } = target;
    const ran = await invoke({ target: registered, trigger: { name: triggerBinding, data: trigger }, ...more });
    if (!ran.ok || queueOutputs.size === 0) return ran;
    try {
      for (const [binding, queue] of queueOutputs) {
        const messages = messageTexts(valueOf(binding, ran.value)).map(stored);
        if (messages.length > 0) await queues.put(queue, messages);
      }
      return ok(ran.value);
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
  };
}

const valueOf = (binding: string, response: InvocationResponse): TypedData | null | undefined =>
  binding === '$return' ? response.returnValue : response.outputData?.find(({ name }) => name === binding)?.data;

/** An array is one message for each element; texts stay as they are, everything else becomes JSON. */
function messageTexts(value: TypedData | null | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  if (value.bytes) return [Buffer.from(value.bytes).toString('utf8')];
  if (typeof value.string === 'string') return [value.string];
  if (typeof value.json !== 'string') return [String(value.int ?? value.double)];
  const parsed: unknown = JSON.parse(value.json);
  const elements: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return elements.map((element) => (typeof element === 'string' ? element : JSON.stringify(element)));
}
