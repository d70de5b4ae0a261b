"""
The list of all torrents, a page at a time, and one of them.
"""

from typing import Any

from msgspec import Struct
from twisted.web.iweb import IRequest

from qbitrr.model.torrents.listed import ListedTorrent, Place, TorrentOrder, TorrentSorting, TorrentVerdict
from qbitrr.model.torrents.torrent import ETA_UNKNOWN
from qbitrr.model.torrents.trackers import host_of
from qbitrr.web.http.answers import Refusal, iso_or_none, json_response
from qbitrr.web.http.cursors import cursor_of, place_of
from qbitrr.web.http.parameters import NUMBER, TEXT, in_query
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.http.sorting import SortedList
from qbitrr.web.program import TorrentLists
from qbitrr.web.torrents.filters import FILTERS, torrent_filter
from qbitrr.web.torrents.outcomes import ONE_TORRENT

__all__ = ["ListingRoutes", "TorrentAnswer", "TorrentsAnswer", "VerdictAnswer", "verdict_answer"]


class VerdictAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What was decided about a torrent last: the rule, its reason in a word that stays the same and a sentence; `step` is what is asked for
    (`removal`, `import`, `resume`, …; empty: nothing, it waits). Time alone does not change that before `holdsUntil` (null: not for hours).
    """

    rule: int
    code: str
    text: str
    step: str
    holds_until: str | None


class ListedVerdictAnswer(VerdictAnswer, frozen=True, kw_only=True, rename="camel"):
    """The same, and in how many seconds time may change it."""

    changes_in_seconds: float | None


class TorrentAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    One torrent as its client had it last. `section` looks after it (empty: none); `tracker` is the announce host that answered last;
    `etaSeconds` is null while it is not known, a time while it never happened. `protected`: a person does not want it removed by itself.
    `verdict` is null while its loop has not said what it thinks of it.
    """

    instance: str
    hash: str
    name: str
    section: str
    state: str
    category: str
    tags: tuple[str, ...]
    progress: float
    size_bytes: int
    amount_left: int
    downloaded_bytes: int
    eta_seconds: int | None
    availability: float | None
    ratio: float
    seeding_time_seconds: int
    added_at: str | None
    completed_at: str | None
    active_at: str | None
    tracker: str
    private: bool | None
    priority: int
    save_path: str
    content_path: str
    quarantined: bool
    protected: bool
    verdict: ListedVerdictAnswer | None


class ClientListAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """Whether a client answers at this moment, and when it was listed last (null: never): its torrents are shown as they were then."""

    alive: bool
    listed_at: str | None


class TorrentsAnswer(Struct, frozen=True, kw_only=True):
    """A page of torrents, how many match in all, and the `cursor` of the next page (null: there is none)."""

    torrents: tuple[TorrentAnswer, ...]
    total: int
    cursor: str | None
    clients: dict[str, ClientListAnswer]


_LIST = SortedList(tuple(TorrentOrder), usual=TorrentOrder.ADDED, way="desc")
_PAGING = (
    *_LIST.parameters,
    in_query("cursor", TEXT, "Where the last page ended, as it said.", default=""),
    in_query("limit", NUMBER, "Torrents of a page.", default=50, bounds=(1, 500)),
)


