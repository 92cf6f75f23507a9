import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarDate } from '#kernel';
import {
  type BankCreditor,
  type BankFaults,
  type BankKeys,
  type BankMandate,
  createRehearsalBank,
  type RehearsalBank,
} from '../bank/index.ts';
import type { FoundedCustomer, RehearsalBc } from '../business-central/index.ts';
import { hash, mix } from '../kit/seeded.ts';
import { createRehearsalLs, type LsFaults, type RehearsalLs } from '../leverandoerservice/index.ts';
import { createRehearsalNets, type NetsAgreement, type NetsFaults, type RehearsalNets } from '../nets/index.ts';
import { type RehearsalSftp, startRehearsalSftp } from '../sftp/index.ts';
import { bankFolders, type SftpAddress } from './addresses.ts';
import {
  type ChannelName,
  rehearsedAgreement,
  rehearsedBasisAgreement,
  rehearsedDanskeCreditor,
  rehearsedLsAgreement,
  rehearsedSepaCreditor,
  schemeOf,
} from './channels.ts';
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
  readonly ls: RehearsalLs | null;
  readonly sepa: RehearsalBank | null;
  readonly danske: RehearsalBank | null;
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
  // Whoever signs in before the counterpart's first day finds its folders.
  if (name === 'sepa' || name === 'danske') {
    for (const direction of Object.values(bankFolders)) mkdirSync(join(folder, direction), { recursive: true });
  }
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
  /** Of the bank that asks for OpenPGP. */
  readonly bankKeys: BankKeys | null;
  /** Whether Nets is ordered to send 0603 and 0621, and mandates come and go. */
  readonly hasInformation: boolean;
  readonly netsFaults: NetsFaults | undefined;
  readonly lsFaults: LsFaults | undefined;
  readonly bankFaults: BankFaults | undefined;
}

export function createCounterparts(parts: CounterpartParts): Counterparts {
  const made = <T>(name: ChannelName, make: (folder: string) => T): T | null => {
    const folder = parts.folderOf(name);
    return folder === null ? null : make(folder);
  };
  const bs = made('bs', (folder) => nets(parts, 'bs', folder, rehearsedAgreement));
  if (bs === null) throw new Error('Betalingsservice Total is in every world');
  return {
    bs,
    basis: made('basis', (folder) => nets(parts, 'basis', folder, rehearsedBasisAgreement)),
    ls: made('ls', (folder) => leverandoerservice(parts, folder)),
    sepa: made('sepa', (folder) => bank(parts, 'sepa', folder, rehearsedSepaCreditor, null)),
    danske: made('danske', (folder) => bank(parts, 'danske', folder, rehearsedDanskeCreditor, parts.bankKeys)),
  };
}

function nets(parts: CounterpartParts, name: 'bs' | 'basis', folder: string, agreement: NetsAgreement): RehearsalNets {
  const customers = customersOf(parts, name);
  const mandates = customers.flatMap(({ mandate }) => (mandate ? [mandate] : []));
  const candidates = customers.map(({ customerNumber }) => ({ customerNumber, debtorGroup: newDebtorGroup }));
  return createRehearsalNets({
    ...common(parts, folder, name === 'bs' ? 'nets' : name),
    agreement,
    mandates: () => mandates,
    faults: parts.netsFaults,
    ...(parts.hasInformation ? { information: { candidates: () => candidates } } : {}),
  });
}

/** Where a mandate that a customer gives to its bank lands. */
const newDebtorGroup = '00001';

function leverandoerservice(parts: CounterpartParts, folder: string): RehearsalLs {
  const customers = customersOf(parts, 'ls');
  const mandates = customers.flatMap(({ taxRegistrationNumber, mandate }) =>
    mandate
      ? [
          {
            ...mandate,
            taxRegistrationNumber,
            // The national number that stands in a Danish IBAN: four digits of the bank, ten of the account.
            registration: mandate.debtorIban.slice(4, 8),
            account: mandate.debtorIban.slice(8),
          },
        ]
      : [],
  );
  return createRehearsalLs({
    ...common(parts, folder, 'ls'),
    agreement: rehearsedLsAgreement,
    mandates: () => mandates,
    candidates: () => customers,
    faults: parts.lsFaults,
  });
}

function bank(
  parts: CounterpartParts,
  name: 'sepa' | 'danske',
  folder: string,
  creditor: BankCreditor,
  openPgp: BankKeys | null,
): RehearsalBank {
  const mandates = customersOf(parts, name).flatMap(({ name: debtorName, customerNumber, mandate }): BankMandate[] => {
    if (!mandate) return [];
    const { mandateNumber: mandateId, debtorIban, debtorBic } = mandate;
    const signedOn = mandate.validFrom;
    return [{ mandateId, customerNumber, debtorName, debtorIban, debtorBic, signedOn, status: 'active' }];
  });
  return createRehearsalBank({
    ...common(parts, folder, name),
    ...bankFolders,
    creditor,
    mandates: () => mandates,
    openPgp,
    faults: parts.bankFaults,
  });
}

/** No two counterparts share a fate: each has a seed of its own, and Total that of the world. */
const common = ({ seed, folder: worldFolder, clock }: CounterpartParts, folder: string, stateName: string) => ({
  seed: stateName === 'nets' ? seed : mix(seed ^ hash(stateName)),
  folder,
  stateFolder: join(worldFolder, stateName),
  now: clock.now,
  today: clock.today,
});

const customersOf = ({ bc }: CounterpartParts, name: ChannelName): readonly FoundedCustomer[] =>
  bc.founded.filter(({ scheme }) => scheme === schemeOf[name]);
