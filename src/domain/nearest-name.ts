/**
 * The name that was probably meant: `maxPerBuyer` for `maxPerbuyer`, `max_per_buyer` or `maxPerBuyr`.
 * @returns undefined where none of the known names is near.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
  // Nobody mistypes a name of hundreds of letters, and comparing takes time in the square of its length.
  const wanted = plain(given.slice(0, 100));
  const [nearest] = known
    .map((name) => ({ name, edits: editsBetween(wanted, plain(name)) }))
    .sort((a, b) => a.edits - b.edits);
  return nearest && nearest.edits <= Math.max(wanted.length / 3, Math.min(2, wanted.length / 2))
    ? nearest.name
    : undefined;
}

/** How many letters must be put in, left out or replaced to make one word of the other (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
