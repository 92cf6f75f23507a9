import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { addDays, inCopenhagen } from '#kernel';
import {
  type BankFaults,
  type BankKeys,
  type BankMandate,
  createRehearsalBank,
  type RehearsalBank,
} from '../../../src/rehearsal/bank/index.ts';
import { creditor, mandate } from './pain-008.ts';

export const base = mkdtempSync(join(tmpdir(), 'tilgode-bank-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

export interface World {
  readonly folder: string;
  readonly stateFolder: string | null;
  readonly bank: RehearsalBank;
  readonly upload: (name: string, text: string | Uint8Array) => void;
  readonly restart: () => World;
  readonly at: (day: string) => void;
  /** What lies in the incoming folder, and is taken away. */
  readonly fetch: () => Map<string, Buffer>;
  /** Ends each day up to and with the last; what was laid out is taken away. */
  readonly run: (until: string, polls?: number) => Promise<Map<string, Buffer>>;
}

export interface Options {
  readonly seed?: number;
  readonly faults?: BankFaults;
  readonly scheme?: 'CORE' | 'B2B';
  readonly mandates?: readonly BankMandate[];
  readonly stateFolder?: string | null;
  readonly folder?: string;
  readonly openPgp?: BankKeys | null;
  readonly folders?: boolean;
  readonly start?: Date;
}

export const quietRates = { charge: 0, interest: 0, customerTransfer: 0, referenceTransfer: 0, strangerTransfer: 0 };
/** Everything is paid, every file is right, and nothing else happens on the account. */
export const allPaid: BankFaults = { rates: quietRates, forCollection: () => 'none', forFile: () => [] };

let worlds = 0;
/** A Tuesday, a week before the collections are due. */
const start = new Date('2026-11-24T09:15:00Z');

export function world(options: Options = {}): World {
  const folder = options.folder ?? join(base, `root-${++worlds}`);
  const stateFolder = options.stateFolder === undefined ? join(base, `state-${worlds}`) : options.stateFolder;
  let now = options.start ?? start;
  const mandates = options.mandates ?? Array.from({ length: 40 }, (_, at) => mandate(at + 1));
  const [outgoingFolder, incomingFolder] = options.folders ? (['Outbox', 'Inbox'] as const) : (['', ''] as const);
  const bank = createRehearsalBank({
    seed: options.seed ?? 7,
    folder,
    outgoingFolder,
    incomingFolder,
    stateFolder,
    now: () => now,
    today: () => inCopenhagen(now).date,
    creditor: { ...creditor, scheme: options.scheme ?? 'CORE' },
    mandates: () => mandates,
    openPgp: options.openPgp ?? null,
    faults: options.faults ?? allPaid,
  });
  const fetch = () => {
    const taken = new Map<string, Buffer>();
    const from = join(folder, incomingFolder);
    for (const name of readdirSync(from)
      .filter((found) => /^(?:PAIN|CAMT)/.test(found))
      .sort()) {
      taken.set(name, readFileSync(join(from, name)));
      rmSync(join(from, name));
    }
    return taken;
  };
  return {
    folder,
    stateFolder,
    bank,
    fetch,
    at: (day) => void (now = new Date(`${day}T09:15:00Z`)),
    upload: (name, text) => {
      const to = join(folder, outgoingFolder);
      writeFileSync(join(to, `${name}.tmp`), text);
      renameSync(join(to, `${name}.tmp`), join(to, name));
    },
    restart: () => world({ ...options, folder, stateFolder, start: now }),
    run: async (until, polls = 1) => {
      const taken = new Map<string, Buffer>();
      for (let day = inCopenhagen(now).date; day <= until; day = addDays(day, 1)) {
        now = new Date(`${day}T09:15:00Z`);
        for (let poll = 0; poll < polls; poll++) await bank.poll();
        await bank.endOfDay(day);
        for (const [name, bytes] of fetch()) taken.set(name, bytes);
      }
      return taken;
    },
  };
}
