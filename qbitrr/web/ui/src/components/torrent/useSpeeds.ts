import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { speedsQuery, type Speed } from "@/api/details";
import { keyOf, type Torrent } from "@/api/torrents";

/** As many as one question may hold. */
const MOST = 100;
const MOVING = new Set(["downloading", "forcedDL", "metaDL", "forcedMetaDL", "uploading", "forcedUP"]);

/** Speeds of those of the *torrents* shown that may move, by their keys: asked of their clients only while somebody looks. */
export function useSpeeds(torrents: readonly Torrent[], [first, last]: readonly [number, number], isWanted: boolean): ReadonlyMap<string, Speed> {
  return useAsked(useMemo(() => (isWanted ? byClient(torrents.slice(first, last + 1 + MOST).filter(({ state }) => MOVING.has(state))) : []), [torrents, first, last, isWanted]));
}

/** The same of all *torrents*, whether they move or not: what was sent ever is only known to their clients. Asked of no more than a hundred of each. */
export const useClientFigures = (torrents: readonly Torrent[]): ReadonlyMap<string, Speed> => useAsked(useMemo(() => byClient(torrents), [torrents]));

function useAsked(asked: readonly [string, string[]][]): ReadonlyMap<string, Speed> {
  return useQueries({
    queries: asked.map(([instance, hashes]) => speedsQuery(instance, hashes)),
    combine: (answers) => new Map(answers.flatMap(({ data }, index) => (data ?? []).map((each) => [keyOf({ instance: asked[index]?.[0] ?? "", hash: each.hash }), each] as const))),
  });
}

function byClient(torrents: readonly Torrent[]): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const { instance, hash } of torrents) {
    const hashes = found.get(instance) ?? [];
    if (hashes.length < MOST) found.set(instance, [...hashes, hash]);
  }
  return [...found].map(([instance, hashes]) => [instance, hashes.sort()]);
}
