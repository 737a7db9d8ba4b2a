import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Option, type Command } from 'commander';
import type { AdminApi } from './admin-api';
import { say, UsageError } from './output';

const TABLES: Record<string, string> = {
  sales: 'the sold tickets, one a line, also those of a cancelled event',
  'pre-orders': 'every pre-order with its status and why it ended, one a line',
};

const EXAMPLES = `
Examples:
  bilheteria export sales rock-no-rio --output sales.csv
  bilheteria export sales rock-no-rio --separator semicolon > vendas.csv    where spreadsheets expect 495,50
  bilheteria --json export pre-orders rock-no-rio | jq 'select(.reason == "idle")'

CSV is for spreadsheets: it begins with a byte order mark, and text that could run as a formula gets an
apostrophe before it. With --json there is one JSON object a line, with prices in integer minor units.`;

/** `bilheteria export …`: what an event's rows say, to standard output or into a file. */
export function addExportCommand(program: Command, api: () => AdminApi, json: () => boolean): void {
  const exports = program
    .command('export')
    .description("an event's sales or pre-orders as CSV, or as one JSON object a line (--json)")
    .addHelpText('after', EXAMPLES);
  for (const [name, says] of Object.entries(TABLES))
    exports
      .command(`${name} <event>`)
      .description(says)
      .option('--output <file>', 'write into this file instead of standard output')
      .addOption(
        new Option('--separator <name>', 'comma with 495.50, or semicolon with 495,50')
          .choices(['comma', 'semicolon'])
          .default('comma'),
      )
      .addHelpText('after', EXAMPLES)
      .action(async (id: string, { output, separator }: { output?: string; separator: string }) => {
        const file = json() ? `${name}.ndjson` : `${name}.csv?separator=${separator}`;
        const response = await api().ask('GET', `/admin/events/${encodeURIComponent(id)}/${file}`);
        if (!response.body) throw new UsageError(`${response.url} answers nothing.`);
        const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
        if (output === undefined) await toStandardOutput(body);
        else await toFile(body, output);
      });
}

async function toStandardOutput(body: Readable): Promise<void> {
  try {
    await pipeline(body, process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has enough, as `head` does.
    if ((error as { code?: unknown }).code === 'EPIPE') return;
    throw new UsageError('The export was cut off: what came is not all of it.', { cause: error });
  }
}

/** Whole or not at all; only its owner may read it, for it names buyers and has the codes of tickets. */
async function toFile(body: Readable, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(body, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new UsageError(`${file} was not written.`, { cause: error });
  }
  say(`${file} is written.`);
}
