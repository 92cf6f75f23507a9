import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type CalendarDate } from '#kernel';
import { type BankFaults, type BankKeys, troubledBankRates } from './bank/index.ts';
import { type BcFaults, createRehearsalBc, type RehearsalBc } from './business-central/index.ts';
import { createRehearsalEntra } from './entra/index.ts';
import { json, listenOnLoopback, send } from './kit/http.ts';
import { type LsFaults, troubledLsRates } from './leverandoerservice/index.ts';
import { type NetsFaults, type RehearsalNets, troubledRates } from './nets/index.ts';
import type { RehearsalSftp } from './sftp/index.ts';
import {
  type ChannelAddresses,
  channelAddresses,
  environment,
  type OpenPgpAddress,
  serviceClientId,
  tenantId,
  type WorldAddresses,
  worldAddresses,
} from './world/addresses.ts';
import { type ChannelName, channelNames, schemeOf } from './world/channels.ts';
import { type MovedClock, movedClock, worldSpeed } from './world/clock.ts';
import {
  type Counterpart,
  type Counterparts,
  createCounterparts,
  type Mailbox,
  openMailbox,
} from './world/counterparts.ts';
import { type KeyRing, keyRing } from './world/keys.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly customers: number;
  readonly entriesPerCustomer?: number | undefined;
  /** Where everything is kept; a restart with the same folder goes on. */
  readonly folder: string;
  readonly startDate: CalendarDate;
  /** The ways the company collects; `bs` is always one of them, and the only one when left out. */
  readonly channels?: readonly ChannelName[] | undefined;
  /** `troubled`: everything the error log must catch happens now and then. Of both agreements with Nets. */
  readonly netsFaults?: NetsFaults | undefined;
  /** Whether Nets sends 0603 and 0621, too, and mandates come and go; when left out, wherever there is more than `bs`. */
  readonly hasInformation?: boolean | undefined;
  readonly lsFaults?: LsFaults | undefined;
  /** Of both banks. */
  readonly bankFaults?: BankFaults | undefined;
  readonly bcFaults?: BcFaults | undefined;
}

export interface World {
  readonly addresses: WorldAddresses;
  readonly bc: RehearsalBc;
  /** Betalingsservice Total: the same as `counterparts.bs`. */
  readonly nets: RehearsalNets;
  /** The mailbox of Betalingsservice Total. */
  readonly sftp: RehearsalSftp;
  /** Whoever carries our collections out, by channel; null for the channels this world does not have. */
  readonly counterparts: Counterparts;
  readonly mailboxes: ReadonlyMap<ChannelName, RehearsalSftp>;
  readonly today: () => CalendarDate;
  /** Business Central's people, who sign in at our doors. */
  readonly tokenOf: (role: 'Clerk' | 'Approver' | 'Accountant' | 'Operator') => Promise<string>;
  /** Every counterpart takes in what lies ready and answers; how many deliveries they took. */
  readonly poll: () => Promise<number>;
  /** Ends the day: all lay out their files, and the clock goes to the next morning. Once per day, whatever happens. */
  readonly endDay: (day: CalendarDate) => Promise<void>;
  readonly close: () => Promise<void>;
}

const roles = ['Clerk', 'Approver', 'Accountant', 'Operator'] as const;

