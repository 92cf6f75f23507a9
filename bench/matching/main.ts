import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { defaultPolicy, matchRemittances } from '../../src/payments/ladder/index.ts';
import { firstHit } from './first-hit.ts';
import { findingsOf, judgementText, number, reportOf } from './report.ts';
import { refuse, wholeNumber } from '../whole-number.ts';
import { runCorpus } from './run-corpus.ts';
import { emptyTally } from './tally.ts';

/** `npm run bench:matching -- [--seed N] [--size N] [--seeds K] [--convention oldest-first] [--matcher first-hit] …`. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    size: { type: 'string', default: '50000' },
    seeds: { type: 'string', default: '1' },
    convention: { type: 'string', default: 'none' },
    matcher: { type: 'string', default: 'ladder' },
    show: { type: 'string', default: '10' },
    missed: { type: 'string', default: '0' },
  },
});
const first = values.seed === undefined ? randomInt(1, 1_000_000_000) : wholeNumber('seed', values.seed);
const [size, seeds] = [wholeNumber('size', values.size, 1), wholeNumber('seeds', values.seeds, 1)];
const [show, missed] = [wholeNumber('show', values.show), wholeNumber('missed', values.missed)];
const conventions = ['none', 'oldest first', 'principal first', 'fees first'] as const;
const convention =
  conventions.find((one) => one === values.convention.replaceAll('-', ' ')) ??
  refuse(`--convention must be one of ${conventions.join(', ').replaceAll(' first', '-first')}`);
const policy = { ...defaultPolicy, convention };
const matcher =
  new Map([
    ['ladder', matchRemittances],
    ['first-hit', firstHit],
  ]).get(values.matcher) ?? refuse('--matcher must be ladder or first-hit');
const tally = emptyTally();
const began = performance.now();
const seedsText = `seed ${first}${seeds > 1 ? ` to ${first + seeds - 1}` : ''}, size ${size}`;
console.log(seedsText);
for (let seed = first; seed < first + seeds; seed++) {
  const before = tally.all.wrong;
  runCorpus({ seed, size }, matcher, policy, tally);
  console.log(`seed ${seed}: ${number(size)} payments, ${tally.all.wrong - before} wrong`);
}
for (const one of tally.wrong.slice(0, show)) console.log(judgementText(one).join('\n'));
for (const one of tally.missed.slice(0, missed)) console.log(judgementText(one).join('\n'));
console.log(`\n${reportOf(tally).join('\n')}\n`);
const findings = findingsOf(tally);
for (const { what, value, ok } of findings) console.log(`${ok ? 'ok    ' : 'MISSED'}  ${what}: ${value}`);
const memory = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`${seedsText}: ${Math.round((performance.now() - began) / 1000)} s in all, ${memory} MB at most`);
process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;
