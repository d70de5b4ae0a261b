import { useEffect, useState } from "react";
import type { Quarantined } from "@/api/shapes";
import { keyOf } from "./held";

const SHOWN_MS = 10_000;

interface Back {
  row: Quarantined;
  /** The row that stood before it, "" for none. */
  behind: string;
  since: number;
}

/** Rows with those that were brought back less than ten seconds ago, each where it stood. */
export function useBack(rows: readonly Quarantined[]): [shown: (Quarantined | { back: Quarantined })[], note: (row: Quarantined) => void] {
  const [backs, setBacks] = useState<readonly Back[]>([]);
  useEffect(() => {
    const oldest = backs[0];
    if (!oldest) return;
    const timer = setTimeout(() => setBacks((now) => now.slice(1)), Math.max(0, oldest.since + SHOWN_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [backs]);
  const note = (row: Quarantined) => {
    const at = rows.findIndex((each) => keyOf(each) === keyOf(row));
    setBacks((now) => [...now, { row, behind: at > 0 ? keyOf(rows[at - 1] ?? row) : "", since: Date.now() }]);
  };
  return [placed(rows, backs), note];
}

function placed(rows: readonly Quarantined[], backs: readonly Back[]): (Quarantined | { back: Quarantined })[] {
  const gone = new Set(backs.map((each) => keyOf(each.row)));
  const shown: (Quarantined | { back: Quarantined })[] = rows.filter((each) => !gone.has(keyOf(each)));
  for (const { row, behind } of backs) {
    const at = shown.findIndex((each) => keyOf("back" in each ? each.back : each) === behind);
    shown.splice(at + 1, 0, { back: row });
  }
  return shown;
}