class ListingRoutes:
    """`/torrents` and `/torrents/<client>/<hash>`: answered from memory."""

    def __init__(self, lists: TorrentLists) -> None:
        self._lists = lists

    def routes(self) -> tuple[Route, ...]:
        """Both are mirrored."""
        group = Group.TORRENTS
        return (
            *mirrored(
                "torrents", "GET", "/torrents", group, self.torrents,
                parameters=(*FILTERS, *_PAGING), answer=TorrentsAnswer,
            ),
            *mirrored(
                "torrents.one", "GET", "/torrents/<client>/<hash>", group, self.torrent,
                parameters=ONE_TORRENT, answer=TorrentAnswer,
            ),
        )  # fmt: skip

    def torrents(
        self, request: IRequest, instance: str, category: str, state: str, tag: str, tracker: str, q: str,
        sort: str, order: str, cursor: str, limit: int,
    ) -> bytes:  # fmt: skip
        """A page of the torrents that match."""
        wanted = torrent_filter(instance=instance, category=category, state=state, tag=tag, tracker=tracker, q=q)
        sorting = tuple((TorrentOrder(column), falls) for column, falls in _LIST.sorting(sort, order))
        after = _place(cursor, sorting) if cursor else None
        page = self._lists.torrents(wanted, sorting, after=after, limit=limit)
        clients = {
            each.section: ClientListAnswer(alive=each.alive, listed_at=iso_or_none(each.listed_at))
            for each in self._lists.overview().qbits
        }
        answer = TorrentsAnswer(
            torrents=tuple(_torrent_answer(each) for each in page.torrents),
            total=page.total,
            cursor=None if page.last is None else cursor_of((_word(sorting), *page.last)),
            clients=clients,
        )
        return json_response(request, answer)

    def torrent(self, request: IRequest, client: str, hash: str) -> bytes:
        """One torrent."""
        return json_response(request, _torrent_answer(self._lists.torrent(client, hash)))


def _torrent_answer(listed: ListedTorrent) -> TorrentAnswer:
    torrent = listed.torrent
    return TorrentAnswer(
        instance=torrent.instance,
        hash=torrent.hash,
        name=torrent.name,
        section=listed.section,
        state=torrent.state,
        category=torrent.category,
        tags=torrent.tags,
        progress=torrent.progress,
        size_bytes=torrent.size_bytes,
        amount_left=torrent.amount_left,
        downloaded_bytes=torrent.downloaded_bytes,
        eta_seconds=None if torrent.eta_seconds >= ETA_UNKNOWN else torrent.eta_seconds,
        availability=None if torrent.availability < 0 else torrent.availability,
        ratio=torrent.ratio,
        seeding_time_seconds=torrent.seeding_time_seconds,
        added_at=_moment(torrent.added_on),
        completed_at=_moment(torrent.completion_on),
        active_at=_moment(torrent.last_activity),
        tracker=host_of(torrent.tracker),
        private=torrent.private,
        priority=torrent.priority,
        save_path=torrent.save_path,
        content_path=torrent.content_path,
        quarantined=listed.is_quarantined,
        protected=listed.is_protected,
        verdict=_verdict_answer(listed),
    )


def verdict_answer(verdict: TorrentVerdict) -> VerdictAnswer:
    """It, as it is shown."""
    return VerdictAnswer(**_members(verdict))


def _verdict_answer(listed: ListedTorrent) -> ListedVerdictAnswer | None:
    if listed.verdict is None:
        return None
    return ListedVerdictAnswer(**_members(listed.verdict), changes_in_seconds=listed.changes_in_seconds)


def _members(verdict: TorrentVerdict) -> dict[str, Any]:
    return {
        "rule": verdict.rule, "code": verdict.code, "text": verdict.text, "step": verdict.step,
        "holds_until": iso_or_none(verdict.holds_until),
    }  # fmt: skip


_LAST_MOMENT = 253_402_300_799


def _moment(at: int) -> str | None:
    """A client may say anything; what is no time never was."""
    return iso_or_none(at) if 0 < at <= _LAST_MOMENT else None


def _word(sorting: TorrentSorting) -> str:
    """By which columns; a cursor is the same both ways, and so is a lone column's."""
    falls = sorting[0][1]
    return ",".join(f"-{column}" if way != falls else column for column, way in sorting)


def _place(cursor: str, sorting: TorrentSorting) -> Place:
    """The place *cursor* means. Raises `Refusal` for what we never said, or said of another order."""
    of, *place = place_of(cursor, tuple[str | float, ...]) or ("",)
    texts = [column.is_text for column, _ in sorting]
    if of != _word(sorting) or [isinstance(value, str) for value in place] != [*texts, True]:
        raise Refusal(400, "cursor belongs to another order of the list")
    return tuple(place)
