import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The process ids of the embedded servers in a data folder, from the files that they keep there. */
export function serversIn(folder: string): { temporal: number; postgres: number } {
  const temporal = readFileSync(path.join(folder, 'temporal.pid.json'), 'utf8');
  const postgres = readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8');
  return { temporal: (JSON.parse(temporal) as { pid: number }).pid, postgres: parseInt(postgres) };
}