/** Everything around us in a box: Business Central, Entra, Nets and banks behind SFTP, and a clock that a driver moves. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { folder, seed } = options;
  const channels = channelNames.filter((name) => name === 'bs' || options.channels?.includes(name));
  mkdirSync(folder, { recursive: true });
  const keys = keyRing(folder);
  const clock = movedClock(folder, options.startDate);
  const entra = createRehearsalEntra({
    issuerPath: '',
    apps: appsOf(keys.secret()),
    now: clock.now,
    privateKeyPem: keys.signing(),
  });
  const bc = companyBooks(options, channels, clock);
  const { mailboxes, counterparts, addresses } = await openChannels(options, channels, { keys, clock, bc });
  const { baseUrl } = await bc.listen();
  await entra.listen();
  const door = await listenOnLoopback(0, async (request, response) =>
    send(response, request.url === '/clock' ? json(200, { now: clock.now().toISOString() }) : json(404, {})),
  );
  const all = Object.values(counterparts).filter((one): one is Counterpart => one !== null);
  return {
    addresses: worldAddresses({
      entra,
      bc,
      clientSecret: keys.secret(),
      bcBaseUrl: baseUrl,
      clockUrl: `${door.origin}/clock`,
      channels: addresses,
    }),
    bc,
    nets: counterparts.bs,
    sftp: known(mailboxes.get('bs')).sftp,
    counterparts,
    mailboxes: new Map([...mailboxes].map(([name, { sftp }]) => [name, sftp])),
    today: clock.today,
    tokenOf: (role) => entra.tokenFor(clientIdOf(role), 'api://tilgode'),
    poll: async () => {
      let taken = 0;
      for (const counterpart of all) taken += await counterpart.poll();
      return taken;
    },
    endDay: async (day) => {
      if (clock.today() !== day) return;
      for (const counterpart of all) await counterpart.endOfDay(day);
      changeBlocking(bc, seed, day);
      clock.moveTo(addDays(day, 1));
    },
    close: async () => {
      await door.close();
      for (const { sftp } of mailboxes.values()) await sftp.close();
      await bc.close();
      await entra.close();
    },
  };
}

async function openChannels(
  options: WorldOptions,
  channels: readonly ChannelName[],
  { keys, clock, bc }: { readonly keys: KeyRing; readonly clock: MovedClock; readonly bc: RehearsalBc },
): Promise<{
  readonly mailboxes: ReadonlyMap<ChannelName, Mailbox>;
  readonly counterparts: Counterparts;
  readonly addresses: ChannelAddresses;
}> {
  const mailboxes = new Map<ChannelName, Mailbox>();
  for (const name of channels) mailboxes.set(name, await openMailbox(name, options.folder, keys));
  const openPgp = channels.includes('danske') ? await openPgpKeys(keys) : null;
  const counterparts = createCounterparts({
    seed: options.seed,
    folder: options.folder,
    netsFaults: options.netsFaults,
    lsFaults: options.lsFaults,
    bankFaults: options.bankFaults,
    hasInformation: options.hasInformation ?? channels.length > 1,
    bankKeys: openPgp?.bank ?? null,
    clock,
    bc,
    folderOf: (name) => mailboxes.get(name)?.folder ?? null,
  });
  const addresses = channelAddresses({
    sftpOf: (name) => mailboxes.get(name)?.address ?? null,
    openPgp: openPgp?.customer ?? null,
  });
  return { mailboxes, counterparts, addresses };
}

function companyBooks(options: WorldOptions, channels: readonly ChannelName[], clock: MovedClock): RehearsalBc {
  return createRehearsalBc({
    seed: options.seed,
    customers: options.customers,
    ...(options.entriesPerCustomer === undefined ? {} : { entriesPerCustomer: options.entriesPerCustomer }),
    schemes: channels.map((name) => schemeOf[name]),
    today: clock.today,
    now: clock.now,
    stateFolder: join(options.folder, 'business-central'),
    verifyToken: (bearer) => Promise.resolve(bearer.split('.').length === 3),
    tenantId,
    environment,
    limits: { windowInMs: 300_000 / worldSpeed },
    ...(options.bcFaults ? { faults: options.bcFaults } : {}),
  });
}

/** Two pairs: the bank's, and ours, whose private half the product is given. */
async function openPgpKeys(keys: KeyRing): Promise<{ readonly customer: OpenPgpAddress; readonly bank: BankKeys }> {
  const [own, bank] = [await keys.openPgp('openpgp-tilgode'), await keys.openPgp('openpgp-danske')];
  return {
    customer: { ownPrivateKey: own.private, ownPublicKey: own.public, bankPublicKey: bank.public },
    bank: { bankPrivateKey: bank.private, customerPublicKey: own.public },
  };
}

/**
 * Somebody in Business Central blocks a few customers at the turn of the month, and unblocks them a week later: postings
 * for them are refused meanwhile.
 */
function changeBlocking(bc: RehearsalBc, seed: number, day: CalendarDate): void {
  const blocked = day.endsWith('-01') ? 'All' : day.endsWith('-08') ? ' ' : null;
  if (blocked === null) return;
  const debtors = bc.founded.flatMap(({ mandate }) => (mandate ? [mandate.customerNumber] : [])).sort();
  const chosen = debtors.filter((_, i) => i % 97 === seed % 97);
  for (const customer of chosen) bc.control.setBlocked(customer, blocked);
}

/** A troubled Nets for rehearsals with faults, and Business Central having a bad day now and then. */
export const troubledNets: NetsFaults = { rates: troubledRates };

export const troubledLs: LsFaults = { rates: troubledLsRates };

export const troubledBank: BankFaults = { rates: troubledBankRates };

export const troubledBc = (seed: number): BcFaults => ({
  seed,
  chances: {
    'too-many-requests': 0.001,
    unavailable: 0.001,
    'gateway-timeout': 0.001,
    'reset-before': 0.002,
    'reset-after': 0.002,
    locked: 0.002,
  },
  retryAfterInSeconds: 2,
});

const clientIdOf = (role: string): string => `rehearsal-${role.toLowerCase()}`;

const appsOf = (clientSecret: string) => [
  { clientId: serviceClientId, clientSecret, roles: [], tenantId, name: 'Tilgode' },
  ...roles.map((role) => ({
    clientId: clientIdOf(role),
    clientSecret,
    roles: [role],
    tenantId,
    name: `Rehearsal ${role}`,
  })),
];

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is always a mailbox of Betalingsservice Total');
  return value;
}
