import { expect, test } from 'vitest';
import { importsOf, productSources, roomOf, targetOf } from '#test/sources';

/**
 * The direction of imports, as one table: what a room may import. `docs/architecture.md` shows the same as a picture.
 * A room that is not in the table does not exist; a room that is not in another's row is closed to it.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  'schemas/kit': ['kernel'],
  'schemas/xml': ['kernel', 'schemas/kit'],
  'schemas/nets': ['kernel', 'schemas/kit'],
  'schemas/iso20022': ['kernel', 'schemas/kit', 'schemas/xml'],
  'schemas/danske': ['kernel', 'schemas/kit', 'schemas/xml'],
  'schemas/statements': ['kernel', 'schemas/kit', 'schemas/xml'],
  'schemas/bc': ['kernel'],
  'schemas/http': ['kernel'],
  'schemas/settings': ['kernel', 'schemas/statements'],
  store: ['kernel'],
  'bc-connector': ['kernel', 'schemas/bc'],
  channels: [
    'kernel',
    'schemas/kit',
    'schemas/xml',
    'schemas/nets',
    'schemas/iso20022',
    'schemas/danske',
    'schemas/statements',
  ],
  files: [
    'kernel',
    'schemas/kit',
    'schemas/xml',
    'schemas/nets',
    'schemas/iso20022',
    'schemas/danske',
    'schemas/statements',
    'channels',
  ],
  exceptions: ['kernel', 'store'],
  claims: ['kernel', 'schemas/bc', 'store', 'bc-connector', 'exceptions'],
  'payment-ids': ['kernel', 'schemas/bc', 'store', 'bc-connector', 'exceptions', 'claims'],
  journal: [
    'kernel',
    'schemas/kit',
    'schemas/settings',
    'store',
    'files',
    'channels',
    'exceptions',
    'claims',
    'payment-ids',
  ],
  mandates: [
    'kernel',
    'schemas/settings',
    'store',
    'files',
    'bc-connector',
    'channels',
    'exceptions',
    'claims',
    'journal',
  ],
  payments: [
    'kernel',
    'schemas/kit',
    'schemas/settings',
    'schemas/statements',
    'store',
    'files',
    'channels',
    'exceptions',
    'claims',
    'payment-ids',
    'journal',
    'mandates',
  ],
  posting: [
    'kernel',
    'schemas/bc',
    'schemas/settings',
    'store',
    'bc-connector',
    'exceptions',
    'claims',
    'journal',
    'payments',
  ],
  statistics: ['kernel', 'store', 'journal', 'payments', 'posting'],
  // An independent counterpart written from the specification: it must not share our mistakes.
  rehearsal: ['kernel', 'schemas/kit', 'schemas/nets', 'schemas/bc', 'schemas/iso20022', 'schemas/danske'],
  app: [
    'kernel',
    'schemas/kit',
    'schemas/xml',
    'schemas/nets',
    'schemas/iso20022',
    'schemas/danske',
    'schemas/statements',
    'schemas/bc',
    'schemas/http',
    'schemas/settings',
    'store',
    'bc-connector',
    'files',
    'channels',
    'exceptions',
    'claims',
    'payment-ids',
    'journal',
    'mandates',
    'payments',
    'posting',
    'statistics',
    'rehearsal',
  ],
  functions: [
    'kernel',
    'schemas/http',
    'exceptions',
    'claims',
    'payment-ids',
    'journal',
    'mandates',
    'payments',
    'posting',
    'statistics',
    'app',
  ],
};

/** Rooms that think and do nothing else: which packages they may use besides. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  // iso20022.js writes refunds, ibantools checks accounts, iconv-lite reads the code pages of banks.
  channels: ['iso20022.js', 'ibantools', 'iconv-lite'],
  'schemas/kit': ['zod'],
  'schemas/xml': [],
  'schemas/iso20022': ['zod'],
  'schemas/danske': ['zod'],
  'schemas/statements': ['zod', 'iconv-lite'],
  'schemas/nets': ['zod'],
  'schemas/bc': ['zod'],
  'schemas/http': ['zod'],
  'schemas/settings': ['zod'],
  exceptions: ['kysely'],
  claims: ['kysely'],
  'payment-ids': ['kysely'],
  journal: ['kysely'],
  mandates: ['kysely'],
  statistics: ['kysely'],
};

const files = productSources();
const imports = files.flatMap(({ path, text }) =>
  importsOf(text).map((imported) => ({ path, imported, target: targetOf(path, imported) })),
);

test('the rules see the whole product', () => {
  expect(files.length).toBeGreaterThan(250);
  expect(imports.length).toBeGreaterThan(800);
});

test('every room is in the table', () => {
  expect([...new Set(files.map(({ path }) => roomOf(path)))].filter((room) => !(room in mayImport))).toEqual([]);
});

test('the table itself goes round in no circle', () => {
  const rooms = Object.keys(mayImport);
  const wrong = rooms.flatMap((room, i) =>
    (mayImport[room] ?? []).filter((other) => rooms.indexOf(other) >= i).map((other) => `${room} -> ${other}`),
  );
  expect(wrong).toEqual([]);
});

test('a room imports only the rooms its row names, and those through their index', () => {
  const wrong = imports.flatMap(({ path, imported, target }) => {
    if (target === null || imported.startsWith('.')) return [];
    const [from, to] = [roomOf(path), roomOf(target)];
    return from !== to && mayImport[from]?.includes(to) ? [] : [`${path} imports ${imported}`];
  });
  expect(wrong).toEqual([]);
});

test('a relative import stays in its room and names a file', () => {
  const known = new Set(files.map(({ path }) => path));
  const wrong = imports.flatMap(({ path, imported, target }) => {
    if (target === null || !imported.startsWith('.') || imported.endsWith('.sql')) return [];
    return roomOf(path) === roomOf(target) && known.has(target) ? [] : [`${path} imports ${imported}`];
  });
  expect(wrong).toEqual([]);
});

test('rooms that only think use no packages but these', () => {
  const wrong = imports.flatMap(({ path, imported, target }) => {
    const allowed = packagesOf[roomOf(path)];
    return target !== null || allowed === undefined || allowed.includes(imported)
      ? []
      : [`${path} imports ${imported}`];
  });
  expect(wrong).toEqual([]);
});

test('no file imports itself by a detour', () => {
  const ways = new Map<string, string[]>();
  for (const { path, target } of imports) {
    if (target !== null) ways.set(path, [...(ways.get(path) ?? []), target]);
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path);
    if (seen >= 0) circles.push([...trail.slice(seen), path].join(' -> '));
    if (seen >= 0 || done.has(path)) return;
    for (const next of ways.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  expect(circles).toEqual([]);
});
