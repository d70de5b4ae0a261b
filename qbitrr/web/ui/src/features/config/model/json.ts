/** Values of a configuration as JSON has them. `null` is "not in the file": TOML has no null. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Tree = { [section: string]: Json };

export const isTable = (value: Json | undefined): value is { [name: string]: Json } => typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at *path* (parts without dots) below *table*, null if there is none. */
export function at(table: Json | undefined, path: readonly string[]): Json {
  let here: Json | undefined = table;
  for (const part of path) here = isTable(here) && Object.hasOwn(here, part) ? here[part] : undefined;
  return here ?? null;
}

/** *table* with *value* at *path*; null takes it away, and the tables that become empty with it. */
export function withValue(table: Json | undefined, path: readonly string[], value: Json): { [name: string]: Json } {
  const [first, ...rest] = path;
  const result = isTable(table) ? { ...table } : {};
  if (first === undefined) return result;
  const next: Json = rest.length > 0 ? withValue(result[first], rest, value) : value;
  if (next === null || (rest.length > 0 && isTable(next) && Object.keys(next).length === 0)) delete result[first];
  else result[first] = next;
  return result;
}

export function same(one: Json, other: Json): boolean {
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((each, index) => same(each, other[index] ?? null));
  if (isTable(one)) {
    if (!isTable(other)) return false;
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => same(one[name] ?? null, other[name] ?? null));
  }
  return one === other;
}

/** The leaves of *value* with their dotted paths; rows count from 1. */
export function flattened(value: Json, above = ""): [string, Json][] {
  if (isTable(value)) return Object.entries(value).flatMap(([name, each]) => flattened(each, above ? `${above}.${name}` : name));
  if (Array.isArray(value) && value.some(isTable)) return value.flatMap((each, index) => flattened(each, `${above}[${index + 1}]`));
  return [[above, value]];
}

export const without = <T>(table: Readonly<Record<string, T>>, name: string): Record<string, T> => Object.fromEntries(Object.entries(table).filter(([each]) => each !== name));
