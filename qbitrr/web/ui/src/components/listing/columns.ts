/** *chosen* with what nobody knows left out, the first of *columns* first whatever is chosen. */
export function ordered<T extends { id: string }>(columns: readonly T[], chosen: readonly string[]): T[] {
  const known = chosen.flatMap((id) => columns.filter((column) => column.id === id && column !== columns[0]));
  return [...columns.slice(0, 1), ...new Set(known)];
}

/** *list* with *value* one place earlier or later. */
export function moved<T>(list: readonly T[], value: T, step: -1 | 1): T[] {
  const at = list.indexOf(value);
  const to = at + step;
  if (at < 0 || to < 0 || to >= list.length) return [...list];
  const result = [...list];
  result.splice(at, 1);
  result.splice(to, 0, value);
  return result;
}
