import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keyOf, type Torrent } from "@/api/torrents";

export interface Selection {
  keys: ReadonlySet<string>;
  has: (key: string) => boolean;
  isAll: boolean;
  /** The row at *index*; as a range: all from the last one touched. */
  toggle: (index: number, isRange: boolean) => void;
  toggleAll: () => void;
  clear: () => void;
}

export function useSelection(torrents: readonly Torrent[]): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const lastTouched = useRef(-1);
  const rows = useRef(torrents);
  useEffect(() => {
    rows.current = torrents;
  }, [torrents]);
  const toggle = useCallback((index: number, isRange: boolean) => {
    const from = lastTouched.current;
    lastTouched.current = index;
    setKeys((now) => toggled(now, rows.current, index, isRange && from >= 0 ? from : index));
  }, []);
  const clear = useCallback(() => setKeys(new Set()), []);
  const isAll = torrents.length > 0 && keys.size >= torrents.length && torrents.every((each) => keys.has(keyOf(each)));
  return useMemo(
    () => ({ keys, has: (key: string) => keys.has(key), isAll, toggle, toggleAll: () => setKeys(isAll ? new Set() : new Set(rows.current.map(keyOf))), clear }),
    [keys, isAll, toggle, clear],
  );
}

/** *keys* with the rows between *from* and *index* as the one at *index* becomes. */
export function toggled(keys: ReadonlySet<string>, torrents: readonly Torrent[], index: number, from: number): ReadonlySet<string> {
  const target = torrents[index];
  if (!target) return keys;
  const isOn = !keys.has(keyOf(target));
  const next = new Set(keys);
  for (const each of torrents.slice(Math.min(index, from), Math.max(index, from) + 1)) {
    if (isOn) next.add(keyOf(each));
    else next.delete(keyOf(each));
  }
  return next;
}
