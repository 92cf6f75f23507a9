import type { Command } from 'commander';
import { approveRefund, listRefundOrders, type RefundOrder, withdrawRefund } from '#payments';
import { refundLines } from './exception-lines.ts';
import { idOf } from './journal-commands.ts';
import { jsonOption } from './options.ts';
import { type CommandParts, companyOf, withApp } from './with-app.ts';
import type { Problem, Result } from '#kernel';

/** Orders to pay money back, which the action `refund` of the error log makes. */
export function addRefundCommands(tilgode: Command): void {
  const refunds = tilgode
    .command('refunds')
    .description('orders to pay money back: see them, approve or withdraw them');
  refunds
    .command('list', { isDefault: true })
    .description('the orders, newest first')
    .option('--company <name>', 'the company, when there are several')
    .option('--state <state>', 'proposed, approved, posted or withdrawn')
    .addOption(jsonOption())
    .action((options: { company?: string; state?: string; json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { id: companyId } = await companyOf(parts, options.company);
        const orders = await listRefundOrders(parts.app.database, { companyId, state: options.state, limit: 1000 });
        parts.terminal.result(orders, () => refundLines(orders));
        return 0;
      }),
    );
  refunds
    .command('approve')
    .description('let money go back; not by whoever asked for it, where the company wants a second person')
    .argument('<number>', 'the order’s number')
    .addOption(jsonOption())
    .action((number: string, options: { json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { app, moment, by } = parts;
        return answer(
          parts,
          await approveRefund({ refundOrderId: idOf(number) }, { database: app.database, moment, by }),
        );
      }),
    );
  refunds
    .command('withdraw')
    .description('nothing goes back: the money stays on the customer’s account')
    .argument('<number>', 'the order’s number')
    .requiredOption('--reason <text>', 'why')
    .addOption(jsonOption())
    .action((number: string, options: { reason: string; json: boolean }) =>
      withApp({ ...options, isTimeless: true }, async (parts) => {
        const { app, moment, by } = parts;
        const command = { refundOrderId: idOf(number), reason: options.reason };
        return answer(parts, await withdrawRefund(command, { database: app.database, moment, by }));
      }),
    );
}

function answer({ terminal }: CommandParts, done: Result<RefundOrder, Problem>): number {
  if (!done.ok) {
    terminal.problem(done.error);
    return 1;
  }
  terminal.result(done.value, () => refundLines([done.value]));
  return 0;
}
