import { type Clock, problem, ProblemError } from '#kernel';
import { withinLimit } from './count-bytes.ts';
import { endingSoon } from './key-warnings.ts';
import { endsOfKeys, type OpenKeys, type OpenPgpKeys, readKeys, sealingKeys } from './openpgp-keys.ts';
import { isSealed, seal, unseal, withHead } from './openpgp-streams.ts';
import type { SealedFiles, Transport } from './transport.ts';

/** A signature may bear a time this much ahead of our clock. */
const clockToleranceInMs = 300_000;

/**
 * Puts OpenPGP around any transport, as Danske Bank demands for files over SFTP (danske-iso20022.md section 1.2): what goes
 * out is encrypted to the bank's keys and signed with ours, what comes in is decrypted and its signature verified.
 *
 * @remarks
 * The same content gives other bytes, and another size, each time it is encrypted; so an upload tells the size that lies
 * there, and `stat` compares with that. Keys are read once, when first needed.
 */
export function openPgpTransport(inner: Transport, keys: OpenPgpKeys, clock: Clock): Transport {
  let reading: Promise<OpenKeys> | null = null;
  const open = (): Promise<OpenKeys> => (reading ??= readKeys(inner.name, keys));
  const now = async (): Promise<Date> => (await clock.now()).at;
  const sealed = keys.incoming === 'off' ? undefined : sealedFiles(inner, keys.incoming, open, now);

  return {
    name: inner.name,
    list: () => inner.list(),
    listing: () => inner.listing(),
    stat: (name) => inner.stat(name),
    temporaryName: (name) => inner.temporaryName(name),

    async putTemporary(name, source, size) {
      if (!keys.encryptOutgoing) return inner.putTemporary(name, source, size);
      const date = await now();
      const able = await sealingKeys(inner.name, await open(), date);
      const counted = () => ofSize(source(), { transport: inner.name, fileName: name, size });
      return inner.putTemporary(name, () => seal(counted(), able, date), null);
    },

    rename: (name) => inner.rename(name),
    fetch: (name, limit) => (sealed ? sealed.open(name, sealed.fetch(name, limit), limit) : inner.fetch(name, limit)),
    ...(sealed ? { sealed } : {}),
    remove: (name) => inner.remove(name),

    async keyWarnings(at) {
      const ends = await endsOfKeys(await open(), at);
      const others = (await inner.keyWarnings?.(at)) ?? [];
      return [...endingSoon(inner.name, ends.own, at), ...endingSoon(inner.name, ends.bank, at), ...others];
    },

    close: () => inner.close(),
  };
}

function sealedFiles(
  inner: Transport,
  mode: 'required' | 'accepted',
  open: () => Promise<OpenKeys>,
  now: () => Promise<Date>,
): SealedFiles {
  return {
    fetch: (name, limit) => inner.fetch(name, sealedLimit(limit)),
    async *open(name, source, limit) {
      const { head, whole } = await withHead(source);
      if (mode === 'accepted' && !isSealed(head)) {
        yield* withinLimit(whole, { fileName: name, limit });
        return;
      }
      const date = new Date((await now()).getTime() + clockToleranceInMs);
      yield* withinLimit(unseal(whole, { fileName: name, keys: await open(), date }), { fileName: name, limit });
    },
  };
}

/** Armor adds a third and line ends; keys and signatures add some kilobytes. */
const sealedLimit = (limit: number): number => Math.ceil(limit * 1.4) + 65_536;

/** Passes bytes on and refuses to end when there are not as many as stated. */
async function* ofSize(
  source: AsyncIterable<Buffer>,
  of: { readonly transport: string; readonly fileName: string; readonly size: number | null },
): AsyncGenerator<Buffer> {
  let counted = 0;
  for await (const chunk of source) {
    counted += chunk.length;
    yield chunk;
  }
  const { transport, fileName, size } = of;
  if (size === null || counted === size) return;
  const text = `${size} bytes were announced, ${counted} came`;
  throw new ProblemError(problem('TRANSPORT_UNCLEAR', { transport, fileName, step: 'size check', text }));
}
