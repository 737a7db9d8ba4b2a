#!/usr/bin/env node
// The command `bilheteria`: runs the program beside it, built or as TypeScript.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../main.ts', import.meta.url));
if (existsSync(source)) (await import('tsx/cjs/api')).register();
createRequire(import.meta.url)('../main');
