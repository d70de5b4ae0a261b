"""
`supervisor.db`: the journal, removals under way, the quarantine, who owned a torrent last, where things lay, the sessions of
browsers, named tokens, and holds. Writer: the supervisor.
"""

from qbitrr.store.sqlite.migrations import Schema

__all__ = ["SCHEMA"]

SCHEMA = Schema(
    name="supervisor",
    steps=(
        """
CREATE TABLE journal(id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, section TEXT NOT NULL, act TEXT NOT NULL,
  result TEXT NOT NULL, instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX journal_hash ON journal(hash, id) WHERE hash <> '';
CREATE INDEX journal_section ON journal(section, id);
CREATE TABLE removal(id INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL,
  UNIQUE(instance, hash));
CREATE TABLE quarantine(instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE pardon(instance TEXT NOT NULL, hash TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE owner(instance TEXT NOT NULL, hash TEXT NOT NULL, section TEXT NOT NULL, category TEXT NOT NULL,
  PRIMARY KEY(instance, hash)) WITHOUT ROWID;
""",
        """
ALTER TABLE pardon ADD COLUMN added_on INTEGER NOT NULL DEFAULT 0;
CREATE TABLE running(id INTEGER PRIMARY KEY CHECK (id = 1), seconds REAL NOT NULL);
""",
        """
CREATE TABLE passed(id INTEGER PRIMARY KEY AUTOINCREMENT, section TEXT NOT NULL, at REAL NOT NULL, weight TEXT NOT NULL,
  is_late INTEGER NOT NULL);
CREATE TABLE told(section TEXT NOT NULL, hash TEXT NOT NULL, act TEXT NOT NULL, instance TEXT NOT NULL, at REAL NOT NULL,
  PRIMARY KEY(section, hash, act)) WITHOUT ROWID;
""",
        """
CREATE TABLE placement(instance TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
CREATE TABLE client_seen(instance TEXT PRIMARY KEY, is_known INTEGER NOT NULL, away_since REAL) WITHOUT ROWID;
""",
        """
ALTER TABLE passed ADD COLUMN running_at REAL NOT NULL DEFAULT 0;
""",
        """
ALTER TABLE client_seen ADD COLUMN taken_out_since REAL;
""",
        """
CREATE TABLE session(id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
""",
        """
CREATE TABLE hold(scope TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
""",
        # What is counted stands in the index: of the entries themselves nothing is read.
        """
ALTER TABLE journal ADD COLUMN rule INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN actor TEXT NOT NULL DEFAULT '';
UPDATE journal SET rule = coalesce(json_extract(CAST(body AS TEXT), '$.why.rule'), 0),
  code = coalesce(json_extract(CAST(body AS TEXT), '$.why.code'), '');
UPDATE journal SET actor = CASE
  WHEN act IN ('undo', 'hold') OR result IN ('cancelled', 'released') OR rule = 1 OR code IN ('by_operator', 'asked') THEN 'user'
  WHEN act = 'repair' THEN 'system' WHEN act IN ('search', 'replacement', 'forget') THEN 'search' ELSE 'torrent' END;
CREATE INDEX journal_at ON journal(at, act, result, rule, code, section, actor);
CREATE INDEX journal_act ON journal(act, id);
""",
        """
CREATE TABLE space_mark(instance TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY(instance, hash)) WITHOUT ROWID;
""",
        """
CREATE TABLE protection(instance TEXT NOT NULL, hash TEXT NOT NULL, at REAL NOT NULL, added_on INTEGER NOT NULL,
  PRIMARY KEY(instance, hash)) WITHOUT ROWID;
""",
        """
CREATE TABLE waiver(instance TEXT NOT NULL, hash TEXT NOT NULL, at REAL NOT NULL, added_on INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(instance, hash)) WITHOUT ROWID;
""",
        """
CREATE TABLE internal_tag(instance TEXT NOT NULL, hash TEXT NOT NULL, added_on INTEGER NOT NULL, tags BLOB NOT NULL,
  PRIMARY KEY(instance, hash)) WITHOUT ROWID;
INSERT INTO internal_tag(instance, hash, added_on, tags)
  SELECT instance, hash, 0, CAST('["qBitrr-free_space_paused"]' AS BLOB) FROM space_mark;
DROP TABLE space_mark;
""",
        """
CREATE TABLE named_token(id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
""",
    ),
)
