import { X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runTilgode } from '#test/command-line';
import {
  createRehearsalAuthority,
  type DanskeWebServiceFault,
  type RehearsalDanske,
  startRehearsalDanske,
} from '../../../src/rehearsal/danske-web-service/index.ts';

const base = mkdtempSync(join(tmpdir(), 'tilgode-danske-'));
const authority = createRehearsalAuthority(() => new Date());
const pin = '4711';
const user = 'TILG01';

let bank: RehearsalDanske;
let folder: string;
let count = 0;
beforeEach(async () => {
  bank = await startRehearsalDanske({ now: () => new Date(), authority, customers: [{ id: user, pin }] });
  folder = join(base, `user-${++count}`);
  vi.stubEnv('TILGODE_DANSKE_PIN', pin);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bank.close();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const who = (): readonly string[] =>
  `--sender ${user} --environment customertest --service-url ${bank.pkiServiceUrl}`.split(' ');
const danske = (...words: readonly string[]) => runTilgode('danske', ...words);
const fetchBank = () => danske('bank-certificates', ...who(), '--folder', folder);
const enrolled = async () => {
  await fetchBank();
  expect(await danske('enrol', '--folder', folder)).toMatchObject({ code: 0 });
};
const list = (...words: readonly string[]) =>
  danske('list', '--folder', folder, '--receiver', 'Danske Bank', '--service-url', bank.fileServiceUrl, ...words);
const inFolder = () => readdirSync(folder).toSorted();
const read = (...path: readonly string[]) => readFileSync(join(folder, ...path), 'utf8');
const keys = (number: number) =>
  readdirSync(join(folder, `keys-${number}`)).map((file) => read(`keys-${number}`, file));

describe('tilgode danske bank-certificates', () => {
  test('shows what a person compares, keeps nothing without a folder, and asks to compare a root that is new', async () => {
    const { code, out, err } = await danske('bank-certificates', ...who());
    const root = new X509Certificate(bank.rootCertificate);
    expect([code, out.includes(root.fingerprint256), out.includes('serial number 1111110003')]).toEqual([
      0,
      true,
      true,
    ]);
    expect(out).toContain('Nothing was kept');
    expect(err).toContain('Compare its SHA-256 fingerprint');
  });

  test('keeps them in a folder, and a second time finds them there and keeps no second copy', async () => {
    expect((await fetchBank()).code).toBe(0);
    expect(new X509Certificate(read('bank-1', 'root.pem')).raw).toEqual(new X509Certificate(bank.rootCertificate).raw);
    const again = await danske('bank-certificates', '--folder', folder, '--json');
    expect(JSON.parse(again.out)).toMatchObject({
      isPinned: true,
      folder: join(folder, 'bank-1'),
      certificates: [{ what: 'root', serial: '1111110003' }, { what: 'signing' }, { what: 'encryption' }],
    });
    expect(again.err).toBe('');
    expect(inFolder()).toEqual(['bank-1', 'user-1']);
  });

  test('another root than the folder’s is refused, and nothing in the folder changes', async () => {
    await fetchBank();
    const before = read('bank-1', 'root.pem');
    const impostor = await startRehearsalDanske({ now: () => new Date(), customers: [] });
    const found = await danske('bank-certificates', '--folder', folder, '--service-url', impostor.pkiServiceUrl);
    await impostor.close();
    expect([found.code, found.err]).toEqual([1, expect.stringMatching(/CERTIFICATE_REFUSED.*not the pinned one/)]);
    expect([inFolder(), read('bank-1', 'root.pem')]).toEqual([['bank-1', 'user-1'], before]);
  });

  test('a root named on the command line is the only one taken', async () => {
    mkdirSync(base, { recursive: true });
    const file = join(base, 'root.pem');
    writeFileSync(file, createRehearsalAuthority(() => new Date()).root.certificate);
    expect((await danske('bank-certificates', ...who(), '--root-certificate', file)).err).toContain(
      'not the pinned one',
    );
    writeFileSync(file, bank.rootCertificate);
    const right = await danske('bank-certificates', ...who(), '--root-certificate', file, '--json');
    expect(JSON.parse(right.out)).toMatchObject({ isPinned: true });
    writeFileSync(file, 'no certificate');
    expect((await danske('bank-certificates', ...who(), '--root-certificate', file)).err).toContain('INPUT_WRONG');
  });

  test.each<[string, readonly string[], RegExp]>([
    ['no sender', ['--environment', 'test'], /INPUT_WRONG.*--sender/],
    ['a sender of five signs', ['--sender', 'TILG1', '--environment', 'test'], /--sender.*6 signs/],
    ['no environment', ['--sender', user], /INPUT_WRONG.*--environment/],
    [
      'an address without TLS',
      ['--sender', user, '--environment', 'test', '--service-url', 'http://a.example'],
      /https/,
    ],
    ['a root the bank does not know', ['--root-serial', '7'], /CERTIFICATE_REFUSED.*no such root/],
    ['a closed port', ['--service-url', 'http://127.0.0.1:1/pki'], /TRANSPORT_UNREACHABLE/],
  ])('with %s it fails and says so', async (_what, words, told) => {
    const given = words[0]?.startsWith('--root') || words[1]?.includes('127') ? [...who(), ...words] : words;
    expect(await danske('bank-certificates', ...given)).toMatchObject({ code: 1, err: expect.stringMatching(told) });
  });

  test('a problem is JSON where that is asked for', async () => {
    const { code, out } = await danske('bank-certificates', ...who(), '--root-serial', '7', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([1, { problem: { code: 'CERTIFICATE_REFUSED' } }]);
  });
});

describe('tilgode danske enrol', () => {
  test('keeps keys for the owner only, gets their certificates, and shows no key and no PIN', async () => {
    await fetchBank();
    const { code, out, err } = await danske('enrol', '--folder', folder);
    expect(code).toBe(0);
    expect(out + err).not.toContain('PRIVATE KEY');
    expect(out + err).not.toContain(pin);
    expect(inFolder()).toEqual(['bank-1', 'certificates-1', 'keys-1', 'user-1']);
    for (const kind of ['signing', 'encryption']) {
      const certificate = new X509Certificate(read('certificates-1', `${kind}.pem`));
      expect(certificate.subject).toBe(`CN=${user}`);
      expect(read('keys-1', `${kind}-key.pem`)).toContain('BEGIN PRIVATE KEY');
      expect(statSync(join(folder, 'keys-1', `${kind}-key.pem`)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(folder, 'keys-1')).mode & 0o777).toBe(0o700);
    expect(await list('--json')).toMatchObject({ code: 0, out: '[]\n' });
  });

  test('without the bank’s certificates in the folder nothing is made and nobody is asked', async () => {
    const found = await danske('enrol', ...who(), '--folder', folder);
    expect([found.code, found.err, existsSync(folder)]).toEqual([
      1,
      expect.stringContaining('bank-certificates'),
      false,
    ]);
    expect(bank.requests()).toBe(0);
  });

  test.each([
    ['no PIN', ''],
    ['a PIN of eleven signs', '12345678901'],
    ['a PIN with a blank', '47 11'],
  ])('%s in the environment is refused before anybody is asked, and not shown', async (_what, value) => {
    await fetchBank();
    const before = bank.requests();
    vi.stubEnv('TILGODE_DANSKE_PIN', value);
    const { code, err } = await danske('enrol', '--folder', folder);
    expect([code, err]).toEqual([1, expect.stringMatching(/INPUT_WRONG.*TILGODE_DANSKE_PIN/)]);
    if (value !== '') expect(err).not.toContain(value);
    expect([bank.requests(), inFolder()]).toEqual([before, ['bank-1', 'user-1']]);
  });

  test('a wrong PIN costs nothing: the right one goes on with the same keys', async () => {
    await fetchBank();
    vi.stubEnv('TILGODE_DANSKE_PIN', '0000');
    const refused = await danske('enrol', '--folder', folder);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/CERTIFICATE_REFUSED.*code: 20/s)]);
    expect(refused.err).not.toContain('0000');
    expect(refused.err).toContain('may lock');
    const before = keys(1);
    vi.stubEnv('TILGODE_DANSKE_PIN', pin);
    expect((await danske('enrol', '--folder', folder)).code).toBe(0);
    expect(keys(1)).toEqual(before);
    expect(inFolder()).toEqual(['bank-1', 'certificates-1', 'keys-1', 'user-1']);
  });

  test('a PIN is good once: another folder is refused, and this folder is not written over', async () => {
    await enrolled();
    const before = [...keys(1), read('certificates-1', 'signing.pem')];
    const again = await danske('enrol', '--folder', folder);
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/INPUT_WRONG.*renew/)]);
    expect([...keys(1), read('certificates-1', 'signing.pem')]).toEqual(before);
    const other = join(base, 'another');
    await danske('bank-certificates', ...who(), '--folder', other);
    expect((await danske('enrol', '--folder', other)).err).toMatch(/CERTIFICATE_REFUSED.*code: 20/s);
  });

  test.each<[DanskeWebServiceFault, string, boolean]>([
    ['lost-response', 'CERTIFICATE_UNCLEAR', true],
    ['lost-request', 'CERTIFICATE_UNCLEAR', false],
    ['no-xml', 'CERTIFICATE_UNCLEAR', true],
    ['unsigned', 'FILE_SIGNATURE_WRONG', true],
  ])('after an answer that is "%s" the keys are there and are used again', async (fault, problem, isPinUsed) => {
    await fetchBank();
    // The first request of an enrolment asks for the bank's certificates.
    const nothing: DanskeWebServiceFault = 'plain-answer';
    bank.arm(nothing);
    bank.arm(fault);
    const lost = await danske('enrol', '--folder', folder);
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining(problem)]);
    expect(lost.err).toContain('goes on with the same keys');
    const before = keys(1);
    expect(inFolder()).toEqual(['bank-1', 'keys-1', 'user-1']);
    const shown = await danske('certificates', '--folder', folder);
    expect(shown.out).toContain('keys-1 waits for its certificates');
    const second = await danske('enrol', '--folder', folder);
    expect(second.code).toBe(isPinUsed ? 1 : 0);
    if (isPinUsed) expect(second.err).toContain('CERTIFICATE_REFUSED');
    expect(keys(1)).toEqual(before);
    expect(inFolder().filter((name) => name.startsWith('keys'))).toEqual(['keys-1']);
  });

  test('the folder belongs to one user', async () => {
    await fetchBank();
    const other = await danske('enrol', '--folder', folder, '--sender', 'TILG02');
    expect([other.code, other.err]).toEqual([1, expect.stringMatching(/--sender.*TILG02.*TILG01/)]);
    const elsewhere = await danske('enrol', '--folder', folder, '--environment', 'production');
    expect(elsewhere.err).toMatch(/--environment.*customertest/);
    expect(inFolder()).toEqual(['bank-1', 'user-1']);
  });

  test('keys that somebody mixed up, or damaged, are told before anything is sent', async () => {
    await fetchBank();
    vi.stubEnv('TILGODE_DANSKE_PIN', '0000');
    await danske('enrol', '--folder', folder);
    vi.stubEnv('TILGODE_DANSKE_PIN', pin);
    const [signing, encryption] = [read('keys-1', 'signing-key.pem'), read('keys-1', 'encryption-key.pem')];
    for (const wrong of [encryption, 'no key', '']) {
      writeFileSync(join(folder, 'keys-1', 'signing-key.pem'), wrong);
      expect((await danske('enrol', '--folder', folder)).err).toMatch(/INPUT_WRONG.*keys-1/s);
    }
    unlinkSync(join(folder, 'keys-1', 'signing-key.pem'));
    expect((await danske('enrol', '--folder', folder)).err).toMatch(/INPUT_WRONG.*signing-key\.pem/s);
    writeFileSync(join(folder, 'keys-1', 'signing-key.pem'), signing);
    expect((await danske('enrol', '--folder', folder)).code).toBe(0);
  });

  test('a folder that is a file is told', async () => {
    const file = join(base, 'a-file');
    writeFileSync(file, '');
    expect(await danske('bank-certificates', ...who(), '--folder', file)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/INPUT_WRONG.*--folder/),
    });
  });
});

