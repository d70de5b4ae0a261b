"""
The safety rails every removal passes, and the order in which the quarantine is emptied.

Pure: what the supervisor knows comes in as a value, what it may do goes out as one.
"""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from qbitrr.decide.hit_and_run import Duty
from qbitrr.decide.words import span
from qbitrr.model.categories import normalise
from qbitrr.model.quarantine import Quarantined
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents import COMPLETE_STATES, Torrent

__all__ = [
    "Allowed",
    "Held",
    "Outdated",
    "Protection",
    "Rail",
    "RailFacts",
    "Refused",
    "Verdict",
    "check",
    "held_by_radius",
    "purge_order",
    "sharing",
]

LISTING_SECONDS = 120.0
"""A listing older than this says nothing about what is there now."""


class Rail(StrEnum):
    """What stands between a decision and a removal, in the order it is asked."""

    DRY_RUN = "dry_run"
    PROTECTED = "protected"
    HIT_AND_RUN = "hit_and_run"
    SHARED_DATA = "shared_data"
    STALE_LISTING = "stale_listing"
    SHRUNK_LISTING = "shrunk_listing"
    PARDONED = "pardoned"
    BLAST_RADIUS = "blast_radius"


@frozen
class Allowed:
    """Nothing stands in the way."""


@frozen
class Held:
    """Not now; the same removal may be allowed later."""

    rail: Rail
    why: Reason


@frozen
class Refused:
    """Not at all, unless a person changes something."""

    rail: Rail
    why: Reason


@frozen
class Outdated:
    """The torrent is not any more what was decided about: decide again."""

    text: str


Verdict = Allowed | Held | Refused | Outdated


@frozen(kw_only=True)
class Protection:
    """What is never removed: tags, categories (normalised), announce hosts (with their sub-domains), hashes in lower case."""

    tags: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()


@frozen(kw_only=True)
class RailFacts:
    """
    What the supervisor knows about the torrent to be removed, its client and the configuration.

    `torrent` is how its client has it at this moment, `seen` how it was listed when the decision was made; None is "not
    there". `hosts` are its announce hosts, None while they are not known. `shared_with` names the torrents with the same
    data (see `sharing`). `listed` and `listed_before` count the torrents of the last two good listings of the client, the
    last of them at `listed_at`.
    """

    torrent: Torrent | None
    listed_at: float
    seen: Torrent | None = None
    hosts: tuple[str, ...] | None = None
    duty: Duty = Duty.NONE
    shared_with: tuple[str, ...] = ()
    listed: int = 1
    listed_before: int = 0
    dry_run: bool = False
    protection: Protection = Protection()
    pardoned: bool = False


def check(removal: Removal, facts: RailFacts, now: float) -> Verdict:
    """
    Whether a removal may go on, by every rail that looks at one removal alone (the blast radius looks at all of an owner:
    `qbitrr.decide.radius`, asked afterwards, so that what is refused here does not count there).

    A removal that leaves the torrent where it is passes all but the dry run. What a person asked for (also by moving the
    torrent to the category for failed downloads) is not held back by Hit-and-Run and by an earlier pardon.
    """
    if facts.dry_run:
        return Held(Rail.DRY_RUN, _why(Rail.DRY_RUN, "Dry run: it would be removed.", removal))
    if removal.data is Data.STAY:
        return Allowed()
    for rail in (_protected, _duty, _shared, _listing, _outdated, _pardoned):
        verdict = rail(removal, facts, now)
        if verdict is not None:
            return verdict
    return Allowed()


def held_by_radius(removal: Removal, limit: int) -> Held:
    """The verdict on a removal that `within_radius` held back."""
    text = f"More than {limit} removals at once are held back for ten minutes: that may be a mistake of ours."
    return Held(Rail.BLAST_RADIUS, _why(Rail.BLAST_RADIUS, text, removal, configured={"limit": limit}))


def sharing(torrent: Torrent, others: Iterable[Torrent]) -> tuple[str, ...]:
    """The names of other torrents, on any client, whose data lies at the same path."""
    path = _path(torrent)
    if not path:
        return ()
    return tuple(other.name for other in others if other.key != torrent.key and _path(other) == path)


def purge_order(
    rows: Iterable[Quarantined], grace_seconds: float, now: float, needed_bytes: int = 0
) -> tuple[Quarantined, ...]:
    """
    What to purge from the quarantine now, in order: all whose time is over, and, oldest first, as many others as it takes
    to free *needed_bytes*. A shortened grace counts for rows that are there already, a lengthened one does not.
    """
    oldest_first = sorted(rows, key=lambda row: (row.at, row.instance, row.hash))
    over = [row for row in oldest_first if now >= min(row.purge_at, row.at + grace_seconds)]
    missing = needed_bytes - sum(_freed(row) for row in over)
    early: list[Quarantined] = []
    for row in oldest_first:
        if missing <= 0:
            break
        if row not in over and _freed(row) > 0:
            early.append(row)
            missing -= _freed(row)
    return (*over, *early)


