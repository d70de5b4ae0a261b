"""
Looking after one torrent: what its trackers' rows and its owner's rates ask for, as steps.
"""

from collections.abc import Iterable, Iterator
from math import inf

from attrs import field, frozen

from qbitrr.decide.upkeep.announced import Announced
from qbitrr.decide.upkeep.asking import UpkeepWish, ask_for, dead_noted
from qbitrr.decide.upkeep.row_settings import DOWNLOAD, LIFTED, SUPER_SEEDING, UPLOAD, wishes_of_row
from qbitrr.decide.upkeep.row_tags import OFF, ON, TAG, tag_wishes
from qbitrr.decide.upkeep.tracker_sync import TrackerSync, dead_now, sync_trackers
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
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
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.torrent import BUSY_STATES, Torrent, normal_state, normalise

__all__ = ["UpkeepPlan", "UpkeepStep", "look_after"]


@frozen(kw_only=True)
class UpkeepStep:
    """A step, and the wishes it is for."""

    step: ClientStep
    wishes: tuple[UpkeepWish, ...]


@frozen(kw_only=True)
class UpkeepPlan:
    """
    The steps in the order they are meant, and what to remember. *wants_trackers*: reading its trackers would make a difference;
    *again_at* is when time alone may bring more (infinity: never); *warnings* are for people.
    """

    steps: tuple[UpkeepStep, ...] = ()
    upkept: Upkept = field()
    wants_trackers: bool = False
    warnings: tuple[str, ...] = ()
    again_at: float = inf


def look_after(look: Announced, now: float) -> UpkeepPlan:
    """
    What to do about a torrent at *now*. Planning again what the steps lead to gives no step.

    A torrent that is ignored, in a special category or that its client is busy with is left as it is; so is one whose hosts are not
    known, as far as rows are concerned.
    """
    upkept = look.upkept
    if _is_left_alone(look.torrent, look.rules):
        return UpkeepPlan(upkept=upkept)
    if look.hosts is None and (look.rows or look.rules.seeding.dead_trackers):
        return UpkeepPlan(upkept=upkept, wants_trackers=True)
    sync = TrackerSync(added={}, removed={})
    if look.hosts is not None:
        if look.trackers is not None:
            upkept = dead_noted(upkept, dead_now(look), min(now, look.trackers_at))
        sync = sync_trackers(look, {host: look.trackers_at - since for host, since in upkept.dead_since.items()})
    asking = ask_for((*sync.wishes, *wishes_of_row(look), *tag_wishes(look)), upkept, now)
    return UpkeepPlan(
        steps=tuple(_steps(look.torrent, sync, asking.due)),
        upkept=asking.upkept,
        wants_trackers=sync.wants_trackers,
        warnings=sync.warnings,
        again_at=asking.again_at,
    )


def _is_left_alone(torrent: Torrent, rules: OwnerRules) -> bool:
    special = (rules.failed_category, rules.recheck_category, QUARANTINE_CATEGORY)
    return (
        IGNORED in torrent.tags or normal_state(torrent.state) in BUSY_STATES or normalise(torrent.category) in special
    )


def _steps(torrent: Torrent, sync: TrackerSync, due: Iterable[UpkeepWish]) -> Iterator[UpkeepStep]:
    by_about = {wish.about: wish for wish in due}
    key = {"instance": torrent.instance, "hash": torrent.hash}
    if adding := [by_about[about] for about in sync.added if about in by_about]:
        why = _reason("tracker_missing", "A row of its trackers wants {} added.", adding)
        yield _step(AddTrackers(**key, why=why, urls=tuple(sync.added[each.about] for each in adding)), *adding)
    if removing := [by_about[about] for about in sync.removed if about in by_about]:
        why = _reason("tracker_unwanted", "{} is not wanted, or says that it is dead.", removing)
        urls = tuple(url for each in removing for url in sync.removed[each.about])
        yield _step(RemoveTrackers(**key, why=why, urls=urls), *removing)
    for about, kind in ((DOWNLOAD, LimitDownload), (UPLOAD, LimitUpload)):
        for wish in (by_about[name] for name in (about, f"{about}{LIFTED}") if name in by_about):
            limit = kind(
                instance=torrent.instance, hash=torrent.hash, why=_of_limit(wish), bytes_per_second=_limit(wish)
            )
            yield _step(limit, wish)
    if SUPER_SEEDING in by_about:
        text = "The most important row of its trackers wants it super seeded."
        yield _step(SuperSeed(**key, why=Reason(code="super_seeding", text=text)), by_about[SUPER_SEEDING])
    tags = [wish for wish in by_about.values() if wish.about.startswith(TAG)]
    if adding := [wish for wish in tags if wish.wanted == ON]:
        why = Reason(code="tracker_tags", text="Rows of its trackers have these tags.")
        yield _step(AddTags(**key, why=why, tags=_tags(adding)), *adding)
    if removing := [wish for wish in tags if wish.wanted == OFF]:
        why = Reason(code="tracker_tags_over", text="No row of its trackers has these tags.")
        yield _step(RemoveTags(**key, why=why, tags=_tags(removing)), *removing)


def _step(step: ClientStep, *wishes: UpkeepWish) -> UpkeepStep:
    return UpkeepStep(step=step, wishes=wishes)


def _reason(code: str, text: str, wishes: Iterable[UpkeepWish]) -> Reason:
    """Hosts only: whole addresses hold passkeys."""
    return Reason(code=code, text=text.format(", ".join(wish.about.partition(" ")[2] for wish in wishes)))


def _limit(wish: UpkeepWish) -> int:
    return -1 if wish.about.endswith(LIFTED) else int(wish.wanted)


def _of_limit(wish: UpkeepWish) -> Reason:
    if wish.about.endswith(LIFTED):
        about = wish.about.removesuffix(LIFTED)
        text = f"Nothing sets a {about} any more, and {wish.wanted} bytes/s was ours."
        return Reason(code="limit_over", text=text, configured={"bytes_per_second": -1})
    text = f"Its {wish.about} is set to {wish.wanted} bytes/s."
    return Reason(code="limit", text=text, configured={"bytes_per_second": wish.wanted})


def _tags(wishes: Iterable[UpkeepWish]) -> tuple[str, ...]:
    return tuple(wish.about.removeprefix(TAG) for wish in wishes)
