"""Looking after torrents beside deciding about them: trackers, rates, super seeding and tags of rows."""