def _protected(removal: Removal, facts: RailFacts, now: float) -> Verdict | None:
    protection = facts.protection
    by: str | None = None
    if removal.hash.lower() in protection.hashes:
        by = "its hash"
    elif facts.torrent is not None and protection.tags.intersection(facts.torrent.tags):
        by = "a tag"
    elif facts.torrent is not None and normalise(facts.torrent.category) in protection.categories:
        by = "its category"
    elif facts.hosts is not None and any(_under(host, protection.hosts) for host in facts.hosts):
        by = "its tracker"
    if by is not None:
        return Refused(Rail.PROTECTED, _why(Rail.PROTECTED, f"It is protected by {by}.", removal))
    if protection.hosts and facts.hosts is None:
        text = "Its trackers are not known, one of them may protect it."
        return Held(Rail.PROTECTED, _why(Rail.PROTECTED, text, removal))
    return None


def _duty(removal: Removal, facts: RailFacts, now: float) -> Verdict | None:
    if facts.duty.allows_removal or _ordered(removal):
        return None
    text = "A Hit-and-Run duty is open." if facts.duty is Duty.UNMET else "A Hit-and-Run duty may be open."
    measured: dict[str, Value] = {"hit_and_run": str(facts.duty)}
    return Held(Rail.HIT_AND_RUN, _why(Rail.HIT_AND_RUN, text, removal, measured=measured))


def _shared(removal: Removal, facts: RailFacts, now: float) -> Verdict | None:
    if removal.data is not Data.DELETE or not facts.shared_with:
        return None
    text = f"Its data is also that of {facts.shared_with[0]}."
    measured: dict[str, Value] = {"torrents": len(facts.shared_with)}
    return Held(Rail.SHARED_DATA, _why(Rail.SHARED_DATA, text, removal, measured=measured))


def _listing(removal: Removal, facts: RailFacts, now: float) -> Verdict | None:
    age = now - facts.listed_at
    if age > LISTING_SECONDS:
        text = f"The client was last listed {span(age)} ago, so nothing is removed from it."
        measured: dict[str, Value] = {"listing_seconds": age}
        configured: dict[str, Value] = {"listing_seconds": LISTING_SECONDS}
        why = _why(Rail.STALE_LISTING, text, removal, measured=measured, configured=configured)
        return Held(Rail.STALE_LISTING, why)
    if facts.listed * 2 < facts.listed_before:
        text = f"The client lists {facts.listed} torrents after {facts.listed_before}: something is wrong with it."
        measured = {"torrents": facts.listed, "torrents_before": facts.listed_before}
        return Held(Rail.SHRUNK_LISTING, _why(Rail.SHRUNK_LISTING, text, removal, measured=measured))
    return None


def _outdated(removal: Removal, facts: RailFacts, now: float) -> Verdict | None:
    """
    A listing lags behind: qBittorrent refreshes it every 1.5 s, and a download may have come to life or to its end since. What a
    person wants removed is removed in any state. Whether a seed is uploading at this moment changes nothing.
    """
    seen, torrent = facts.seen, facts.torrent
    if seen is None or removal.by_operator:
        return None
    if torrent is None:
        return Outdated("its client does not show it at this moment")
    if seen.category != torrent.category:
        return Outdated(f"its category was {seen.category!r} and is {torrent.category!r}")
    if seen.state != torrent.state and not {seen.state, torrent.state} <= COMPLETE_STATES:
        return Outdated(f"it was {seen.state} and is {torrent.state}")
    return None


def _pardoned(removal: Removal, facts: RailFacts, now: float) -> Verdict | None:
    if not facts.pardoned or _ordered(removal):
        return None
    text = "A person took it back from an earlier removal, so it is not removed again by itself."
    return Refused(Rail.PARDONED, _why(Rail.PARDONED, text, removal))


def _ordered(removal: Removal) -> bool:
    return removal.by_operator or removal.why.rule == 1


def _under(host: str, hosts: frozenset[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in hosts)


def _path(torrent: Torrent) -> str:
    return torrent.content_path.rstrip("/\\")


def _freed(row: Quarantined) -> int:
    return row.size_bytes if row.delete_files else 0


def _why(
    rail: Rail,
    text: str,
    removal: Removal,
    *,
    measured: dict[str, Value] | None = None,
    configured: dict[str, Value] | None = None,
) -> Reason:
    """The rail's reason; it names the rule that was held back, so that both sides of the story are there."""
    return Reason(
        code=str(rail), rule=removal.why.rule, text=text, measured=measured or {}, configured=configured or {}
    )
