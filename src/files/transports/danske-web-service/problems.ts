import { problem, ProblemError } from '#kernel';
import { untrusted } from './application-messages.ts';
import { ServiceRefusal } from './file-service.ts';
import { AnswerLost, AnswerTooLarge, NotSent } from './post.ts';
import { SoapFault } from './soap.ts';

export type Step = 'list' | 'upload' | 'fetch' | 'remove';
/** Runs one step and turns whatever it throws into the catalogue. */
export type Guard = <T>(step: Step, fileName: string, work: () => Promise<T>) => Promise<T>;

export const guardOf =
  (transport: string): Guard =>
  async (step, fileName, work) => {
    try {
      return await work();
    } catch (thrown) {
      throw translate(transport, step, fileName, thrown);
    }
  };

function translate(transport: string, step: Step, fileName: string, thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const cause = { cause: thrown };
  if (thrown instanceof NotSent) return new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport, text }), cause);
  if (thrown instanceof ServiceRefusal || (thrown instanceof SoapFault && thrown.isOurs)) {
    return new ProblemError(problem('TRANSPORT_REFUSED', { transport, fileName, step, text }), cause);
  }
  // An answer that is lost, or that nobody can trust, says nothing about what was done.
  if (step === 'upload' || step === 'remove') {
    return new ProblemError(problem('TRANSPORT_UNCLEAR', { transport, fileName, step, text }), cause);
  }
  if (thrown instanceof AnswerTooLarge) {
    return new ProblemError(problem('TRANSPORT_REFUSED', { transport, fileName, step, text }), cause);
  }
  if (thrown instanceof SoapFault || thrown instanceof AnswerLost) {
    return new ProblemError(problem('TRANSPORT_UNREACHABLE', { transport, text: `${step}: ${text}` }), cause);
  }
  return untrusted(fileName, thrown);
}

/** Whether it is certain that the bank got nothing. */
export const wasNeverSent = (thrown: unknown): boolean =>
  thrown instanceof ProblemError && ['TRANSPORT_UNREACHABLE', 'KEY_UNUSABLE'].includes(thrown.problem.code);

export const refused = (transport: string, fileName: string, step: string, text: string): ProblemError =>
  new ProblemError(problem('TRANSPORT_REFUSED', { transport, fileName, step, text }));

export const unclear = (transport: string, fileName: string, step: string, text: string): ProblemError =>
  new ProblemError(problem('TRANSPORT_UNCLEAR', { transport, fileName, step, text }));