describe('tilgode danske renew', () => {
  test('makes new keys and gets their certificates; the old ones stay for what was encrypted to them', async () => {
    await enrolled();
    const before = [...keys(1), read('certificates-1', 'signing.pem')];
    vi.stubEnv('TILGODE_DANSKE_PIN', undefined);
    const renewed = await danske('renew', '--folder', folder, '--json');
    expect(JSON.parse(renewed.out)).toMatchObject({
      keysPath: join(folder, 'keys-2'),
      certificatesPath: join(folder, 'certificates-2'),
      certificates: [{ what: 'our signing' }, { what: 'our encryption' }],
    });
    expect([...keys(1), read('certificates-1', 'signing.pem')]).toEqual(before);
    expect(read('keys-2', 'signing-key.pem')).not.toBe(read('keys-1', 'signing-key.pem'));
    expect((await list()).code).toBe(0);
    const shown = JSON.parse((await danske('certificates', '--folder', folder, '--json')).out);
    expect(shown.certificates.map(({ set, state }: Record<string, string>) => `${set} ${state}`)).toEqual([
      ...Array<string>(3).fill('bank-1 holds'),
      ...Array<string>(2).fill('certificates-1 replaced'),
      ...Array<string>(2).fill('certificates-2 holds'),
    ]);
    expect((await danske('renew', '--folder', folder)).code).toBe(0);
    expect(inFolder()).toContain('certificates-3');
  });

  test('a request that never arrived is sent again with the same keys', async () => {
    await enrolled();
    bank.arm('plain-answer');
    bank.arm('lost-request');
    const lost = await danske('renew', '--folder', folder);
    expect([lost.code, lost.err]).toEqual([1, expect.stringMatching(/CERTIFICATE_UNCLEAR[^]*same keys/)]);
    const before = keys(2);
    expect((await danske('renew', '--folder', folder)).code).toBe(0);
    expect(keys(2)).toEqual(before);
    expect(inFolder()).not.toContain('keys-3');
  });

  test('without certificates there is nothing to renew', async () => {
    await fetchBank();
    expect((await danske('renew', '--folder', folder)).err).toMatch(/INPUT_WRONG.*enrol/);
  });

  test('certificates that have ended cannot sign for their successors: it is told, and nothing is sent', async () => {
    const ended = createRehearsalAuthority(() => new Date(Date.now() - 800 * 86_400_000));
    await enrolled();
    const request = read('keys-1', 'signing-request.pem');
    writeFileSync(join(folder, 'certificates-1', 'signing.pem'), ended.issue(request, user));
    const before = bank.requests();
    expect((await danske('renew', '--folder', folder)).err).toMatch(/KEY_UNUSABLE.*new PIN/);
    expect([bank.requests(), inFolder().includes('keys-2')]).toEqual([before, false]);
    expect(await danske('certificates', '--folder', folder)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/our signing +\d{4}-\d\d-\d\d +ended/),
    });
  });
});

