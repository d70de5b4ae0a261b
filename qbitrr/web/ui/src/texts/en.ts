/** Everything the UI says, in English. Words of the server (reasons, rules, journal sentences) are its own. */

const counted = (count: number, one: string, many: string) => `${count.toLocaleString()} ${count === 1 ? one : many}`;

export const en = {
  product: "qbitrr",

  errors: {
    unreachable: "qbitrr does not answer. Is it running, and is this machine online?",
    notJson: "What came back is not from qbitrr (a proxy's page?).",
    cutOff: "The answer broke off.",
    unexpected: "The answer is not as expected. Is this page older than the program? Reload it.",
    byStatus: (status: number) => `The request failed with HTTP ${status}.`,
    title: "This could not be loaded",
    requestId: "Request",
    retry: "Try again",
    retryIn: (seconds: number) => `It can be tried again in ${seconds} s.`,
    logs: "Open the log",
    crashed: "Something on this page broke. The rest works.",
    reload: "Reload the page",
  },

  states: { work: "Working", good: "Good", wait: "Waiting", bad: "Trouble", held: "Held", idle: "Idle" },

  common: {
    close: "Close", cancel: "Cancel", save: "Save", copy: "Copy", copied: "Copied", clear: "Clear", clearFilters: "Clear filters",
    search: "Search", filter: "Filter", all: "All", none: "–", more: "More", undo: "Undo", why: "Why", open: "Open", loading: "Loading",
    previous: "Previous", next: "Next", show: "Show", hide: "Hide", yes: "Yes", no: "No", name: "Name", state: "State", size: "Size",
    instance: "Instance", category: "Category", actions: "Actions", settings: "Settings", never: "never", unknown: "unknown", now: "now",
    ago: (what: string) => `${what} ago`, in: (what: string) => `in ${what}`, retry: "Try again", asTable: "Show as table", asChart: "Show as chart",
    noneFiltered: "Nothing matches these filters.",
  },

  nav: {
    label: "Pages", skip: "Skip to the content", home: "Home", torrents: "Torrents", activity: "Activity", quarantine: "Quarantine",
    search: "Search", radarr: "Radarr", sonarr: "Sonarr", lidarr: "Lidarr", readarr: "Readarr", qbittorrent: "qBittorrent",
    processes: "Processes", logs: "Logs", config: "Config", system: "System", more: "More", collapse: "Collapse the rail", expand: "Expand the rail",
  },

  header: {
    jump: "Search or jump to", live: "Live", stale: "Not live", starting: "Connecting", user: "Account and appearance", theme: "Theme", system: "System", light: "Light",
    dark: "Dark", density: "Density", comfortable: "Comfortable", compact: "Compact", signOut: "Sign out", docs: "API documentation",
    help: "Keyboard shortcuts", health: "Health", version: "Version",
  },

  hold: {
    button: "Hold everything", title: "Hold everything?",
    what: "Nothing is removed, moved, paused or searched any more, in no client and no Arr. qbitrr goes on looking, and writes down what it would do.",
    minutes: "For how long", reason: "Why (for the journal)", confirm: "Hold everything", held: "Everything is on hold",
    section: (name: string) => `${name} is on hold`, until: "until", release: "Release", options: { 15: "15 minutes", 60: "1 hour", 480: "8 hours", 1440: "1 day" },
  },

  banners: {
    dryRun: "Dry run: qbitrr decides and explains, but changes nothing.", dryRunLink: "Setting",
    authOff: "Authentication is off: whoever reaches this address can do everything.",
    stale: (since: string) => `Showing ${since}; the connection is lost.`, retryIn: (time: string) => `Trying again in ${time}.`, retryNow: "Now",
    starting: "qbitrr is starting.", problems: (count: number) => `${counted(count, "problem", "problems")} in the configuration.`, show: "Show",
  },

  palette: {
    placeholder: "Pages, instances, torrents, settings, commands…", nothing: "Nothing found", pages: "Pages", instances: "Instances",
    torrents: "Torrents", settings: "Settings", commands: "Commands", toggleTheme: "Switch between light and dark", retryStream: "Connect again",
  },

  shortcuts: {
    title: "Keyboard shortcuts", palette: "Search or jump", help: "This help", filter: "Go to the filter", close: "Close what is open",
    pages: "Open a page", rows: "Next and previous row",
  },

  login: {
    title: "Sign in to qbitrr", username: "User name", password: "Password", submit: "Sign in", busy: "Signing in", or: "or",
    sso: "Sign in with single sign-on", noMethod: "No way of signing in is configured. Set a password with the set-up token, or send the API token.",
    ssoErrors: {
      state: "The sign-in took too long or was begun elsewhere. Try again.", denied: "The provider refused the sign-in.",
      token: "The provider's answer could not be verified.", not_allowed: "This account may not use qbitrr.", provider: "The provider does not answer.",
    } as Record<string, string>,
    expired: "Your session has ended. Sign in to go on; nothing you typed is lost.", setPassword: "Set a password",
  },

  setPassword: {
    title: "Set the first password", explain: "The set-up token is in the log of the first start, and in the variable QBITRR_SETUP_TOKEN if it is set.",
    username: "User name", password: "New password", hint: "At least 8 characters", repeat: "The same again", token: "Set-up token", submit: "Set the password",
    busy: "Setting the password", back: "Back to signing in", tooShort: "The password needs at least 8 characters.", different: "The two passwords differ.",
    noName: "A user name is needed.", noToken: "The set-up token is needed.",
  },

  notFound: { title: "There is no such page", back: "To the dashboard" },

  dashboard: {
    title: "Home", looking: "Looking…", asOf: (time: string) => `As of ${time}.`,
    range: "How far back", short: { "1h": "1 h", "24h": "24 h", "7d": "7 d", "30d": "30 d" },
    ranges: { "1h": "last hour, by two minutes", "24h": "last 24 hours, by hour", "7d": "last 7 days, by six hours", "30d": "last 30 days, by day" },
    chart: "Imports up, removals down", chartLabel: "Imports and removals over time", imported: "Imported",
    removed: { at_limit: "Limit reached", stalled: "Stalled", inspect_files: "Bad files", other: "Removed for another reason" } as Record<string, string>,
    empty: {
      title: "Nothing is set up yet.", what: "Tell qbitrr where your qBittorrent and your Arrs are.", start: "Begin the set-up",
      why: "It takes three steps: the client, the Arrs, the rules. Until then nothing is touched.",
    },
    needs: {
      label: "What needs you", running: (downloading: number, seeding: number) => `${counted(downloading, "downloading", "downloading")}, ${seeding.toLocaleString()} seeding`,
      rest: (what: string) => `The rest runs: ${what}.`, allRuns: (what: string) => `All runs, nothing needs you: ${what}.`, allWell: "All runs, nothing needs you.",
      needYou: (count: number) => (count === 1 ? "1 thing needs you." : `${count.toLocaleString()} things need you.`),
      waitingForFirst: "Connected, waiting for the first download.", starting: "qbitrr is starting.",
      away: (name: string, state: string) => `${name} ${state === "disconnected" || state === "" ? "cannot be reached" : `is ${state}`}`,
      child: (name: string, state: string) => `${name} ${state ? `is ${state}` : "does not run"}`,
      codes: {
        held_by_arr: "import blocked", import_given_up: "import given up", import_path: "cannot be handed over", seeding_limit_unimported: "limit reached, not imported",
      } as Record<string, string>,
      tooMany: (count: number, where: string) => `${counted(count, "removal waits", "removals wait")} for a look (${where})`,
      tooManyWhy: "So many at once may be a mistake of a setting. Without you they go slowly after ten minutes; until then they can be taken back.",
      look: "Look", processes: "Processes", test: "Connection", logs: "Logs", setIt: "Set it", problem: "A setting is wrong", remark: "A remark on the configuration",
    },
    figures: {
      label: "Figures", downloading: "Downloading", seeding: "Seeding", free: "Free", backlog: "Backlog", quarantine: "Quarantine", removed: "Removed, last hour",
      stalled: (count: number) => `${count.toLocaleString()} stalled`, noneStalled: "none stalled", ratio: (value: string) => `ratio ${value}`, guard: "guard", noGuard: "not guarded",
      searched: (count: number) => `${counted(count, "search", "searches")} last hour`, first: "first leaves", nothingHeld: "nothing held", ofLimit: "of the limit",
      waiting: (count: number) => `of the limit, ${count.toLocaleString()} waiting`,
    },
    space: {
      title: "Free space", guardSetting: "Guard", setGuard: "Set a guard", none: "No disk is known yet.", free: "free", freeOf: (total: string) => `free of ${total}`,
      noGuard: "Not guarded: downloads go on until the disk is full.", guard: (size: string) => `${size} stay free.`, short: (size: string) => `${size} are missing to that.`,
      paused: (count: number) => `${counted(count, "download waits", "downloads wait")} for room.`, bar: (used: string, total: string) => `${used} of ${total} used`,
    },
    backlogTitle: "Wanted and not there", queue: "Queue", noBacklog: "Nothing is missing.",
    backlog: {
      upcoming: "to be searched", search_running: "being searched", in_download_queue: "downloading", cooldown: "searched lately", searched_already: "searched already",
      unreleased: "not out yet", not_before: "put off by you", paused: "paused", hourly_cap: "at the hourly limit", slot_limit: "waiting for their turn",
    } as Record<string, string>,
    loops: {
      title: "Loops", run: (running: number, all: number) => `${running} of ${all} run`, nothing: "nothing to do", kinds: { torrent: "torrents", search: "search" } as Record<string, string>,
    },
    decisions: { title: "Last decisions", all: "All activity", none: "Nothing was decided yet.", noneWhy: "As soon as something is imported, removed or searched, it stands here with its reason." },
  },
  charts: { nothing: "Nothing in this time", from: "From" },
  journal: {
    undone: "Brought back", cancelled: "Taken back", undoOf: (name: string) => `Undo the removal of ${name}`, undoTo: (category: string) => `Back to ${category || "where it was"}`,
    cancel: "Cancel", cancelOf: (name: string) => `Cancel the removal of ${name}`, of: (measured: string, limit: string) => `${measured} of ${limit}`,
    numbers: (name: string, measured: string, limit: string) => `${name.toLowerCase()} ${measured}, limit ${limit}`, whyOf: (what: string) => `Why: ${what}`,
    rule: (name: string) => `Rule: ${name}`, setting: (key: string) => `Setting: ${key}`, torrent: "Torrent", history: "All of this torrent", logLines: "Log lines", together: "What belongs to it",
    verbs: {
      import: "Handed over", imported: "Imported", quarantine: "Removed", removal: "Removed", blocklist: "Blocklisted", purge: "Deleted", undo: "Brought back", recheck: "Rechecked",
      pause: "Paused", resume: "Resumed", skip_files: "Skipped files of", reannounce: "Announced again", delete: "Deleted", add_tags: "Tagged", remove_tags: "Untagged", set_category: "Moved",
      "removal.cancelled": "Taken back", "removal.released": "Let go", "removal.withdrawn": "Not removed", "import.retry": "Import again:", "import.failed": "Not imported:",
    } as Record<string, string>,
    rules: {
      stalled: "stalled", at_limit: "seeding limit", inspect_files: "files", hand_over: "import", missing: "missing", blast_radius: "many at once", inactive: "inactive", slow: "slow",
      free_space: "free space", failed_category: "given up by hand", error_state: "error", missing_files: "missing files", hit_and_run: "hit and run", asked: "asked for",
    } as Record<string, string>,
  },
  activity: {
    title: "Activity",
  },
  torrents: {
    title: "Torrents",
    sentence: (total: number, isFiltered: boolean) => (isFiltered ? `${counted(total, "torrent matches", "torrents match")}.` : `${counted(total, "torrent", "torrents")}.`),
    filter: "Part of the name, or the hash", facets: "Filters", hideFacets: "Hide filters", columns: "Columns", sortBy: "Sort by", moveUp: "Move left", moveDown: "Move right",
    doNotFit: (count: number) => `${counted(count, "column does", "columns do")} not fit beside the name now.`, resetColumns: "As delivered",
    without: "Without category", states: {
      downloading: "Downloading", forcedDL: "Forced download", metaDL: "Fetching metadata", forcedMetaDL: "Fetching metadata (forced)", checkingDL: "Checking",
      checkingUP: "Checking", checkingResumeData: "Checking resume data", moving: "Moving", allocating: "Allocating", uploading: "Seeding", forcedUP: "Forced seeding",
      stalledUP: "Seeding, no peers", queuedUP: "Queued to seed", stalledDL: "Stalled", queuedDL: "Queued", error: "Error", missingFiles: "Files missing", pausedDL: "Stopped",
      stoppedDL: "Stopped", pausedUP: "Stopped, complete", stoppedUP: "Stopped, complete", unknown: "Unknown",
    } as Record<string, string>,
    quarantined: "In quarantine", leaving: "To be removed", leavingHeld: "Removal held",
    column: {
      name: "Name", state: "State", progress: "Done", size: "Size", ratio: "Ratio", eta: "Time left", added: "Added", completed: "Completed", activity: "Last active",
      seedingTime: "Seeding time", category: "Category", section: "Looked after by", instance: "Client", tracker: "Tracker", tags: "Tags", availability: "Availability",
      downloaded: "Downloaded", private: "Private",
    },
    facet: { state: "State", category: "Category", instance: "Client", tracker: "Tracker", tag: "Tag" }, noTracker: "None", more: (count: number) => `${count} more`,
    selectAll: "Select all that are loaded", select: (name: string) => `Select ${name}`, selected: (count: number) => `${count.toLocaleString()} selected`, clearSelection: "Clear the selection",
    ascending: "rising", descending: "falling", table: "Torrents",
    empty: "No client has a torrent yet", emptyWhy: "As soon as an Arr sends a download to a category that is looked after, it appears here.",
    filtered: (filters: string) => `No torrent matches ${filters}.`, loaded: (loaded: number, total: number) => `${loaded.toLocaleString()} of ${total.toLocaleString()} loaded`,
    away: (client: string) => `${client} does not answer. Its torrents are shown as they were`, awayNever: (client: string) => `${client} does not answer and was never listed.`,
    asOf: "as of", free: "free", couldNotRefresh: "not refreshed", openRow: (name: string) => `Why: ${name}`,
    bulkDone: (action: string, count: number) => `${action}: ${counted(count, "torrent", "torrents")}.`, bulkFailed: (count: number, why: string) => `${counted(count, "torrent", "torrents")} refused: ${why}`,
  },
  quarantine: {
    title: "Quarantine",
  },
  processes: {
    title: "Processes",
  },
  catalog: {
    title: "Library",
  },
  search: {
    title: "Search",
  },
  qbittorrent: {
    title: "qBittorrent",
  },
  logs: {
    title: "Logs",
  },
  config: {
    title: "Config",
    sentence: {
      good: (sections: number) => `${counted(sections, "section", "sections")}, all in force.`,
      problems: (errors: number, warnings: number) => [errors > 0 ? counted(errors, "error", "errors") : "", warnings > 0 ? counted(warnings, "remark", "remarks") : ""].filter(Boolean).join(" and ") + " in the configuration.",
      trouble: "The file on disk is not the one in force.",
    },
    sections: "Sections", searchAll: "Search settings", noneFound: (what: string) => `No setting matches “${what}”.`, addSection: "Add a section", back: "All sections",
    kinds: { program: "Program", clients: "qBittorrent", arrs: "Arrs" },
    file: "File", raw: "TOML text", backups: "Backups", export: "Download (masked)",
    group: "Part of the section", more: (count: number) => `${counted(count, "more setting", "more settings")}`,
    moreWhy: "Rarely needed, or without effect as things are.", unknownSection: (name: string) => `There is no section ${name}.`,
    allDefault: "Nothing is set here: the defaults hold.",
    notSet: "not set", hidden: "set, hidden", newSecret: "a new value", on: "on", off: "off", empty: "empty", emptyList: "none", andMore: (what: string, more: number) => `${what} and ${more} more`,
    changed: "changed", wrong: "wrong", isNew: "new",
    default: (what: string) => `default ${what}`, inherits: (what: string, from: string) => `as ${from}: ${what}`, useDefault: "Use the default", undo: "Undo", useInherited: "Inherit",
    lockedBy: (variable: string) => `Set by the environment variable ${variable}; what the file says has no effect.`, heldBecause: (why: string) => `Held: ${why}.`,
    noEffectYet: "Accepted, but without effect in this release.", onlyIf: (what: string) => `Without effect while ${what} is off.`, onlyIfOther: (what: string) => `Without effect unless ${what} says so.`,
    effects: { live: "applies at once", frontend: "applies at once", webui: "renews the web server", single_arr: "restarts this instance", multi_arr: "restarts instances", qbit_hot: "applies at once", single_qbit: "reconnects this client", full: "restarts everything" } as Record<string, string>,
    units: { s: "seconds", m: "minutes", h: "hours", d: "days", w: "weeks", mo: "months", B: "bytes", K: "KiB/s", M: "MiB", G: "GiB", T: "TiB", "%": "% of the disk", percent: "%" } as Record<string, string>,
    rateUnits: { K: "KiB/s", M: "MiB/s" } as Record<string, string>, unitLabel: "unit", amount: "a number", asText: "as text", inheritWord: "inherit",
    choices: {
      RemoveTorrent: { "-1": "never", "1": "at the ratio", "2": "at the seeding time", "3": "at ratio or time, whichever comes first", "4": "at ratio and time, both" },
      HitAndRunMode: { and: "ratio and time", or: "ratio or time", disabled: "no duty" },
      SearchBySeries: { smart: "smart: series if several episodes are wanted", true: "whole series", false: "single episodes" },
      OnArchivesOnly: { fail: "give it up", allow: "leave it" }, importMode: { Move: "move", Copy: "copy", Auto: "the Arr decides" }, SearchOrder: { newest: "newest first", oldest: "oldest first" },
    } as Record<string, Record<string, string>>,
    number: { number: "This is not a number.", least: (limit: string) => `At least ${limit}.`, most: (limit: string) => `At most ${limit}.` },
    secret: { replace: "Replace", remove: "Remove", keep: "Keep the old one", set: "Set, hidden", notSet: "Not set", typed: "New value", generate: "Generate", removed: "Will be removed" },
    list: { perLine: "One per line.", add: "Type and press Enter" },
    mapping: { from: "Profile", to: "Temporary profile", add: "Add a pair", remove: "Remove the pair" },
    rows: { add: "Add", remove: (name: string) => `Remove ${name}`, unnamed: "without a name", none: "None." },
    test: { button: "Test", testing: "Testing", needsKey: "To test another address, type the key again: the stored one is only sent to the stored address.", needsAddress: "Type an address first.", profiles: (count: number) => counted(count, "quality profile", "quality profiles"), categories: (count: number) => counted(count, "category", "categories"), requests: (count: number) => counted(count, "request", "requests"), free: "free", warns: "You can save all the same." },
    check: { path: "Check", regex: "Try on names", samples: "Names to try the patterns on, one per line", useNames: "Real names of this section", run: "Try", matched: (count: number, all: number) => `matches ${count} of ${all}`, none: "matches nothing", free: "free" },
    bar: {
      changes: (changes: number, sections: number) => `${counted(changes, "change", "changes")} in ${counted(sections, "section", "sections")}`,
      nothing: "nothing has to be renewed", wrong: (count: number) => `${counted(count, "thing", "things")} to mend first`, conflict: (count: number) => `${counted(count, "setting was", "settings were")} changed elsewhere too`, checking: "looking what it would do",
      discard: "Discard", review: "Review and save", fewEffects: (first: string, more: number) => (more > 0 ? `${first}, and ${more} more` : first),
      discardTitle: "Discard all changes?", discardText: (changes: number) => `${counted(changes, "change is", "changes are")} forgotten. What is in force stays.`,
    },
    review: {
      title: "Review and save", setting: "Setting", old: "Now", new: "After saving", does: "What happens then", doesNothing: "Nothing has to be renewed.", warnings: "Worth knowing", save: "Save", saving: "Saving",
      saved: "Saved and in force.", wrongTitle: "This cannot be saved yet", unsaved: "Nothing was saved.",
    },
    conflict: {
      title: "Changed elsewhere meanwhile", text: "Decide each one; nothing is lost until then.", mine: "Yours", theirs: "Theirs", was: "Was", takeMine: "Take yours", takeTheirs: "Take theirs", merged: "The file was changed elsewhere, in other places. Your changes are now on top of it: look once more, then save.",
    },
    handling: { title: "How torrents are handled", inactive: "This section is not worked on.", categories: (names: string) => `Category ${names}`, unsaved: "With your changes, which are not saved yet.", open: "How it is handled", settings: "Settings of this sentence" },
    problems: { title: "What is wrong here", none: "Nothing is wrong here." },
    rename: { button: "Rename", title: (name: string) => `Rename ${name}`, label: "New name", text: "What is stored under the old name is kept; the section starts anew under the new one.", save: "Rename", done: (name: string) => `It is called ${name} now.` },
    remove: { button: "Delete", title: (name: string) => `Delete ${name}?`, text: "The section goes from the file. Torrents and the library stay as they are; what qbitrr remembers of them is kept. A backup of the file is made before.", save: "Delete the section", done: (name: string) => `${name} is deleted.` },
    add: { title: "Add a section", type: "What is it", name: "Name", hint: "A word of your own after the type, such as 4K or Kids.", add: "Begin", note: "Nothing is saved before you review it." },
    names: { empty: "A name is needed.", dot: "A name must not contain dots, brackets or quotes.", taken: "There is a section of this name.", type: "The name begins with the type, then a hyphen and a word." },
    confirm: { title: "This file was written by another program or by hand", text: "Until you confirm it, everything is a dry run: qbitrr decides and explains, but changes nothing. Look through the sections first.", button: "Let it act", ask: "Let qbitrr act?", begins: "From then on it does what the configuration says: it hands over downloads, searches, and removes what the rules give up, first into quarantine. DryRun in Settings stops it again.", done: "Confirmed. qbitrr acts now." },
    backup: { none: "There are no backups yet. One is made before each change of the file.", restore: "Restore", title: "Bring back this file?", text: (name: string) => `${name} takes the place of the file in force, which becomes a backup itself.`, done: "Restored and in force.", at: "Replaced", size: "Size" },
    rawText: { intro: "The whole file, secrets masked. What stays masked keeps its value.", check: "Check", save: "Save", line: (line: number) => `Line ${line}`, saved: "Saved and in force.", good: "It can be saved.", unsavedDrafts: "There are changes in the forms as well; save or discard them first.", again: "Read it again" },
    waiting: "It is saved when qbitrr answers again.", tooNew: "Newer file",
  },
  system: {
    title: "System",
  },
  setup: {
    title: "Set up",
  },
  why: {
    title: "Why",
    tabs: { why: "Why", history: "History", actions: "Actions", facts: "Facts" },
    next: "Next", step: {
      removal: "it is removed", import: "it is handed to the Arr", resume: "it is started", recheck: "its data is checked", set_category: "its category is set",
      skip_files: "unwanted files are switched off",
    } as Record<string, string>,
    nothingNext: "Time alone changes nothing.", lookAgain: "Looked at again at the latest", asOf: "Decided", decides: "This rule decides", comes: "What comes next",
    passed: (count: number) => `${counted(count, "rule", "rules")} passed`, notReached: (count: number) => `${counted(count, "rule", "rules")} not reached`,
    notAsked: (count: number) => `${counted(count, "rule", "rules")} not asked`,
    rails: (stopping: number) => (stopping === 0 ? "Rails: none would stop a removal" : `Rails: ${stopping} would stop a removal`),
    of: (measured: string, limit: string) => `${measured} of ${limit}`, setting: "Setting", wouldChange: "What would change it",
    rule: {
      failed_category: "Category for failed downloads", recheck_category: "Category for rechecking", ignored: "Left alone by tag", busy: "Client is busy with it",
      missing_files: "Files missing", error_state: "Error in the client", free_space: "Room on the disk", custom_format: "Custom formats", inspect_files: "Files of the download",
      hand_over: "Handed to the Arr", at_limit: "Seeding limit", forced: "Forced by a person", stalled: "Stalled", resume_download: "Stopped download", inactive: "Inactive",
      slow: "Too slow", resume_seeding: "Stopped seeding", left_alone: "Nothing to do",
    } as Record<string, string>,
    live: "", lastKnown: "This is what was decided last", unknown: "Nothing is known of it yet", unwatched: "Nobody looks after it", watched: "Looked after are",
    quarantined: "In quarantine; leaves", removalWaits: "A removal is open", since: "since", tries: "looked at again", keep: "Keep it", release: "Let it go now",
    duty: "Hit-and-Run duty", safe: "Safe to remove", gone: "This torrent is not in its client any more.", lastWord: "The last entry about it:", noWord: "The journal has nothing about it.",
    noHistory: "Nothing was done to it yet.", previous: "Previous torrent", nextOne: "Next torrent", copyName: "Copy the name",
    facts: {
      hash: "Hash", client: "Client", section: "Looked after by", category: "Category", tags: "Tags", savePath: "Save path", contentPath: "Content", tracker: "Tracker", priority: "Place in the queue",
      private: "Private", availability: "Availability", downloaded: "Downloaded", left: "Left to load", added: "Added", completed: "Completed", active: "Last active", ratio: "Ratio", seeding: "Seeding time", progress: "Done",
      size: "Size", eta: "Time left",
    },
    action: {
      pause: ["Pause", "Stops it in its client. If a rule wants it running, it is started again."],
      resume: ["Resume", "Starts it in its client."],
      recheck: ["Recheck", "Its client reads all of its data again and compares it. Nothing is loaded meanwhile."],
      reannounce: ["Reannounce", "Asks its trackers for peers now."],
      import: ["Import now", "Asks the Arr once more to import it, however often that was tried."],
      protect: ["Protect", "Nothing removes it by itself until the protection is lifted. A removal that waits or is under way is taken back."],
      unprotect: ["Lift the protection", "The rules may remove it again."],
      cancel: ["Keep it", "Its removal is taken back, wherever it stands: category, tags and state as before."],
      fail: ["Fail", "The Arr is told to blocklist this release, the torrent goes to quarantine, and another release is searched."],
      remove: ["Remove", "It goes to quarantine. Nothing is blocklisted and nothing is searched."],
      undo: ["Undo", "Brings it back from quarantine: category, tags and state as before."],
      purge: ["Delete now", "The torrent and its data are deleted from the quarantine at once. This cannot be undone."],
    } as Record<string, [string, string]>,
    confirmTitle: (action: string, count: number, name: string) => (count === 1 ? `${action} ${name}?` : `${action} ${count.toLocaleString()} torrents?`),
    kept: "Until the quarantine deletes it (RemovalGraceMinutes) it can be brought back with Undo. A duty, an earlier undo and the tag for ignored torrents do not stop what you order.",
    withFiles: "Also its data", withoutFiles: "The data stays on the disk", andMore: (count: number) => `and ${count.toLocaleString()} more`, done: (action: string) => `${action}: done.`,
  },
};
