import { afterEach, expect, test, vi } from 'vitest';
import { program } from '../../../src/app/command-line/program.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

/** Runs a command as typed; no settings and no database are there. */
async function run(...words: readonly string[]): Promise<{ readonly code: unknown; readonly out: string }> {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  process.exitCode = 0;
  await program().parseAsync(['node', 'tilgode', 'payment-ids', ...words]);
  const code = process.exitCode;
  vi.restoreAllMocks();
  return { code, out };
}

test.each`
  words                                                                        | code | out
  ${['make', 'fik-71', '103010', '--creditor', '80882939']}                    | ${0} | ${'000000001030105\n+71<000000001030105+80882939<\n'}
  ${['make', 'kid', '1234', '--modulus', '11']}                                | ${0} | ${'12343\n'}
  ${['make', 'ocr', '12345', '--length-digit']}                                | ${0} | ${'1234574\n'}
  ${['make', 'pl-virtual', '42', '--sort-code', '11401081', '--mask', '1234']} | ${0} | ${'PL18114010811234000000000042\nPL18 1140 1081 1234 0000 0000 0042\n'}
  ${['check', '000000000030154', '--scheme', 'fik-71']}                        | ${1} | ${'FIK +71: wrong, the check digit is 4 and should be 5\n'}
  ${['check', 'RF18 5390 0754 7034']}                                          | ${0} | ${'RF creditor reference: right, RF18 5390 0754 7034\n'}
  ${['check', '5260250274', '--scheme', 'nip']}                                | ${0} | ${'NIP: right\n'}
  ${['check', '12344', '--scheme', 'kid', '--length', '7']}                    | ${1} | ${'KID: wrong, it has 5 digits and must have 7\n'}
  ${['check', 'what is this']}                                                 | ${1} | ${'It is no number of any scheme we know.\n'}
`('tilgode payment-ids $words', async ({ words, code, out }) => {
  expect(await run(...words)).toEqual({ code, out });
});

test('results are JSON where that is asked for', async () => {
  const made = await run('make', 'rf', 'INV2026A', '--json');
  expect(JSON.parse(made.out)).toEqual({ scheme: 'rf', value: 'RF38INV2026A', printed: 'RF38 INV2 026A' });
  const wrong = await run('make', 'fik-71', 'A1', '--json');
  expect([wrong.code, JSON.parse(wrong.out)]).toMatchObject([1, { problem: { code: 'INPUT_WRONG' } }]);
  const checked = await run('check', '13585628', '--scheme', 'cvr', '--json');
  expect(JSON.parse(checked.out)).toMatchObject({ isValid: true, checked: [{ scheme: 'cvr', isValid: true }] });
});

test('a scheme that does not exist is told with those that do', async () => {
  await expect(run('make', 'fik-99', '1')).rejects.toThrow('INPUT_WRONG');
  expect((await run('check', '1', '--scheme', 'fik-99')).out).toContain('one of fik-71');
});
