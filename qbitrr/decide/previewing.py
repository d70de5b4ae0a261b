"""
Gathering what would be done about many torrents: everything counted, of what is listed only as much as was asked for.
"""

from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest

from msgspec.structs import replace

from qbitrr.model.reasons import Reason
from qbitrr.model.shown.previewed import (
    STEP_ORDER,
    PreviewCount,
    PreviewedShare,
    PreviewedStep,
    PreviewFilter,
    PreviewPlace,
)
from qbitrr.model.steps import Removal, Step, step_name
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Tally", "is_wanted", "page_of", "together"]

_RANK = {step: rank for rank, step in enumerate(STEP_ORDER)}
_Listed = tuple[PreviewPlace, Torrent, str, Reason, Removal | None, bool]


def is_wanted(torrent: Torrent, wanted: PreviewFilter) -> bool:
    """Whether a torrent is to be looked at."""
    return (
        (not wanted.instance or torrent.instance == wanted.instance)
        and (not wanted.category or torrent.category == wanted.category)
        and (not wanted.hash or torrent.hash == wanted.hash)
    )


def page_of(listed: Iterable[PreviewedStep], limit: int) -> tuple[tuple[PreviewedStep, ...], PreviewPlace | None]:
    """The first *limit* of what several loops listed, and the place of the last one if there are more."""
    found = nsmallest(limit + 1, listed, key=lambda each: each.place)
    return tuple(found[:limit]), found[limit - 1].place if len(found) > limit else None


def together(one: PreviewedShare, other: PreviewedShare) -> PreviewedShare:
    """What was said of two shares of one section, as if it were one."""
    counts: dict[tuple[str, str, str, int, str], PreviewCount] = {}
    for each in (*one.counts, *other.counts):
        about = (each.section, each.step, each.data, each.rule, each.code)
        before = counts.get(about)
        if before is not None:
            each = replace(each, count=before.count + each.count, new=before.new + each.new)
        counts[about] = each
    return PreviewedShare(
        torrents=one.torrents + other.torrents,
        unlisted=one.unlisted + other.unlisted,
        unread=one.unread + other.unread,
        failed=one.failed + other.failed,
        counts=tuple(counts.values()),
        listed=(*one.listed, *other.listed),
    )


class Tally:
    """
    What would be done in a *section*. Of what may be listed it keeps little more than what is *wanted*, however many torrents there are.
    """

    def __init__(self, section: str, wanted: PreviewFilter) -> None:
        self.torrents = self.unlisted = self.unread = self.failed = 0
        self._section = section
        self._wanted = wanted
        self._steps = frozenset(wanted.steps) or frozenset(STEP_ORDER)
        self._counts: Counter[tuple[str, str, int, str]] = Counter()
        self._new: Counter[tuple[str, str, int, str]] = Counter()
        self._listed: list[_Listed] = []
        self._last: PreviewPlace | None = None  # what comes after it is not listed

    def add(self, torrent: Torrent, steps: Iterable[Step], why: Reason, before: str) -> None:
        """
        These *steps* would be done about a torrent, *why* is what the decision says as a whole, *before* the step that is asked for by the
        configuration in force (empty: none, or not known).
        """
        kinds: set[str] = set()
        for step in steps:
            kind = step_name(step)
            if kind not in kinds:
                kinds.add(kind)
                self._note(torrent, kind, step.why, step if isinstance(step, Removal) else None, is_new=kind != before)
        if before == "removal" and before not in kinds:
            self._note(torrent, "keep", why, None, is_new=True)

    def told(self) -> PreviewedShare:
        """All of it."""
        found = nsmallest(self._wanted.limit + 1, self._listed, key=_place)
        return PreviewedShare(
            torrents=self.torrents,
            unlisted=self.unlisted,
            unread=self.unread,
            failed=self.failed,
            counts=tuple(self._count(*key) for key in sorted(self._counts, key=lambda key: (_RANK[key[0]], *key[1:]))),
            listed=tuple(self._shown(*each) for each in found),
        )

    def _note(self, torrent: Torrent, kind: str, why: Reason, removal: Removal | None, *, is_new: bool) -> None:
        about = (kind, str(removal.data) if removal is not None else "", why.rule, why.code)
        self._counts[about] += 1
        self._new[about] += is_new
        place = (_RANK[kind], torrent.instance, torrent.hash)
        after, limit = self._wanted.after, self._wanted.limit
        if kind not in self._steps or (after is not None and place <= tuple(after)):
            return
        if self._last is not None and place > self._last:
            return
        self._listed.append((place, torrent, kind, why, removal, is_new))
        if len(self._listed) > 4 * (limit + 1):
            self._listed = nsmallest(limit + 1, self._listed, key=_place)
            self._last = self._listed[-1][0]

    def _count(self, step: str, data: str, rule: int, code: str) -> PreviewCount:
        about = (step, data, rule, code)
        return PreviewCount(
            section=self._section, step=step, data=data, rule=rule, code=code, count=self._counts[about], new=self._new[about]
        )  # fmt: skip

    def _shown(
        self, place: PreviewPlace, torrent: Torrent, kind: str, why: Reason, removal: Removal | None, is_new: bool
    ) -> PreviewedStep:
        return PreviewedStep(
            instance=torrent.instance,
            hash=torrent.hash,
            name=torrent.name,
            section=self._section,
            category=torrent.category,
            step=kind,
            why=why,
            data=str(removal.data) if removal is not None else "",
            blocklist=removal is not None and removal.blocklist,
            search_again=removal is not None and removal.search_again,
            is_new=is_new,
        )


def _place(each: _Listed) -> PreviewPlace:
    return each[0]
