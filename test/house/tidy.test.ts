import { expect, test } from 'vitest';
import { codeOf, productFolders, readText, type Source, sources } from '#test/sources';

const product = sources(productFolders, /\.ts$/);
const everything = sources([...productFolders, 'test', 'bench', 'scripts'], /\.(ts|mjs)$/);
/** The rules’ own words are no breach of them. */
const others = everything.filter(({ path }) => !path.startsWith('test/house/'));

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
  readonly in: readonly Source[];
  /** Files, or folders, where it is right. */
  readonly except?: readonly string[];
  /** Whether comments count too. */
  readonly everywhere?: boolean;
}

/** Where time may be asked for. Everywhere else it comes in as a `Moment` or a clock. */
const clocks = ['src/app/', 'src/rehearsal/', 'src/kernel/clock.ts', 'bc-connector/client/index.ts'];

const bans: Readonly<Record<string, Ban>> = {
  'parseFloat(': { pattern: /\bparseFloat\(/, instead: 'minorFromDecimal of #kernel', in: others },
  '.toFixed(': { pattern: /\.toFixed\(/, instead: 'decimalFromMinor or danishAmount of #kernel', in: product },
  'new Date()': { pattern: /\bnew Date\(\s*\)/, instead: 'a Moment that comes in', in: product, except: clocks },
  'Date.now(': { pattern: /\bDate\.now\(/, instead: 'a Moment that comes in', in: product, except: clocks },
  'Math.random': {
    pattern: /\bMath\.random\b/,
    instead: 'randomness that comes in; it is put together in open-app.ts',
    in: product,
    except: ['src/app/open-app.ts'],
  },
  'console.': { pattern: /\bconsole\./, instead: 'the terminal, or the log of the invocation', in: product },
  'process.exit(': {
    pattern: /\bprocess\.exit\(/,
    instead: 'process.exitCode, and let the process end',
    in: product,
    // A second Ctrl-C means: now.
    except: ['src/app/command-line/until-stopped.ts'],
  },
  'eval(': { pattern: /\beval\(|\bnew Function\(/, instead: 'a table', in: others },
  'as any': { pattern: /\bas any\b|<any>/, instead: 'a type guard or a schema', in: product },
  '@ts-ignore': {
    pattern: /@ts-(ignore|nocheck|expect-error)/,
    instead: 'a type that fits',
    in: others,
    everywhere: true,
  },
  'a lint rule switched off without a reason': {
    pattern: /(oxlint|eslint)-disable(?!.* -- \w)/,
    instead: 'code that passes, or say why after two dashes',
    in: product,
    everywhere: true,
  },
  'unfinished work': { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, instead: 'finishing it', in: product, everywhere: true },
  'a test left out': {
    pattern: /\b(test|it|describe)\.(only|skip|todo|skipIf)\b/,
    instead: 'a test that runs',
    in: others,
  },
  'a default export': {
    pattern: /\bexport default\b/,
    instead: 'a named export',
    in: product,
    except: ['src/store/migrations/', 'src/store/sql-files.d.ts'],
  },
  'a require': { pattern: /[^.\w]require\('/, instead: 'an import', in: product },
};

test.each(Object.entries(bans))('nobody uses %s', (_name, ban) => {
  const found = ban.in
    .filter(({ path }) => !(ban.except ?? []).some((place) => path.startsWith(place)))
    .flatMap(({ path, text }) =>
      (ban.everywhere ? text : codeOf(text))
        .split('\n')
        .flatMap((line, i) => (ban.pattern.test(line) ? [`${path}:${i + 1} use ${ban.instead}: ${line.trim()}`] : [])),
    );
  expect(found).toEqual([]);
});

test('each ban catches what it names', () => {
  const samples = {
    'parseFloat(': 'parseFloat(x)',
    '.toFixed(': 'n.toFixed(2)',
    'new Date()': 'new Date()',
    'Date.now(': 'Date.now()',
    'Math.random': 'Math.random()',
    'console.': 'console.log(1)',
    'process.exit(': 'process.exit(1)',
    'eval(': 'eval(x)',
    'as any': 'x as any',
    '@ts-ignore': '// @ts-ignore',
    'a lint rule switched off without a reason': '// oxlint-disable-next-line',
    'unfinished work': '// TODO later',
    'a test left out': "test.skip('x')",
    'a default export': 'export default x',
    'a require': " require('x')",
  };
  for (const [name, ban] of Object.entries(bans)) {
    expect([name, ban.pattern.test(samples[name as keyof typeof samples])]).toEqual([name, true]);
  }
});

/** Lists that are one idea however long they are. */
const longLists = new Set(['src/kernel/problem.ts']);

test('a file is one idea: at most 350 lines', () => {
  const long = product
    .filter(({ path }) => !longLists.has(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > 350);
  expect(long).toEqual([]);
});

/** The formatter keeps code within 120 signs; what it cannot break is text: comments, SQL, messages, patterns. */
test('a comment is at most 128 signs wide, and no line more than 200', () => {
  const wide = product.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const most = /^\s*(\/\*\*|\*|\/\/)/.test(line) ? 128 : 200;
      return line.length > most ? [`${path}:${i + 1} (${line.length})`] : [];
    }),
  );
  expect(wide).toEqual([]);
});

test('every file is named in small letters with dashes', () => {
  const odd = everything.map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+$/.test(path));
  expect(odd).toEqual([]);
});

test('every version in package.json is exact', () => {
  const read = JSON.parse(readText('package.json')) as Record<string, Record<string, string>>;
  const versions = Object.entries({ ...read['dependencies'], ...read['devDependencies'] });
  expect(versions.length).toBeGreaterThan(20);
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('every migration is in the list that runs them, in order', () => {
  const found = sources(['src/store/migrations'], /\.sql$/).map(({ path }) => path.replace(/^.*\/(.*)\.sql$/, '$1'));
  const listed = [...readText('src/store/migrate.ts').matchAll(/name: '([\w-]+)'/g)].map(([, name]) => name);
  expect(found.length).toBeGreaterThan(0);
  expect(listed).toEqual(found);
});

test('every function is loaded by the table of contents', () => {
  const doors = sources(['functions/http', 'functions/timers', 'functions/queues', 'functions/webhooks'], /\.ts$/);
  const loaded = [...readText('functions/main.ts').matchAll(/import '\.\/([^']+)'/g)].map(
    ([, path]) => `functions/${path}`,
  );
  expect(loaded.filter((path) => path.split('/').length === 3).toSorted()).toEqual(doors.map(({ path }) => path));
});

test('nothing names a machine’s folder or a package registry', () => {
  const files = sources(['.'], /\.(ts|mjs|md|json|sql|yml|yaml|al|txt)$|\/\.[a-z]+rc(\.json)?$/).filter(
    ({ path }) => !path.startsWith('test/house/') && path !== 'docs/openapi.json',
  );
  expect(files.length).toBeGreaterThan(300);
  const places =
    /\/(?:work|home|root|Users)\/[a-z]|[A-Z]:\\Users\\|https?:\/\/[^\s"')]*(?:registry|artifactory|nexus)[^\s"')]*/;
  const found = files.flatMap(({ path, text }) => {
    const place = places.exec(text);
    return place ? [`${path}: ${place[0]}`] : [];
  });
  expect(found).toEqual([]);
});
