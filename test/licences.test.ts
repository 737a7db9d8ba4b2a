import { readFileSync } from 'node:fs';
import path from 'node:path';

const ALLOWED = new Set([
  ...['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'],
  ...['MIT-0', 'CC0-1.0', 'CC-BY-4.0', 'Unlicense'],
]);

/** Looked at one by one. */
const LOOKED_AT: Record<string, string | undefined> = {
  // Only the tests use it, unchanged.
  'node_modules/axe-core': 'MPL-2.0',
  // The MIT licence under its older name.
  'node_modules/nub': 'MIT/X11',
  // Its package names none, its LICENSE file is the Unlicense.
  'node_modules/unionfs': undefined,
};

interface Package {
  license?: string;
  dev?: boolean;
}

test('every dependency has a licence that we accept', () => {
  const lock = readFileSync(path.join(__dirname, '..', 'package-lock.json'), 'utf8');
  const packages = Object.entries((JSON.parse(lock) as { packages: Record<string, Package> }).packages);
  expect(packages.length).toBeGreaterThan(100);
  const others = packages.filter(([name, { license }]) => {
    if (name in LOOKED_AT) return license !== LOOKED_AT[name];
    // "A and B" needs both, "A or B" one of them.
    const choices = (license ?? '').replaceAll(/[()]/g, '').split(' OR ');
    return !choices.some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one)));
  });
  expect(others.map(([name, { license }]) => `${name}: ${license ?? 'none'}`)).toEqual([]);
});
