import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Removal } from '../domain/removal';
import { eventRoute, type AdminApi } from './admin-api';
import { CommandError, table, type Output } from './output';
import { writeWhole } from './write-whole';

const NOTES = `
The folder gets the event, its report, its actions, every pre-order, every ticket that was sold, and the draw, as JSON.
Then the program removes the pre-orders that ended without a sale. With --everything it also removes the sold ones and
all tickets: buyers can't look at them any more, and their codes are only in the folder. The event and its numbers stay.

Interrupted, run it again with the same folder: it goes on. What has been removed can't be brought back by it.`;

/** The folder's table of contents, written last: with it the export is complete. */
const CONTENTS = 'contents.json';

type Contents = Record<string, { bytes: number; sha256: string }>;

/** `bilheteria archive`: exports the records of an event that is over, and removes them from the database. */
export function addArchiveCommand(program: Command, api: AdminApi, { print, say }: Output): void {
  program
    .command('archive <event>')
    .description('export an event that is over into a folder, then remove its records from the database')
    .requiredOption('--output <folder>', 'where the export goes; a folder for each event')
    .option('--everything', 'also remove what was sold, with all tickets')
    .addHelpText('after', NOTES)
    .action(async (id: string, { output: folder, everything }: { output: string; everything?: boolean }) => {
      const before = (await (await api('GET', eventRoute(id, '/report'))).json()) as { removals: Removal[] };
      if (await isComplete(folder, id)) say(`${folder} has the complete export.`);
      else if (before.removals.some(({ what }) => what === 'unsold' || what === 'everything'))
        throw new CommandError(
          'archive_incomplete',
          `Records of ${id} have been removed already, and ${folder} has no complete export of it. Name the folder of the first run.`,
        );
      else await exportEvent(api, id, folder, say);
      const removals = await removeAll(api, id, everything ? 'everything' : 'unsold');
      const rows = removals.flatMap(({ what, counts }) =>
        Object.entries(counts).map(([status, count]) => [what, status, count]),
      );
      print(
        { folder, removals },
        `${folder}: exported\n${table([['removed', 'status', 'pre-orders'], ...rows])}`,
      );
    });
}

async function exportEvent(api: AdminApi, id: string, folder: string, say: Output['say']): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: Record<string, string> = {
    'event.json': `/events/${encodeURIComponent(id)}`,
    'report.json': eventRoute(id, '/report'),
    'actions.json': eventRoute(id, '/actions'),
    'pre-orders.ndjson': eventRoute(id, '/pre-orders.ndjson'),
    'sales.ndjson': eventRoute(id, '/sales.ndjson'),
  };
  const line = (await (await api('GET', `/events/${encodeURIComponent(id)}/line`)).json()) as {
    draw: { seed?: string } | null;
  };
  if (line.draw?.seed !== undefined) files['draw.ndjson'] = `/events/${encodeURIComponent(id)}/line/draw`;
  const contents: Contents = {};
  for (const [file, route] of Object.entries(files)) {
    say(`exporting ${file}`);
    const target = path.join(folder, file);
    await writeWhole(target, await api('GET', route));
    contents[file] = await summaryOf(target);
  }
  await writeWhole(
    path.join(folder, CONTENTS),
    `${JSON.stringify({ event: id, files: contents }, null, 2)}\n`,
  );
}

/** Whether the folder has all files of the event's export, as they were written. */
async function isComplete(folder: string, id: string): Promise<boolean> {
  const text = await readFile(path.join(folder, CONTENTS), 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const { event, files } = JSON.parse(text) as { event: string; files: Contents };
  if (event !== id) throw new CommandError('archive_of_another', `${folder} has the export of ${event}.`);
  for (const [file, expected] of Object.entries(files)) {
    const found = await summaryOf(path.join(folder, file)).catch(() => undefined);
    if (found?.sha256 !== expected.sha256)
      throw new CommandError('archive_damaged', `${path.join(folder, file)} is not as it was exported.`);
  }
  return true;
}

async function summaryOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { bytes, sha256: hash.digest('hex') };
}

/** Each request removes records for some seconds. */
async function removeAll(api: AdminApi, id: string, what: Removal['what']): Promise<Removal[]> {
  for (;;) {
    const answer = await api('POST', eventRoute(id, '/archive'), { what });
    const { removals } = (await answer.json()) as { removals: Removal[] };
    if (removals.find((one) => one.what === what)?.endedAt) return removals;
  }
}
