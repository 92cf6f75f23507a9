import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type CalendarDate, calendarDate, inCopenhagen, knownDate } from '#kernel';
import { type BcFaults, createRehearsalBc, type RehearsalBc } from './business-central/index.ts';
import { createRehearsalEntra, type RehearsalEntra } from './entra/index.ts';
import { generateKeyPairSync } from 'node:crypto';
import { json, listenOnLoopback, send } from './kit/http.ts';
import { createRehearsalNets, type NetsFaults, type RehearsalNets, troubledRates } from './nets/index.ts';
import { newKeyPair, type RehearsalSftp, startRehearsalSftp } from './sftp/index.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly customers: number;
  readonly entriesPerCustomer?: number | undefined;
  /** Where everything is kept; a restart with the same folder goes on. */
  readonly folder: string;
  readonly startDate: CalendarDate;
  /** `troubled`: everything the error log must catch happens now and then. */
  readonly netsFaults?: NetsFaults | undefined;
  readonly bcFaults?: BcFaults | undefined;
}

/** Where the product finds the world, in the shape of its settings. */
export interface WorldAddresses {
  readonly bcBaseUrl: string;
  readonly tenantId: string;
  readonly environment: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorityMetadata: string;
  readonly issuer: string;
  readonly keysUrl: string;
  readonly clockUrl: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly sftp: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly privateKey: string;
    readonly hostKeyFingerprint: string;
  };
}

export interface World {
  readonly addresses: WorldAddresses;
  readonly bc: RehearsalBc;
  readonly nets: RehearsalNets;
  readonly sftp: RehearsalSftp;
  readonly today: () => CalendarDate;
  /** Business Central's people, who sign in at our doors. */
  readonly tokenOf: (role: 'Clerk' | 'Approver' | 'Accountant' | 'Operator') => Promise<string>;
  /** Ends the day: Nets lays out its files, and the clock goes to the next morning. Once per day, whatever happens. */
  readonly endDay: (day: CalendarDate) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The world's time runs this much faster than ours, so that waiting costs little. */
export const worldSpeed = 100;

const tenantId = '6f1c9a52-3b0e-4d5c-9a44-0c5d8c1e7a10';
const environment = 'Rehearsal';
const roles = ['Clerk', 'Approver', 'Accountant', 'Operator'] as const;

/** What Nets and Business Central agree on with the rehearsed company. The numbers are made up; 12345674 passes modulus 11. */
export const rehearsedAgreement = {
  dataSupplierNumber: '12345674',
  subsystem: 'BS1',
  pbsNumber: '01234560',
  kind: 'total',
  debtorGroups: ['00001', '00002'],
  creditorName: 'CRONUS Danmark',
} as const;

/** Everything around us in a box: Business Central, Entra, Nets behind SFTP, and a clock that a driver moves. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true });
  const keys = keptKeys(folder);
  const clock = movedClock(folder, options.startDate);
  const entra = createRehearsalEntra({
    issuerPath: '',
    apps: appsOf(keys.secret),
    now: clock.now,
    privateKeyPem: keys.signing,
  });
  const bc = createRehearsalBc({
    seed: options.seed,
    customers: options.customers,
    ...(options.entriesPerCustomer === undefined ? {} : { entriesPerCustomer: options.entriesPerCustomer }),
    today: clock.today,
    now: clock.now,
    stateFolder: join(folder, 'business-central'),
    verifyToken: (bearer) => Promise.resolve(bearer.split('.').length === 3),
    tenantId,
    environment,
    limits: { windowInMs: 300_000 / worldSpeed },
    ...(options.bcFaults ? { faults: options.bcFaults } : {}),
  });
  const root = join(folder, 'nets-mailbox');
  const sftp = await startRehearsalSftp({
    folder: root,
    users: [{ name: 'tilgode', publicKey: keys.user.public }],
    hostKey: keys.host.private,
  });
  const nets = createRehearsalNets({
    seed: options.seed,
    folder: root,
    stateFolder: join(folder, 'nets'),
    now: clock.now,
    today: clock.today,
    agreement: rehearsedAgreement,
    mandates: bc.mandates,
    faults: options.netsFaults,
  });
  const { baseUrl } = await bc.listen();
  await entra.listen();
  const door = await listenOnLoopback(0, async (request, response) =>
    send(response, request.url === '/clock' ? json(200, { now: clock.now().toISOString() }) : json(404, {})),
  );
  return {
    addresses: addressesOf({ entra, bc, sftp, keys, bcBaseUrl: baseUrl, clockUrl: `${door.origin}/clock` }),
    bc,
    nets,
    sftp,
    today: clock.today,
    tokenOf: (role) => entra.tokenFor(clientIdOf(role), 'api://tilgode'),
    endDay: async (day) => {
      if (clock.today() !== day) return;
      await nets.endOfDay(day);
      changeBlocking(bc, options.seed, day);
      clock.moveTo(addDays(day, 1));
    },
    close: async () => {
      await door.close();
      await sftp.close();
      await bc.close();
      await entra.close();
    },
  };
}

/**
 * Somebody in Business Central blocks a few customers at the turn of the month, and unblocks them a week later: postings
 * for them are refused meanwhile.
 */
function changeBlocking(bc: RehearsalBc, seed: number, day: CalendarDate): void {
  const blocked = day.endsWith('-01') ? 'All' : day.endsWith('-08') ? ' ' : null;
  if (blocked === null) return;
  const debtors = [...new Set(bc.mandates().map(({ customerNumber }) => customerNumber))].sort();
  const chosen = debtors.filter((_, i) => i % 97 === seed % 97);
  for (const customer of chosen) bc.control.setBlocked(customer, blocked);
}

/** A troubled Nets for rehearsals with faults, and Business Central having a bad day now and then. */
export const troubledNets: NetsFaults = { rates: troubledRates };

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
  { clientId: 'tilgode-service', clientSecret, roles: [], tenantId, name: 'Tilgode' },
  ...roles.map((role) => ({
    clientId: clientIdOf(role),
    clientSecret,
    roles: [role],
    tenantId,
    name: `Rehearsal ${role}`,
  })),
];

