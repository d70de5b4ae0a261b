/** Which setting stands behind the rule of a journal entry, and where its form is. */

const SETTINGS: Record<string, string> = {
  failed_category: "Settings.FailedCategory", recheck_category: "Settings.RecheckCategory", free_space: "Settings.FreeSpace", free_space_past: "Settings.FreeSpace",
  blast_radius: "Settings.MaxRemovalsPerHour", resume_download: "Settings.AutoPauseResume", resume_seeding: "Settings.AutoPauseResume", dry_run: "Settings.DryRun",
  protected: "Settings.ProtectedTags", custom_format: "EntrySearch.CustomFormatUnmetSearch", custom_format_unmet: "EntrySearch.CustomFormatUnmetSearch",
  hand_over: "Torrent.ImportDelay", inspect_files: "Torrent.FileNameExclusionRegex", stalled: "Torrent.StalledDelay", young: "Torrent.IgnoreTorrentsYoungerThan",
  inactive: "Torrent.MaximumETA", slow: "Torrent.MaximumETA", at_limit: "Torrent.SeedingMode.MaxUploadRatio", hit_and_run: "Torrent.SeedingMode.HitAndRunMode",
  missing: "EntrySearch.SearchMissing", quality: "EntrySearch.QualityUnmetSearch", upgrade: "EntrySearch.DoUpgradeSearch",
}; // prettier-ignore

/** The dotted key, its section first; "" where no single setting decides. */
export function settingBehind(rule: string, section: string): string {
  const key = SETTINGS[rule];
  if (!key) return "";
  return key.startsWith("Settings.") ? key : section && `${section}.${key}`;
}

/** `#/config/<section>?field=<key>` of a dotted key. */
export function settingHref(dotted: string): string {
  const dot = dotted.indexOf(".");
  return dot < 0 ? `#/config/${encodeURIComponent(dotted)}` : `#/config/${encodeURIComponent(dotted.slice(0, dot))}?field=${encodeURIComponent(dotted.slice(dot + 1))}`;
}

/** The key without its section, as people know it. */
export const settingName = (dotted: string): string => dotted.slice(dotted.indexOf(".") + 1);
