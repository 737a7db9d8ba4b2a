/** An object without these members. */
export function without<T extends object, K extends keyof T & string>(all: T, ...names: K[]): Omit<T, K> {
  const kept = Object.entries(all).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(kept) as Omit<T, K>;
}
