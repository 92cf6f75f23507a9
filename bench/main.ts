import { run as camt } from './camt.ts';
import { run as journal } from './journal.ts';
import type { BenchFigure } from './kit.ts';
import { run as matching } from './matching.ts';
import { run as matchingDatabase } from './matching-database.ts';
import { run as mt940 } from './mt940.ts';
import { run as netsRead } from './nets-read.ts';
import { run as netsWrite } from './nets-write.ts';
import { run as pain008 } from './pain008.ts';
import { run as payments } from './payments.ts';
import { run as totals } from './totals.ts';
import { run as trace } from './trace.ts';

/** All benches by name, in the order they run. */
const benches: Readonly<Record<string, () => Promise<BenchFigure[]>>> = {
  'nets-write': netsWrite,
  'nets-read': netsRead,
  camt,
  mt940,
  pain008,
  journal,
  payments,
  matching,
  'matching-database': matchingDatabase,
  totals,
  trace,
};

const [name = ''] = process.argv.slice(2);
const run = benches[name];
if (run) process.send?.(await run());
else process.send?.(Object.keys(benches));
