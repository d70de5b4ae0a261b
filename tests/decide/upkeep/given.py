"""A torrent that is looked after, and what is asked of it, in few words."""

from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import UpkeepWish, asked
from qbitrr.decide.upkeep.tracker_sync import DEAD_TRACKER_SECONDS
from qbitrr.decide.upkeep.upkeep import UpkeepPlan, look_after
from qbitrr.model.steps import (
    AddTags,
    AddTrackers,
    ClientStep,
    LimitDownload,
    LimitUpload,
    RemoveTags,
    RemoveTrackers,
    SuperSeed,
)
from qbitrr.model.torrents.memory import Upkept
from qbitrr.model.torrents.rules import OwnerRules, SeedingRules
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.model.torrents.trackers import TrackerRule, host_of

NOW = 1_700_000_000.0
A, B = "https://a.example.org/announce", "https://b.example.net/announce"


def torrent(*urls: str, **fields: Any) -> Torrent:
    """A complete, public torrent that announces to these, by default to a."""
    usual: dict[str, Any] = {
        "instance": "qBit", "hash": "a" * 40, "state": "uploading", "private": False, "progress": 1.0,
        "hosts": tuple(map(host_of, urls or (A,))),
    }  # fmt: skip
    return Torrent(**{**usual, **fields})


def rules(*rows: TrackerRule, **seeding: Any) -> OwnerRules:
    """An Arr with these rows and rates."""
    return OwnerRules(section="Radarr", seeding=SeedingRules(**seeding), trackers={"qBit": rows})


def plan(
    it: Torrent, by: OwnerRules, *trackers: Tracker, upkept: Upkept | None = None, now: float = NOW, read: bool = True
) -> UpkeepPlan:
    """What is planned; *trackers* are those of its hosts without messages unless given, messages count as confirmed."""
    listed = trackers or tuple(Tracker(url=f"https://{host}/announce") for host in it.hosts or ())
    long_ago = {host_of(each.url): now - DEAD_TRACKER_SECONDS for each in listed if each.message}
    upkept = upkept or Upkept(dead_since=long_ago)
    look = Announced(torrent=it, rules=by, upkept=upkept, trackers=listed if read else None, trackers_at=now)
    return look_after(look, now)


def words(found: UpkeepPlan) -> list[tuple[Any, ...]]:
    """The steps, each by its kind and what it is about."""
    return [_word(each.step) for each in found.steps]


def _word(step: ClientStep) -> tuple[Any, ...]:
    match step:
        case AddTrackers() | RemoveTrackers():
            return type(step), *step.urls
        case AddTags() | RemoveTags():
            return type(step), *step.tags
        case LimitDownload() | LimitUpload():
            return type(step), step.bytes_per_second
        case _:
            return (type(step),)


def carried_out(it: Torrent, found: UpkeepPlan) -> Torrent:
    """The torrent as its client has it after the steps."""
    for each in found.steps:
        it = _after(it, each.step)
    return it


def _after(it: Torrent, step: ClientStep) -> Torrent:
    hosts = it.hosts or ()
    match step:
        case AddTrackers():
            # By another way than ours, so that a mistake in that shows.
            added = ((urlsplit(url).hostname or "").rstrip(".") for url in step.urls)
            return replace(it, hosts=tuple(dict.fromkeys((*hosts, *added))))
        case RemoveTrackers():
            gone = set(map(host_of, step.urls))
            return replace(it, hosts=tuple(host for host in hosts if host not in gone))
        case AddTags():
            return replace(it, tags=(*it.tags, *step.tags))
        case RemoveTags():
            return replace(it, tags=tuple(tag for tag in it.tags if tag not in step.tags))
        case LimitDownload():
            return replace(it, dl_limit=max(0, step.bytes_per_second))
        case LimitUpload():
            return replace(it, up_limit=max(0, step.bytes_per_second))
        case SuperSeed():
            return replace(it, super_seeding=True)
    raise AssertionError(step)


def done(found: UpkeepPlan, now: float = NOW) -> Upkept:
    """What is remembered when all of it was done."""
    return asked(found.upkept, wishes(found), now)


def wishes(found: UpkeepPlan) -> list[UpkeepWish]:
    return [wish for each in found.steps for wish in each.wishes]
