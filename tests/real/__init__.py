"""Real qBittorrent clients for tests: where to get them, how to run them, what to feed them. No test lives here."""
