import type { Condition, Field, Schema } from "../api/schema";
import { at, same, type Json, type Tree } from "./json";

export type Kind = "Settings" | "WebUI" | "qBit" | "Arr";
export const ARR_TYPES = ["Radarr", "Sonarr", "Lidarr", "Readarr"] as const;
export type ArrType = (typeof ARR_TYPES)[number];

export const arrTypeOf = (section: string): ArrType | null => ARR_TYPES.find((type) => new RegExp(`^${type}(-|$)`, "i").test(section)) ?? null;

export function kindOf(section: string): Kind | null {
  if (section === "Settings" || section === "WebUI") return section;
  if (/^qBit(-|$)/i.test(section)) return "qBit";
  return arrTypeOf(section) ? "Arr" : null;
}

const RANK = ["Settings", "WebUI", "qBit", ...ARR_TYPES];
const rank = (section: string): number => RANK.indexOf(kindOf(section) === "Arr" ? (arrTypeOf(section) ?? "") : (kindOf(section) ?? ""));

/** The sections of a file and those that are being written, in the order of the tree. The two of the program itself are always there. */
export function sectionsOf(tree: Tree, added: readonly string[] = []): string[] {
  const names = new Set(["Settings", "WebUI", ...Object.keys(tree), ...added]);
  return [...names].filter((name) => kindOf(name)).sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

/** The fields of a form for *section*: without those of other Arr types, and those that only the program writes or that have a place of their own. */
export function fieldsOf(schema: Schema, section: string): Field[] {
  const type = arrTypeOf(section)?.toLowerCase() ?? "";
  return (schema[kindOf(section) ?? ""] ?? []).filter(
    (field) => !field.readOnly && (field.uiExpose || field.kind === "mapping") && (field.arrKinds.length === 0 || field.arrKinds.includes(type)),
  );
}

export const groupsOf = (fields: readonly Field[]): string[] => [...new Set(fields.map((field) => field.group))];

export function defaultOf(field: Field, section: string): Json {
  const type = arrTypeOf(section)?.toLowerCase() ?? "";
  return field.defaultByArrKind[type] ?? field.default;
}

/** The dotted key with its section from which *field* of *section* takes its value while it has none of its own. */
export function inheritedFrom(field: Field, section: string): string {
  const [head = "", ...rest] = field.inherits.split(".");
  return field.inherits && (head === "Arr" || (head === "qBit" && kindOf(section) === "qBit")) ? [section, ...rest].join(".") : field.inherits;
}

/** What holds while *field* is not in the file: the value it inherits, or its default. */
export function fallbackOf(field: Field, section: string, tree: Tree, schema: Schema): Json {
  const from = inheritedFrom(field, section);
  if (!from) return defaultOf(field, section);
  const owner = from.startsWith(`${section}.`) ? section : (from.split(".")[0] ?? "");
  const key = from.slice(owner.length + 1);
  const value = at(tree[owner], key.split("."));
  if (value !== null) return value;
  const other = (schema[kindOf(owner) ?? ""] ?? []).find((each) => each.key === key);
  return (other && defaultOf(other, owner)) ?? defaultOf(field, section);
}

const isOn = (value: Json): boolean => !(value === null || value === false || value === -1 || value === "" || value === "-1" || (Array.isArray(value) && value.length === 0));

/** Whether *conditions* hold, *valueOf* giving the value of a key. Keys of the row itself are asked without what stands before them. */
export function areMet(conditions: readonly Condition[], valueOf: (key: string) => Json): boolean {
  return conditions.every(({ keys, values }) =>
    keys.some((key) => {
      const value = valueOf(key.replace(/^.*\[\]\./, ""));
      return values ? values.some((each) => same(each, value)) : isOn(value);
    }),
  );
}

/** Settings that most people never need; they are folded away until they are set. */
const ADVANCED = new Set([
  "Settings.Logging", "Settings.LogFormat", "Settings.NoInternetSleepTimer", "Settings.LoopSleepTimer", "Settings.SearchLoopDelay", "Settings.FailedCategory",
  "Settings.RecheckCategory", "Settings.Tagless", "Settings.PingURLS", "Settings.ProcessRestartWindow", "Settings.ProcessRestartDelay", "Settings.ProcessSpawnTimeoutSeconds",
  "Settings.MaxProcessRestarts", "Settings.ProtectedHashes", "Settings.HitAndRunDeadMessages", "WebUI.AllowInsecureExposure", "WebUI.AllowInsecureTokenQuery",
  "WebUI.ForwardAuthHeader", "WebUI.AllowedHosts", "WebUI.OIDC.CallbackPath", "WebUI.OIDC.GroupsClaim", "WebUI.OIDC.RequireHttpsMetadata", "WebUI.OIDC.Scopes",
  "qBit.SkipTLSVerify", "qBit.OwnStorage", "qBit.ApiKey", "qBit.CategorySeeding.TrackerUpdateBuffer", "qBit.CategorySeeding.HitAndRunPartialSeedRatio",
  "qBit.CategorySeeding.HitAndRunMinimumDownloadPercent", "qBit.CategorySeeding.Categories", "Arr.SkipTLSVerify", "Arr.MatchSubcategories", "Arr.importMode", "Arr.RssSyncTimer",
  "Arr.RefreshDownloadsTimer", "Arr.ArrErrorCodesToBlocklist", "Arr.qBitInstances", "Arr.EntrySearch.SearchInReverse", "Arr.EntrySearch.SearchAgainOnSearchCompletion",
  "Arr.EntrySearch.CatalogRefreshEvery", "Arr.EntrySearch.ForceMinimumCustomFormat", "Arr.Torrent.CaseSensitiveMatches", "Arr.Torrent.ImportDelay", "Arr.Torrent.OnArchivesOnly",
  "Arr.Torrent.SeedingMode.RemoveTrackerWithMessage", "Arr.Torrent.SeedingMode.RemoveUnimported",
]); // prettier-ignore

export const isAdvanced = (field: Field, section: string): boolean => !field.hasEffect || ADVANCED.has(`${kindOf(section) ?? ""}.${field.key}`);

/** What is wrong with the name of a section of that *type*, as a word for the texts; null if nothing is. */
export function wrongName(name: string, type: string, taken: readonly string[]): "empty" | "dot" | "taken" | "type" | null {
  if (name === type || name === `${type}-`) return type === "qBit" && name === "qBit" && !taken.includes(name) ? null : "empty";
  if (!name.startsWith(`${type}-`) || !name.slice(type.length + 1).trim()) return "type";
  if (/[.[\]"']/.test(name) || /[\u0000-\u001f]/.test(name)) return "dot";
  return taken.some((each) => each.toLowerCase() === name.toLowerCase()) ? "taken" : null;
}

/** What a new section begins with: only what it cannot do without. */
export function firstValues(name: string, tree: Tree): Record<string, Json> {
  const type = arrTypeOf(name);
  if (!type) return { Host: "localhost", Port: 8080 };
  const taken = new Set(Object.values(tree).map((each) => String(at(each, ["Category"]) ?? "")));
  const plain = type.toLowerCase();
  return { Managed: true, Category: taken.has(plain) ? name.toLowerCase() : plain };
}
