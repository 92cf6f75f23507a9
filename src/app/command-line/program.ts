import { Command } from 'commander';
import { addDanskeCommands } from './danske-commands.ts';
import { addExceptionCommands } from './exception-commands.ts';
import { addFileCommands } from './file-commands.ts';
import { addJournalCommands } from './journal-commands.ts';
import { addMandateCommands } from './mandate-commands.ts';
import { addMatchingCommands } from './matching-commands.ts';
import { addMoneyCommands } from './money-commands.ts';
import { addPaymentIdCommands } from './payment-id-commands.ts';
import { addProofCommands } from './proof-commands.ts';
import { addRefundCommands } from './refund-commands.ts';
import { addRehearsalCommands } from './rehearsal-commands.ts';
import { addTraceCommands } from './trace-commands.ts';

/** All commands. Exit codes: 0 done, 1 a fault or a problem was found, 2 the command line itself is wrong. */
export function program(): Command {
  const tilgode = new Command('tilgode')
    .description('Collects what customers owe in Business Central, and explains the files on the way.')
    .version('0.1.0')
    .showHelpAfterError('(add --help for how it is used)')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 a fault or a problem was found, 2 the command line is wrong.
Commands that read the books take their settings from TILGODE_SETTINGS or TILGODE_SETTINGS_FILE, or from the last "npm start".

Examples:
  tilgode describe D3700000001-602.BS1     explain a file of Nets, field by field
  tilgode journal build --date 2026-02-02  build and check a journal
  tilgode errors                           what waits in the error log
  tilgode rehearse --seed 7 --days 60      two months in a world with faults, and the totals`,
    );
  addJournalCommands(tilgode);
  addFileCommands(tilgode);
  addMandateCommands(tilgode);
  addMoneyCommands(tilgode);
  addMatchingCommands(tilgode);
  addExceptionCommands(tilgode);
  addRefundCommands(tilgode);
  addTraceCommands(tilgode);
  addPaymentIdCommands(tilgode);
  addProofCommands(tilgode);
  addDanskeCommands(tilgode);
  addRehearsalCommands(tilgode);
  return tilgode;
}
