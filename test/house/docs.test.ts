import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { openApiDocument } from '#app';
import { catalogue } from '#kernel';
import { project, readText, sources } from '#test/sources';
import { program } from '../../src/app/command-line/program.ts';

const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((found) => found[1] ?? '').toSorted();

test('every problem of the catalogue is explained, and every problem explained exists', () => {
  const explained = namesIn(readText('docs/problems.md'), /^### ([A-Z_]+)$/gm);
  expect(explained).toEqual(Object.keys(catalogue).toSorted());
});

test('who acts on a problem is the same in the catalogue and in the docs', () => {
  const sections = readText('docs/problems.md').split(/^### /m).slice(1);
  const told = sections.map((section) => [/^[A-Z_]+/.exec(section)?.[0], /^Acts: (\w+)\./m.exec(section)?.[1]]);
  const owners = Object.entries(catalogue).map(([code, { owner }]) => [code, owner]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(owners));
});

test('every function is described, and every function described is registered', () => {
  const registered = sources(['functions'], /\.ts$/).flatMap(({ text }) => [
    ...namesIn(text, /openDoor\(\{\s*name: '([\w-]+)'/g),
    ...namesIn(text, /host\.(?:http|timer|storageQueue)\('([\w-]+)'/g),
  ]);
  expect(registered.length).toBeGreaterThan(20);
  expect(namesIn(readText('docs/functions.md'), /^\| `([\w-]+)` \|/gm)).toEqual(registered.toSorted());
});

test('every route and schedule in the docs is the one registered', () => {
  const text = readText('docs/functions.md');
  const declared = sources(['functions'], /\.ts$/).flatMap(({ text: source }) =>
    namesIn(source, /(?:route|schedule): '([^']+)'/g),
  );
  expect(declared.filter((place) => !text.includes(`\`${place}\``))).toEqual([]);
});

const commandsOf = (command: Command, before = ''): readonly string[] => {
  const name = before === '' ? command.name() : `${before} ${command.name()}`;
  return command.commands.length === 0 ? [name] : command.commands.flatMap((inner) => commandsOf(inner, name));
};

test('every command is in the operator’s manual', () => {
  const manual = readText('docs/operating.md').replaceAll(/[[\]]/g, '');
  const commands = commandsOf(program());
  expect(commands.length).toBeGreaterThan(18);
  const isTold = (command: string): boolean =>
    new RegExp(command === 'tilgode start' ? '`npm start ' : `\`${command}\\b`).test(manual);
  expect(commands.filter((command) => !isTold(command))).toEqual([]);
});

test('docs/openapi.json is what the doors say; scripts/write-openapi.mjs writes it', async () => {
  // Registers every door.
  await import('../../functions/main.ts');
  expect(JSON.parse(readText('docs/openapi.json'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

test('every link between the docs leads somewhere', () => {
  const pages = sources(['.'], /\.md$/);
  expect(pages.length).toBeGreaterThan(10);
  const broken = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      const [file = '', anchor] = link.split('#');
      if (/^[a-z]+:/.test(link)) return [];
      const target = file === '' ? join(project, path) : join(project, dirname(path), file);
      if (!existsSync(target)) return [`${path}: ${link}`];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      const page = pages.find((other) => join(project, other.path) === target);
      return anchorsOf(page?.text ?? '').includes(anchor) ? [] : [`${path}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

/** The anchors that a page's headings get: small letters, blanks to dashes, other signs gone. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('every page is in the index of its folder', () => {
  const index = readText('docs/README.md');
  const decisions = readText('docs/decisions/README.md');
  const missing = sources(['docs'], /\.md$/).filter(({ path }) => {
    const page = path.slice('docs/'.length);
    if (page === 'README.md') return false;
    const isDecision = page.startsWith('decisions/') && page !== 'decisions/README.md';
    return isDecision ? !decisions.includes(`](${page.slice('decisions/'.length)})`) : !index.includes(`](${page})`);
  });
  expect(missing.map(({ path }) => path)).toEqual([]);
});

test('every state of the machines is in the picture of the house', () => {
  const text = readText('docs/architecture.md');
  const states = sources(['src'], /-states\.ts$/).flatMap(({ text: source }) => namesIn(source, /^ {2}(\w+): \{/gm));
  expect(states.length).toBeGreaterThan(25);
  expect([...new Set(states)].filter((state) => !text.includes(`\`${state}\``))).toEqual([]);
});
