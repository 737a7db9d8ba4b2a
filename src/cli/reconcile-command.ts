import type { Command } from 'commander';
import { RECONCILED_DAYS } from '../contract/reconcile-payments';
import { decimalText } from '../domain/money';
import type { PaymentDifference, ReconciledPayments } from '../domain/payment-difference';
import { databaseUrlOf, withDatabase } from './connections';
import type { CommandContext } from './context';
import { CommandError, table } from './output';

/** How far back it goes by default, in milliseconds. */
const BACK_MS = RECONCILED_DAYS * 86_400_000;

/** `bilheteria reconcile-payments` */
export function addReconcileCommand(program: Command, { settings, output }: CommandContext): void {
  program
    .command('reconcile-payments')
    .description(
      "compare the payment provider's books with ours; each difference becomes a task for operators",
    )
    .option('--from <time>', 'from this time on, RFC 3339 (default: three days ago)')
    .option('--until <time>', 'before this time (default: now)')
    .action(async (options: { from?: string; until?: string }) => {
      const until = timeOf(options.until) ?? new Date();
      const from = timeOf(options.from) ?? new Date(+until - BACK_MS);
      if (from >= until) throw new CommandError('invalid_request', '--from must be before --until.');
      const [{ openPaymentProvider }, { createReconcilePayments }] = await Promise.all([
        import('../payment-provider.js'),
        import('../payments/reconcile.js'),
      ]);
      const keys = settings('STRIPE_SECRET_KEY', 'STRIPE_API_URL', 'DATA_DIR');
      const { findPaymentSandbox } = await import('../embedded/payment-sandbox/find.js');
      const sandbox = keys.STRIPE_SECRET_KEY ? undefined : await findPaymentSandbox(keys.DATA_DIR);
      const provider = await openPaymentProvider(keys, sandbox);
      if (!provider)
        throw new CommandError(
          'setting_missing',
          'This command needs STRIPE_SECRET_KEY, or a program with the payment sandbox that runs on this machine.',
        );
      const result = await withDatabase(await databaseUrlOf(settings), (db) =>
        createReconcilePayments({ db, provider })({ from, until }),
      );
      output.print(result, textOf(result));
      if (result.differences.length > 0) process.exitCode = 1;
    });
}

function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(+time))
    throw new CommandError('invalid_request', `${text} is not a time, such as 2026-11-27T20:00:00Z.`);
  return time;
}

function textOf({ from, until, payments, refunds, disputes, counts, differences }: ReconciledPayments) {
  const compared = `Compared ${payments} payments, ${refunds} refunds and ${disputes} disputes from ${from.toISOString()} to ${until.toISOString()}.`;
  if (differences.length === 0) return `${compared}\nNothing differs.`;
  const rows = differences.map((one) => [
    ...[one.kind, one.subject, one.preOrderId ?? '', amountText(one.ours), amountText(one.theirs)],
  ]);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const more = all > differences.length ? [`and ${all - differences.length} more`] : [];
  return [compared, table([['difference', 'object', 'pre-order', 'ours', 'theirs'], ...rows]), ...more].join(
    '\n',
  );
}

const amountText = (side: PaymentDifference['ours']) =>
  side ? `${decimalText(side.amountCents, side.currency)} ${side.currency}` : 'none';
