import { join } from 'node:path';
import type { CalendarDate } from '#kernel';
import type { RehearsalBc } from '../business-central/index.ts';
import { createRehearsalNets, type NetsAgreement, type NetsFaults, type RehearsalNets } from '../nets/index.ts';
import { type RehearsalSftp, startRehearsalSftp } from '../sftp/index.ts';
import type { SftpAddress } from './addresses.ts';
import { type ChannelName, rehearsedAgreement, rehearsedBasisAgreement, schemeOf } from './channels.ts';
import type { MovedClock } from './clock.ts';
import type { KeyRing } from './keys.ts';

/** Whoever carries our collections out: takes deliveries in, answers, and tells at the end of a day what came of them. */
export interface Counterpart<Ledger = unknown> {
  /** Takes what lies ready and answers it; how many deliveries it took. */
  readonly poll: () => Promise<number>;
  /** Lays out what it would send on that day. The same day twice changes nothing. */
  readonly endOfDay: (date: CalendarDate) => Promise<readonly string[]>;
  /** What it believes, for comparing. */
  readonly ledger: () => Promise<Ledger>;
}

/** Null for the channels a world does not have. */
export interface Counterparts {
  readonly bs: RehearsalNets;
  readonly basis: RehearsalNets | null;
}

export interface Mailbox {
  readonly sftp: RehearsalSftp;
  readonly address: SftpAddress;
  readonly folder: string;
}

/** A mailbox of its own for each channel: another port, another host key, another user's key, another folder. */
export async function openMailbox(name: ChannelName, worldFolder: string, keys: KeyRing): Promise<Mailbox> {
  const isFirst = name === 'bs';
  const folder = join(worldFolder, isFirst ? 'nets-mailbox' : `${name}-mailbox`);
  const user = keys.ssh(isFirst ? 'user-key' : `${name}-user-key`);
  const userName = isFirst ? 'tilgode' : `tilgode-${name}`;
  const sftp = await startRehearsalSftp({
    folder,
    users: [{ name: userName, publicKey: user.public }],
    hostKey: keys.ssh(isFirst ? 'host-key' : `${name}-host-key`).private,
  });
  const { host, port, fingerprint } = sftp;
  return {
    sftp,
    folder,
    address: { host, port, user: userName, privateKey: user.private, hostKeyFingerprint: fingerprint },
  };
}

export interface CounterpartParts {
  readonly seed: number;
  readonly folder: string;
  readonly clock: MovedClock;
  readonly bc: RehearsalBc;
  /** The folders of the mailboxes that are open. */
  readonly folderOf: (name: ChannelName) => string | null;
  readonly netsFaults: NetsFaults | undefined;
}

export function createCounterparts(parts: CounterpartParts): Counterparts {
  const bs = parts.folderOf('bs');
  const basis = parts.folderOf('basis');
  if (bs === null) throw new Error('Betalingsservice Total is in every world');
  return {
    bs: nets(parts, 'bs', bs, rehearsedAgreement),
    basis: basis === null ? null : nets(parts, 'basis', basis, rehearsedBasisAgreement),
  };
}

function nets(parts: CounterpartParts, name: 'bs' | 'basis', folder: string, agreement: NetsAgreement): RehearsalNets {
  const { seed, clock, bc } = parts;
  const customers = bc.founded.filter(({ scheme }) => scheme === schemeOf[name]);
  const mandates = customers.flatMap(({ mandate }) => (mandate ? [mandate] : []));
  return createRehearsalNets({
    seed,
    folder,
    stateFolder: join(parts.folder, name === 'bs' ? 'nets' : name),
    now: clock.now,
    today: clock.today,
    agreement,
    mandates: () => mandates,
    faults: parts.netsFaults,
  });
}