describe('tilgode danske certificates', () => {
  test('exits 1 when one ends within 60 days', async () => {
    await enrolled();
    expect((await danske('certificates', '--folder', folder)).code).toBe(0);
    const request = read('keys-1', 'encryption-request.pem');
    for (const [daysLeft, code] of [
      [62, 0],
      [59, 1],
    ] as const) {
      const issuer = createRehearsalAuthority(() => new Date(Date.now() - (730 - daysLeft) * 86_400_000));
      writeFileSync(join(folder, 'certificates-1', 'encryption.pem'), issuer.issue(request, user));
      const shown = await danske('certificates', '--folder', folder);
      expect([shown.code, shown.out.includes('ends soon')]).toEqual([code, code === 1]);
    }
  });

  test('a folder without certificates is no good news', async () => {
    expect(await danske('certificates', '--folder', join(base, 'nowhere'))).toMatchObject({ code: 1 });
    await enrolled();
    writeFileSync(join(folder, 'certificates-1', 'signing.pem'), 'broken');
    expect((await danske('certificates', '--folder', folder)).err).toContain('INPUT_WRONG');
  });
});

describe('tilgode danske list', () => {
  test('shows the bank’s own words, and why a file is left where it is', async () => {
    await enrolled();
    const file = { customerId: user, content: Buffer.from('x') };
    bank.layOut({ ...file, reference: 'R1', fileType: 'pain.002.001.03' });
    bank.layOut({ ...file, reference: 'camt.052DK5000400440116243', fileType: 'camt.052' });
    bank.layOut({ ...file, reference: '../R2', fileType: 'COLSTATUS' });
    bank.uploadByOthers({ ...file, userFilename: 'tilgode.1.pain008.xml' });
    const { code, out } = await list('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reference: 'R1', fileType: 'pain.002.001.03', status: 'NEW', leftOut: null }),
        expect.objectContaining({ reference: 'camt.052DK5000400440116243', leftOut: 'made on download' }),
        expect.objectContaining({ reference: '../R2', leftOut: 'a reference we cannot take safely' }),
        expect.objectContaining({ userFilename: 'tilgode.1.pain008.xml', leftOut: 'our own upload' }),
      ]),
    );
    expect((await list()).out).toMatch(/R1 +pain\.002\.001\.03 +NEW +yes/);
    expect(bank.isWaiting('R1')).toBe(true);
  });

  test('a folder needs the receiver, and certificates', async () => {
    await fetchBank();
    expect((await list()).err).toMatch(/INPUT_WRONG.*enrol/);
    await danske('enrol', '--folder', folder);
    expect((await danske('list', '--folder', folder)).err).toMatch(/INPUT_WRONG.*--receiver/);
  });
});
