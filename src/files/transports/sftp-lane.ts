import { problem, ProblemError } from '#kernel';
import { AnswerLost, openSftpSession, ServerRefusal, type SftpSession } from './sftp-session.ts';
import type { CompleteSftpSettings } from './sftp-settings.ts';

export type SftpStep = 'list' | 'stat' | 'upload' | 'rename' | 'fetch' | 'remove';

/** Where the questions to one server go through: at most one session, opened when needed, never used after a failure. */
export interface SftpLane {
  readonly run: <T>(step: SftpStep, fileName: string, work: (session: SftpSession) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export function sftpLane(settings: CompleteSftpSettings): SftpLane {
  let current: Promise<SftpSession> | null = null;

  const close = async (): Promise<void> => {
    const closing = current;
    current = null;
    const session = await closing?.catch(() => null);
    await session?.end();
  };

  return {
    async run(step, fileName, work) {
      try {
        if (current && !(await current).isOpen()) await close();
        current ??= openSftpSession(settings);
        return await work(await current);
      } catch (thrown) {
        await close();
        throw translate(settings.name, step, fileName, thrown);
      }
    },
    close,
  };
}

/** Steps after whose failure the server may hold something it did not hold before. */
const changing: ReadonlySet<SftpStep> = new Set<SftpStep>(['upload', 'rename', 'remove']);

function translate(transport: string, step: SftpStep, fileName: string, thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const cause = { cause: thrown };
  // A refused rename is in doubt all the same: some servers answer with a failure after they have renamed.
  if (thrown instanceof ServerRefusal && step !== 'rename') {
    return new ProblemError(problem('TRANSPORT_REFUSED', { transport, fileName, step, text }), cause);
  }
  if (thrown instanceof AnswerLost && !changing.has(step)) {
    return new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport, text: `${step}: ${text}` }), cause);
  }
  return new ProblemError(problem('TRANSPORT_UNCLEAR', { transport, fileName, step, text }), cause);
}
