"""
The one question before every act of a removal that cannot be undone: may it go now?

Pure: what is known at this moment comes in as a value, the verdict goes out as one.
"""

from collections.abc import Callable

from qbitrr.decide.phrases import span
from qbitrr.decide.removals.rails import (
    LISTING_SECONDS,
    Before,
    Go,
    Postponed,
    Rail,
    RemovalFacts,
    Verdict,
    Withdrawn,
    rail_reason,
)
from qbitrr.decide.removals.still_due import no_longer_due
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.reasons import Value
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.rule_table import rule_behind
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.torrent import BUSY_STATES, normal_state, normalise

__all__ = ["each_rail", "may_go_now"]


def may_go_now(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict:
    """
    Whether an act of `removal` may happen, by every rail that looks at one removal alone (the blast radius looks at all of a
    section: `qbitrr.decide.removals.blast_radius`).

    What a person asked for (`by_operator`, `released`, or by moving it to the category for failed downloads) is not held by
    Hit-and-Run, an earlier pardon or protection by a person, the tag for ignored torrents or a client that is away; with `by_operator` it
    goes in any state. Nobody removes another torrent than the one decided about. What only tells the Arr (`Data.STAY`) needs no torrent.
    """
    for rail in _TELLING_ONLY if removal.data is Data.STAY else _RAILS.values():
        verdict = rail(removal, before, facts, now)
        if verdict is not None:
            return verdict
    kept_for = facts.sharing.with_names
    return Go(with_files=removal.data is Data.DELETE and not kept_for, kept_for=kept_for)


def each_rail(removal: Removal, facts: RemovalFacts, now: float) -> dict[str, Verdict | None]:
    """What each rail would say before the beginning of a removal that takes a torrent away, None where it has nothing against it."""
    return {name: rail(removal, Before.BEGINNING, facts, now) for name, rail in _RAILS.items()}


def _dry_run(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    return _postponed(Rail.DRY_RUN, "Dry run: it would be removed.", removal) if facts.dry_run else None


def _hold(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    """Nobody is exempt, and nothing is withdrawn either: what is withdrawn may have to be undone."""
    return _postponed(Rail.HOLD, f"It is {facts.on_hold}.", removal) if facts.on_hold else None


def _managed(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    """
    What lies in quarantine waits for its section to come back, or for a person: nothing else would be undone for it. One that was
    adopted there may be nobody's.
    """
    is_nobodys = before is Before.PURGE and not removal.section
    if facts.is_managed or removal.by_operator or is_nobodys:
        return None
    text = f"{removal.section or 'Its owner'} is not managed any more."
    return _postponed(Rail.OWNER, text, removal) if before is Before.PURGE else _withdrawn(Rail.OWNER, text, removal)


def _pardoned(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    if facts.pardoned_at is None:
        return None
    if facts.pardoned_at >= facts.since:
        return _withdrawn(Rail.PARDONED, "A person took it back.", removal)
    if _ordered(removal):
        return None
    text = "A person took it back from an earlier removal, so it is not removed again by itself."
    return _withdrawn(Rail.PARDONED, text, removal)


def _protected(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    if facts.protected_at is not None and (facts.protected_at >= facts.since or not _ordered(removal)):
        return _withdrawn(Rail.PROTECTED, "A person protects it.", removal)
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
        return _withdrawn(Rail.PROTECTED, f"It is protected by {by}.", removal)
    if protection.hosts and facts.hosts is None and facts.torrent is not None:
        return _postponed(Rail.PROTECTED, "Its trackers are not known, one of them may protect it.", removal)
    return None


def _listing(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    age = now - facts.listed_at
    if age > LISTING_SECONDS and facts.listed_at > 0:
        text = f"The client was last listed {span(age)} ago, so nothing is removed from it."
        measured: dict[str, Value] = {"listing_seconds": age}
        return _postponed(Rail.STALE_LISTING, text, removal, measured, {"listing_seconds": LISTING_SECONDS})
    if not facts.is_listed or facts.listed_at <= 0:
        return _postponed(Rail.CLIENT, "Its client is not there, so nothing is removed from it.", removal)
    if facts.listed * 2 < facts.listed_before:
        text = f"The client lists {facts.listed} torrents after {facts.listed_before}: something is wrong with it."
        measured = {"torrents": facts.listed, "torrents_before": facts.listed_before}
        return _postponed(Rail.SHRUNK_LISTING, text, removal, measured)
    return None


def _shown(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    """A torrent that is proven to be gone is nobody's loss; what is left to do is to be done."""
    if facts.torrent is not None or facts.is_gone:
        return None
    return _postponed(Rail.NOT_SHOWN, "Its client does not show it at this moment.", removal)


def _same(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    seen, torrent = removal.seen, facts.torrent
    if seen is None or torrent is None or seen.added_on == torrent.added_on:
        return None
    return _withdrawn(Rail.OUTDATED, "Another torrent took its place under the same hash.", removal)


def _ignored(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    if facts.torrent is None or IGNORED not in facts.torrent.tags or _ordered(removal):
        return None
    return _withdrawn(Rail.OUTDATED, f"It carries the tag {IGNORED}, so it is left alone.", removal)


def _in_place(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    """Whether it still is where it was decided about, and still ours there."""
    seen, torrent = removal.seen, facts.torrent
    if torrent is None or removal.by_operator:
        return None
    if torrent.category == QUARANTINE_CATEGORY and (facts.begun or before is Before.PURGE):
        return None
    if before is Before.PURGE or (seen is not None and seen.category != torrent.category):
        was = seen.category if seen is not None else QUARANTINE_CATEGORY
        return _withdrawn(Rail.OUTDATED, f"Its category was {was!r} and is {torrent.category!r}.", removal)
    if removal.section and facts.owner != removal.section:
        return _withdrawn(
            Rail.OWNER, f"It belongs to {facts.owner or 'nobody'} now, not to {removal.section}.", removal
        )
    return None


def _duty(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    if facts.duty.allows_removal or _ordered(removal):
        return None
    is_open = facts.duty is Duty.UNMET
    text = (facts.duty_words or "A Hit-and-Run duty is open.") if is_open else "A Hit-and-Run duty may be open."
    measured: dict[str, Value] = {"hit_and_run": str(facts.duty)}
    if is_open and not facts.duty_ends:
        measured["ends"] = False
    return _postponed(Rail.HIT_AND_RUN, text, removal, measured)


def _away(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    """Setting aside deletes nothing, so it waits for nobody."""
    away = facts.sharing.away
    deletes = before is Before.PURGE or facts.deletes
    takes_files = removal.data is Data.DELETE and not facts.sharing.with_names
    if not (away and deletes and takes_files) or _ordered(removal):
        return None
    return _postponed(Rail.AWAY, f"{away} is away and may have a torrent with the same files.", removal)


def _due(removal: Removal, before: Before, facts: RemovalFacts, now: float) -> Verdict | None:
    torrent = facts.torrent
    if torrent is None or removal.by_operator or before is Before.PURGE:
        return None
    if normal_state(torrent.state) in BUSY_STATES:
        return _postponed(Rail.BUSY, f"Its client is busy with it ({torrent.state}).", removal)
    text = no_longer_due(removal, torrent, is_stopped_by_us=facts.begun)
    return None if text is None else _withdrawn(Rail.OUTDATED, f"{text[0].upper()}{text[1:]}.", removal)


_Asked = Callable[[Removal, Before, RemovalFacts, float], Verdict | None]
_TELLING_ONLY: tuple[_Asked, ...] = (_dry_run, _hold, _managed, _pardoned, _same, _ignored, _due)
_RAILS: dict[str, _Asked] = {
    "dry_run": _dry_run,
    "hold": _hold,
    "managed": _managed,
    "taken_back": _pardoned,
    "protected": _protected,
    "listing": _listing,
    "shown": _shown,
    "same": _same,
    "ignored": _ignored,
    "in_place": _in_place,
    "hit_and_run": _duty,
    "away": _away,
    "due": _due,
}


def _ordered(removal: Removal) -> bool:
    """Whether a person wants it, who may set aside what protects others than the torrent itself."""
    return removal.by_operator or removal.released or rule_behind(removal.why).by_person


def _under(host: str, hosts: frozenset[str]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in hosts)


def _postponed(
    rail: Rail,
    text: str,
    removal: Removal,
    measured: dict[str, Value] | None = None,
    configured: dict[str, Value] | None = None,
) -> Postponed:
    return Postponed(rail_reason(rail, text, removal, measured=measured, configured=configured))


def _withdrawn(rail: Rail, text: str, removal: Removal) -> Withdrawn:
    return Withdrawn(rail_reason(rail, text, removal))
