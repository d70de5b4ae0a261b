interface Wide {
  width: number;
}

/** So many of *columns*, from the first on, as *room* px have place for beside the name, which comes first and keeps its least width. */
export function fitting<T extends Wide>(columns: readonly T[], room: number): T[] {
  let rest = room;
  const kept: T[] = [];
  for (const [index, column] of columns.entries()) {
    rest -= column.width;
    if (index > 0 && rest < 0) break;
    kept.push(column);
  }
  return kept;
}
