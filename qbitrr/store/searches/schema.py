"""
The tables of `search.db`. Facts: losing them means searching twice.
"""

from qbitrr.store.sqlite.migrations import Schema

__all__ = ["SCHEMA"]

SCHEMA = Schema(
    name="search",
    steps=(
        """
CREATE TABLE search_state(item_id INTEGER PRIMARY KEY, identity TEXT NOT NULL, facts TEXT NOT NULL, eligible_since REAL,
  first_searched REAL NOT NULL, last_searched REAL NOT NULL, attempts INTEGER NOT NULL, cycle INTEGER NOT NULL,
  last_reason TEXT NOT NULL, last_command_id INTEGER NOT NULL, last_outcome TEXT NOT NULL, gone_at REAL);
CREATE TABLE search_history(id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, command TEXT NOT NULL,
  item_ids TEXT NOT NULL, reason TEXT NOT NULL, title TEXT NOT NULL, sending_at REAL NOT NULL, parent_id INTEGER NOT NULL,
  key TEXT NOT NULL, why TEXT, status TEXT NOT NULL, command_id INTEGER NOT NULL DEFAULT 0, sent_at REAL NOT NULL DEFAULT 0,
  finished_at REAL NOT NULL DEFAULT 0, grabbed INTEGER NOT NULL DEFAULT 0, release TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '');
CREATE INDEX search_history_open ON search_history(id) WHERE status IN ('sending', 'sent');
CREATE INDEX search_history_sent ON search_history(sent_at);
CREATE TABLE search_item(item_id INTEGER NOT NULL, history_id INTEGER NOT NULL REFERENCES search_history(id) ON DELETE CASCADE,
  PRIMARY KEY(item_id, history_id)) WITHOUT ROWID;
CREATE INDEX search_item_history ON search_item(history_id);
CREATE TABLE replacement(key TEXT PRIMARY KEY, media_ids TEXT NOT NULL, why TEXT NOT NULL, name TEXT NOT NULL,
  asked_at REAL NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL DEFAULT '');
CREATE INDEX replacement_waiting ON replacement(asked_at) WHERE state = 'waiting';
CREATE TABLE cycle(one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, began REAL NOT NULL, ended REAL NOT NULL,
  searched INTEGER NOT NULL)
""",
        "ALTER TABLE replacement ADD COLUMN since REAL NOT NULL DEFAULT 0",
        """
ALTER TABLE replacement ADD COLUMN instance TEXT NOT NULL DEFAULT '';
ALTER TABLE replacement ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE INDEX replacement_hash ON replacement(hash) WHERE hash <> ''
""",
        # Which profile a movie, series, artist or author had before a temporary one: `kind` is one of these words.
        """
CREATE TABLE temp_profile(kind TEXT NOT NULL, item_id INTEGER NOT NULL, original_profile_id INTEGER NOT NULL,
  step INTEGER NOT NULL, current_profile_id INTEGER NOT NULL, switched_at REAL NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(kind, item_id)) WITHOUT ROWID
""",
        # In queries to indexers. What was searched before counts as one.
        "ALTER TABLE search_history ADD COLUMN cost INTEGER NOT NULL DEFAULT 1",
        # What people want searched, left alone, or not searched at all for a while.
        """
ALTER TABLE search_state ADD COLUMN not_before REAL NOT NULL DEFAULT 0;
CREATE TABLE asked(item_id INTEGER PRIMARY KEY, asked_at REAL NOT NULL);
CREATE TABLE pause(one INTEGER PRIMARY KEY CHECK (one = 1), since REAL NOT NULL, until REAL NOT NULL, why TEXT NOT NULL)
""",
    ),
)
