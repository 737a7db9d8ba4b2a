import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { eventRoute, type AdminApi } from './admin-api';
import { CommandError, type Output } from './output';
import { bodyOf, writeWhole } from './write-whole';

const TABLES: Record<string, string> = {
  sales: 'one line for each sold ticket, including those of a cancelled event',
  'pre-orders': 'one line for each pre-order, with its status and why it ended',
  payments: 'one line for each attempt to pay, with its refunds; needs the role finance',
};

const EXAMPLES = `
Examples:
  bilheteria export sales rock-no-rio --output sales.csv
  bilheteria export sales rock-no-rio --separator semicolon > vendas.csv    for spreadsheets that write 495,50
  bilheteria --json export pre-orders rock-no-rio | jq 'select(.reason == "idle")'

CSV is for spreadsheets: it starts with a byte order mark, and text that a spreadsheet could run as a formula
starts with an apostrophe. With --json each line is a JSON object, with prices in integer minor units.`;

/** `bilheteria export …`: an event's rows, to standard output or to a file. */
export function addExportCommand(program: Command, api: AdminApi, { json, say }: Output): void {
  const exports = program
    .command('export')
    .description(
      "export an event's sales, pre-orders or payments as CSV, or as one JSON object a line (--json)",
    )
    .addHelpText('after', EXAMPLES);
  for (const [name, description] of Object.entries(TABLES))
    exports
      .command(`${name} <event>`)
      .description(description)
      .option('--output <file>', 'write to this file instead of standard output')
      .addOption(
        new Option('--separator <name>', 'comma with 495.50, or semicolon with 495,50')
          .choices(['comma', 'semicolon'])
          .default('comma'),
      )
      .addHelpText('after', EXAMPLES)
      .action(async (id: string, { output, separator }: { output?: string; separator: string }) => {
        const file = json ? `${name}.ndjson` : `${name}.csv?separator=${separator}`;
        const response = await api('GET', eventRoute(id, `/${file}`));
        if (output === undefined) await toStandardOutput(bodyOf(response));
        else {
          await writeWhole(output, response);
          say(`Wrote ${output}.`);
        }
      });
}

async function toStandardOutput(body: Readable): Promise<void> {
  try {
    await pipeline(body, process.stdout, { end: false });
  } catch (cause) {
    // The reader has closed its end, as `head` does.
    if ((cause as { code?: unknown }).code === 'EPIPE') return;
    throw new CommandError('interrupted', 'The export was interrupted, so its output is incomplete.', {
      cause,
    });
  }
}