interface Keys {
  readonly secret: string;
  readonly signing: string;
  readonly user: { readonly private: string; readonly public: string };
  readonly host: { readonly private: string; readonly public: string };
}

/** Keys are made once and kept, so that a restart finds the same identities. */
function keptKeys(folder: string): Keys {
  const kept = (name: string, make: () => string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600 });
    return readFileSync(path, 'utf8');
  };
  const pair = (name: string) => {
    const path = join(folder, `${name}.pub`);
    if (existsSync(path)) return { private: kept(name, () => ''), public: readFileSync(path, 'utf8') };
    const made = newKeyPair();
    writeFileSync(join(folder, name), made.private, { mode: 0o600 });
    writeFileSync(path, made.public);
    return made;
  };
  return {
    secret: kept('client-secret', () =>
      newKeyPair()
        .private.replaceAll(/[^A-Za-z0-9]/g, '')
        .slice(100, 140),
    ),
    signing: kept(
      'signing-key',
      () =>
        generateKeyPairSync('rsa', {
          modulusLength: 2048,
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        }).privateKey,
    ),
    user: pair('user-key'),
    host: pair('host-key'),
  };
}

function addressesOf(parts: {
  readonly entra: RehearsalEntra;
  readonly bc: RehearsalBc;
  readonly sftp: RehearsalSftp;
  readonly keys: Keys;
  readonly bcBaseUrl: string;
  readonly clockUrl: string;
}): WorldAddresses {
  const { entra, bc, sftp, keys } = parts;
  const issuer = entra.issuerOf(tenantId);
  return {
    bcBaseUrl: parts.bcBaseUrl,
    tenantId,
    environment,
    clientId: 'tilgode-service',
    clientSecret: keys.secret,
    authorityMetadata: JSON.stringify({
      issuer,
      token_endpoint: entra.tokenEndpointOf(tenantId),
      authorization_endpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`,
      jwks_uri: entra.jwksUriOf(tenantId),
    }),
    issuer,
    keysUrl: entra.jwksUriOf(tenantId),
    clockUrl: parts.clockUrl,
    companyId: bc.company.id,
    companyName: bc.company.name,
    sftp: {
      host: sftp.host,
      port: sftp.port,
      user: 'tilgode',
      privateKey: keys.user.private,
      hostKeyFingerprint: sftp.fingerprint,
    },
  };
}

interface MovedClock {
  readonly today: () => CalendarDate;
  readonly now: () => Date;
  readonly moveTo: (day: CalendarDate) => void;
}

const morning = 8;
const longestDayInMs = 12 * 3_600_000;

/** A clock that stands in the morning of a day, runs fast, and never reaches midnight by itself. The day is kept on disk. */
function movedClock(folder: string, startDate: CalendarDate): MovedClock {
  const path = join(folder, 'today');
  const kept = existsSync(path) ? calendarDate(readFileSync(path, 'utf8').trim()) : null;
  let day = kept?.ok ? kept.value : startDate;
  let since = Date.now();
  const now = (): Date => {
    const elapsed = Math.min((Date.now() - since) * worldSpeed, longestDayInMs);
    return new Date(
      Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)), morning) + elapsed,
    );
  };
  return {
    today: () => knownDate(inCopenhagen(now()).date),
    now,
    moveTo: (next) => {
      writeFileSync(`${path}.new`, next);
      renameSync(`${path}.new`, path);
      day = next;
      since = Date.now();
    },
  };
}
