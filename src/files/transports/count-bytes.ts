import { problem, ProblemError } from '#kernel';

/** Passes bytes on and refuses as soon as there are more than the limit. */
export async function* withinLimit(
  source: AsyncIterable<Buffer>,
  { fileName, limit }: { readonly fileName: string; readonly limit: number },
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw new ProblemError(problem('FILE_TOO_LARGE', { fileName, size, limit }));
    yield chunk;
  }
}
