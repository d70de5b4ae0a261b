"""
By what entries of the journal are found and counted.
"""

from attrs import frozen

from qbitrr.model.journal import Entry
from qbitrr.model.owners import POLICY
from qbitrr.model.rule_table import RULES, rule_behind

__all__ = [
    "ACTORS",
    "ENTRY_KINDS",
    "EVERY_ENTRY",
    "OTHER_KIND",
    "EntryCount",
    "EntryFilter",
    "actor_of",
    "kind_of",
    "rule_name",
]

ENTRY_KINDS: dict[str, tuple[str, ...]] = {
    "imported": ("import", "imported"),
    "removed": ("removal", "quarantine", "delete", "purge", "clean_up"),
    "restored": ("undo",),
    "blocklisted": ("blocklist",),
    "searched": ("search", "replacement"),
    "paused": ("pause",),
    "resumed": ("resume",),
    "rechecked": ("recheck",),
    "changed": (
        *("add_tags", "remove_tags", "set_category", "skip_files", "reannounce"),
        *("add_trackers", "remove_trackers", "limit_download", "limit_upload", "super_seed", "move_to_top"),
    ),
    "protected": ("protect", "unprotect", "waive_duty", "restore_duty"),
    "hold": ("hold",),
    "repaired": ("repair", "forget"),
}
"""What acts are about, in a word for people who look for them, and the acts that are."""
OTHER_KIND = "other"
ACTORS = ("user", "search", "torrent", "policy", "system")
"""Who acts: a person, or one of the parts of the program."""

_KIND_OF = {act: kind for kind, acts in ENTRY_KINDS.items() for act in acts}
_NUMBERS = {rule.name: rule.number for rule in RULES}
_NAMES = {rule.number: rule.name for rule in RULES}
_BY_PERSON_CODES = frozenset({"by_operator", "asked"})
_BY_PERSON_RESULTS = frozenset({"cancelled", "released"})


@frozen(kw_only=True)
class EntryFilter:
    """
    Which entries: what is empty matches everything. *text* is a part of the sentence or of the name, *rule* the name of a rule or, where
    no numbered one decided, the code of the reason; *since* (included) and *until* (excluded) are seconds since the epoch, 0 for no bound.
    """

    section: str = ""
    hash: str = ""
    act: str = ""
    kind: str = ""
    result: str = ""
    rule: str = ""
    actor: str = ""
    text: str = ""
    since: float = 0.0
    until: float = 0.0

    @property
    def rule_and_code(self) -> tuple[int, str]:
        """How *rule* stands in an entry: the number of a rule, or 0 and a code."""
        named = self.rule
        number = _NUMBERS.get(named, 0)
        return number, "" if number else named


EVERY_ENTRY = EntryFilter()


@frozen(kw_only=True)
class EntryCount:
    """How many entries of one sort there are in the span of that number."""

    span: int
    act: str
    result: str
    rule: str
    count: int


def kind_of(act: str) -> str:
    """What *act* is about."""
    return _KIND_OF.get(act, OTHER_KIND)


def rule_name(number: int, code: str) -> str:
    """What a reason is looked for by; empty for none."""
    return _NAMES.get(number, code)


def actor_of(entry: Entry) -> str:
    """Who acted: one of `ACTORS`."""
    why = entry.why
    if entry.act in ("undo", "hold") or entry.result in _BY_PERSON_RESULTS:
        return "user"
    if why is not None and (why.code in _BY_PERSON_CODES or rule_behind(why).by_person):
        return "user"
    if entry.act == "repair":
        return "system"
    if entry.act in ("search", "replacement", "forget"):
        return "search"
    if entry.section == POLICY:
        return "policy"
    return "torrent"
