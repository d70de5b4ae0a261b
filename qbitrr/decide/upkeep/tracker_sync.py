"""
Which trackers a torrent should announce to besides those it has, and to which it should not.
"""

from collections.abc import Iterator

from attrs import frozen

from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import UpkeepWish
from qbitrr.model.torrents.torrent import META_STATES, Tracker, normal_state
from qbitrr.model.torrents.trackers import TrackerRule, host_of

__all__ = ["DEAD_TRACKER_SECONDS", "TrackerSync", "dead_now", "sync_trackers"]

DEAD_TRACKER_SECONDS = 3600.0
"""When names cannot be resolved for a while, every tracker says that it does not exist; and what is removed does not come back."""
_THERE, _GONE = "there", "gone"
_TRACKER = "tracker "


@frozen(kw_only=True)
class TrackerSync:
    """
    The wishes about trackers, with the addresses that are to be added and removed by the wish they are for. *wants_trackers*: their
    addresses or messages would make a difference. *warnings* are for people.
    """

    wishes: tuple[UpkeepWish, ...] = ()
    added: dict[str, str]
    removed: dict[str, tuple[str, ...]]
    wants_trackers: bool = False
    warnings: tuple[str, ...] = ()


def sync_trackers(look: Announced, dead_for: dict[str, float]) -> TrackerSync:
    """
    What the rows say of its trackers, once its hosts are known. *dead_for* is for how many seconds hosts have said that they are dead.

    The last tracker stays, whatever it says; so does one with a Hit-and-Run duty, of which it is the proof, be it met, open or over.
    """
    assert look.hosts is not None
    added = {f"{_TRACKER}{row.host}": row.uri for row in _missing(look)}
    wishes = [UpkeepWish(about=about, wanted=_THERE, is_so=False) for about in added]
    by_row = any(_is_unwanted(look, host) for host in look.hosts)
    wants_trackers = by_row or bool(look.rules.seeding.dead_trackers and look.hosts)
    removed: dict[str, list[str]] = {}
    warnings: list[str] = []
    if look.trackers is not None and wants_trackers:
        doomed, kept = _doomed(look, look.trackers, dead_for)
        for tracker in doomed:
            removed.setdefault(f"{_TRACKER}{host_of(tracker.url)}", []).append(tracker.url)
        if kept is not None:
            warnings.append(f"{host_of(kept.url)} is its last tracker and stays")
    wishes += [UpkeepWish(about=about, wanted=_GONE, is_so=False) for about in removed]
    wishes += _fulfilled(look, {wish.about for wish in wishes})
    return TrackerSync(
        wishes=tuple(wishes), added=added, removed={about: tuple(urls) for about, urls in removed.items()},
        wants_trackers=wants_trackers, warnings=tuple(warnings),
    )  # fmt: skip


def dead_now(look: Announced) -> frozenset[str]:
    """The hosts that say something for which trackers are removed, as they were read."""
    texts = look.rules.seeding.dead_trackers
    return frozenset(
        host_of(each.url) for each in look.trackers or () if any(text in each.message.lower() for text in texts)
    )


def _missing(look: Announced) -> Iterator[TrackerRule]:
    """The rows whose tracker it lacks and may have."""
    if not _may_be_added_to(look):
        return
    for row in look.rows.rows:
        is_there = any(_is_of(host, row.host) for host in look.hosts or ())
        if row.add_if_missing and not row.remove_if_exists and "://" in row.uri and not is_there:
            yield row


def _may_be_added_to(look: Announced) -> bool:
    """A private torrent must never announce elsewhere; an old client does not say whether it is one, and no magnet does."""
    torrent = look.torrent
    if torrent.private is None:
        return normal_state(torrent.state) not in META_STATES and not any(row.has_duty for row in look.matching)
    return not torrent.private


def _doomed(
    look: Announced, trackers: tuple[Tracker, ...], dead_for: dict[str, float]
) -> tuple[tuple[Tracker, ...], Tracker | None]:
    """The trackers to be removed, and the one that is spared because none would be left."""
    by_row = [each for each in trackers if _is_unwanted(look, host_of(each.url))]
    dead = [each for each in trackers if each not in by_row and _is_dead(look, each, dead_for)]
    doomed = [*by_row, *dead]
    spared = (dead or by_row)[0] if doomed and len(doomed) == len(trackers) else None
    return tuple(each for each in doomed if each is not spared), spared


def _is_unwanted(look: Announced, host: str) -> bool:
    row = look.rows.row_of(host)
    return row is not None and row.remove_if_exists


def _is_dead(look: Announced, tracker: Tracker, dead_for: dict[str, float]) -> bool:
    host = host_of(tracker.url)
    row = look.rows.row_of(host)
    if row is not None and (row.has_duty or row.add_if_missing):  # a row that adds it would add it again
        return False
    says_so = any(text in tracker.message.lower() for text in look.rules.seeding.dead_trackers)
    return says_so and dead_for.get(host, 0.0) >= DEAD_TRACKER_SECONDS


def _fulfilled(look: Announced, wished: set[str]) -> Iterator[UpkeepWish]:
    """What was asked for, is so, and is still wanted: if it changes, it is seen that it was so."""
    hosts = look.hosts or ()
    for about, before in look.upkept.asked.items():
        host = about.removeprefix(_TRACKER)
        if host == about or about in wished:
            continue
        is_there = any(_is_of(each, host) for each in hosts)
        row = look.rows.row_of(host)
        if before.wanted == _THERE:
            still = row is not None and row.host == host and row.add_if_missing and not row.remove_if_exists
            is_so = is_there
        else:
            still = (row is not None and row.remove_if_exists) or bool(look.rules.seeding.dead_trackers)
            is_so = host not in hosts
        if still and is_so:
            yield UpkeepWish(about=about, wanted=before.wanted, is_so=True)


def _is_of(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")
