import type { EventDraft, TypeDraft } from './draft';

/** A setting with another value than before, by its path as in the API. */
export interface Change {
  path: string;
  before: string;
  after: string;
  /** What this operator typed, where they changed the same setting to something else. */
  typed?: string;
}

/** What others changed while this operator was typing. */
export function changesMeanwhile(mine: EventDraft, base: EventDraft, saved: EventDraft): Change[] {
  const [typed, old, fresh] = [flat(mine), flat(base), flat(saved)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) => {
    const [before = '', after = '', own = ''] = [old, fresh, typed].map((draft) => draft.get(path));
    if (before === after) return [];
    return [{ path, before, after, ...(own !== before && own !== after && { typed: own }) }];
  });
}

/** What was typed, on top of what others saved meanwhile. */
export function rebaseDraft(mine: EventDraft, base: EventDraft, saved: EventDraft): EventDraft {
  const result: EventDraft = { ...mine };
  for (const key of Object.keys(mine) as (keyof EventDraft)[])
    if (mine[key] === base[key]) Object.assign(result, { [key]: saved[key] });
  return { ...result, types: rebaseTypes(mine.types, base.types, saved.types) };
}

function rebaseTypes(mine: TypeDraft[], base: TypeDraft[], saved: TypeDraft[]): TypeDraft[] {
  const find = (types: TypeDraft[], id: string) => types.find((type) => type.id === id);
  const kept = mine.flatMap((type) => {
    const [old, fresh] = [find(base, type.id), find(saved, type.id)];
    // Untouched here and removed elsewhere.
    if (old && !fresh && sameType(type, old)) return [];
    if (!old || !fresh) return [type];
    const pick = (key: 'name' | 'price' | 'capacity') => (type[key] === old[key] ? fresh[key] : type[key]);
    return [{ ...type, name: pick('name'), price: pick('price'), capacity: pick('capacity') }];
  });
  const added = saved.filter(({ id }) => !find(base, id) && !find(mine, id));
  const next = Math.max(-1, ...mine.map(({ key }) => key)) + 1;
  return [...kept, ...added.map((type, i) => ({ ...type, key: next + i }))];
}

const sameType = (a: TypeDraft, b: TypeDraft) =>
  a.name === b.name && a.price === b.price && a.capacity === b.capacity;

/** Whether two drafts say the same. */
export function sameDraft(a: EventDraft, b: EventDraft): boolean {
  const [one, other] = [flat(a), flat(b)];
  return (
    a.types.length === b.types.length &&
    one.size === other.size &&
    [...one].every(([path, text]) => other.get(path) === text)
  );
}

function flat({ draw, signIn, types, ...texts }: EventDraft): Map<string, string> {
  return new Map([
    ...Object.entries(texts),
    ['draw', String(draw)],
    ['signIn', String(signIn)],
    ...types.flatMap(({ id, name, price, capacity }): [string, string][] => [
      [`ticketTypes.${id}.name`, name],
      [`ticketTypes.${id}.priceCents`, price],
      [`ticketTypes.${id}.capacity`, capacity],
    ]),
  ]);
}
