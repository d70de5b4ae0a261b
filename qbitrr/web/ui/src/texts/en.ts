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
    title: "Home",
  },
  activity: {
    title: "Activity",
  },
  torrents: {
    title: "Torrents",
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
  },
  system: {
    title: "System",
  },
  setup: {
    title: "Set up",
  },
  why: {
    title: "Why",
  },
};
