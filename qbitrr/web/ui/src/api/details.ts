import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { count, flag, numberOrNull, read, rows, text } from "./reading";
import type { Which } from "./removals";
import { part } from "@/lib/base";

const file = z.object({ name: text, sizeBytes: count, progress: count, wanted: flag });
const files = z.object({ files: rows(file), total: count });
export type TorrentFile = z.infer<typeof file>;

/** The files of a torrent, from its client. */
export const filesQuery = ({ instance, hash }: Which) =>
  queryOptions({
    queryKey: ["torrents", "files", instance, hash],
    queryFn: async ({ signal }) => read(files, await get(`torrents/${part(instance)}/${part(hash)}/files`, { signal })),
    refetchInterval: 10_000,
  });

const tracker = z.object({ host: text, url: text, status: text, message: text, tier: count });
const trackers = z.object({ trackers: z.catch(z.nullable(rows(tracker)), null) });
export type Tracker = z.infer<typeof tracker>;

/** The trackers of a torrent, from its client; null: it does not say. */
export const trackersQuery = ({ instance, hash }: Which) =>
  queryOptions({
    queryKey: ["torrents", "trackers", instance, hash],
    queryFn: async ({ signal }) => read(trackers, await get(`torrents/${part(instance)}/${part(hash)}/trackers`, { signal })).trackers,
    refetchInterval: 15_000,
  });

/** How many its trackers know; null: they do not say. */
const known = z.pipe(z.catch(z.number(), -1), z.transform((value) => (value < 0 ? null : value)));
const speed = z.object({ hash: z.string(), down: count, up: count, seeds: count, peers: count, seedsKnown: known, peersKnown: known, uploadedBytes: numberOrNull });
const speeds = z.object({ speeds: rows(speed) });
export type Speed = z.infer<typeof speed>;

/** What moves at this moment of some torrents of one client. */
export const speedsQuery = (instance: string, hashes: readonly string[]) =>
  queryOptions({
    queryKey: ["torrents", "speeds", instance, hashes],
    queryFn: async ({ signal }) => read(speeds, await get(`torrent-speeds/${part(instance)}`, { query: { hashes: hashes.join(",") }, signal })).speeds,
    refetchInterval: 5_000,
    enabled: hashes.length > 0,
  });
