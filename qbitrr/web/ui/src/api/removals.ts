import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "./client";
import { part } from "@/lib/base";

export interface Which {
  instance: string;
  hash: string;
}

type Order = "quarantine/undo" | "quarantine/purge" | "removals/cancel" | "removals/release";

/** Undo, purge, cancel or release of a torrent; the stream tells what came of it. */
export function useRemovalOrder(order: Order) {
  const queries = useQueryClient();
  const [where, what] = order.split("/");
  return useMutation({
    mutationFn: ({ instance, hash }: Which) => post(`${where}/${part(instance)}/${part(hash)}/${what}`),
    onSettled: () => Promise.all(["quarantine", "removals", "activity", "torrents"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

/** Sets the Hit-and-Run duty of a torrent aside, for a *reason*, or lets it count again: a removal that it held may go then. */
export function useDutyOrder(order: "waive" | "restore") {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ instance, hash, reason }: Which & { reason?: string }) =>
      post(`torrents/${part(instance)}/${part(hash)}/duty/${order}`, reason === undefined ? {} : { reason }),
    onSettled: () => Promise.all(["removals", "activity", "torrents"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

/**
 * Has a torrent that was given up stay for good, for a *reason*: it is brought back, if it is in quarantine, and nothing removes it by
 * itself any more.
 */
export function useNeverRemove() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ instance, hash, isHeld, reason }: Which & { isHeld: boolean; reason: string }) => {
      if (isHeld) await post(`quarantine/${part(instance)}/${part(hash)}/undo`);
      await post(`torrents/${part(instance)}/${part(hash)}/actions`, { action: "protect", reason });
    },
    onSettled: () => Promise.all(["quarantine", "removals", "activity", "torrents"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

/** An action of a torrent: pause, resume, recheck, reannounce, fail, remove, protect, … */
export function useTorrentAction() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ instance, hash, action, files }: Which & { action: string; files?: boolean }) =>
      post(`torrents/${part(instance)}/${part(hash)}/actions`, files === undefined ? { action } : { action, files }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["torrents"] }),
  });
}
