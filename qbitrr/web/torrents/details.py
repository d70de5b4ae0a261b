"""
What only a client itself knows of its torrents: files, trackers, speeds. Asked of it at each request, within bounds.
"""

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlsplit

from msgspec import Struct
from twisted.internet.defer import Deferred, succeed
from twisted.web.iweb import IRequest

from qbitrr.model.shown.torrent_speeds import TorrentSpeed
from qbitrr.model.torrents.torrent import TorrentFile, Tracker
from qbitrr.redaction import Redactor
from qbitrr.web.http.answers import Refusal, json_response
from qbitrr.web.http.parameters import TEXT, in_path, in_query
from qbitrr.web.http.routes import Group, Route, mirrored
from qbitrr.web.torrents.outcomes import ONE_TORRENT, hash_of

__all__ = ["ITorrentDetails", "TorrentDetailRoutes"]

_MOST_FILES = 5000
_MOST_HASHES = 100
_STATUS = {
    0: "disabled",
    1: "not contacted",
    2: "working",
    3: "updating",
    4: "not working",
    5: "tracker error",
    6: "unreachable",
}


class ITorrentDetails(Protocol):
    """Asked for them. All fail with `Unknown`, `NotReady` and `RemoteError`."""

    def files(self, instance: str, hash: str, /) -> Deferred[tuple[TorrentFile, ...]]:
        """Fires with the files of a torrent."""

    def trackers(self, instance: str, hash: str, /) -> Deferred[tuple[Tracker, ...] | None]:
        """Fires with its trackers, None if that is not known."""

    def speeds(self, instance: str, hashes: Sequence[str], /) -> Deferred[tuple[TorrentSpeed, ...]]:
        """Fires with what moves of those of the *hashes* that are there."""


class TorrentFileAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """A file: its name below the folder of the torrent, with `/`; `progress` 0 to 1; `wanted`: it is to be downloaded."""

    name: str
    size_bytes: int
    progress: float
    wanted: bool


class TorrentFilesAnswer(Struct, frozen=True, kw_only=True):
    """The files, 5,000 at most, and how many there are."""

    files: tuple[TorrentFileAnswer, ...]
    total: int


class TorrentTrackerAnswer(Struct, frozen=True, kw_only=True):
    """
    A tracker: its host and address, keys in it masked, `status` as a word, what it said itself, its `tier` (0 is asked first).
    """

    host: str
    url: str
    status: str
    message: str
    tier: int


class TorrentTrackersAnswer(Struct, frozen=True, kw_only=True):
    """The trackers; null: the client does not say."""

    trackers: tuple[TorrentTrackerAnswer, ...] | None


class TorrentSpeedAnswer(Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Bytes per second, connected seeds and other peers, how many of them its trackers know (-1: they do not say), and the bytes sent ever.
    """

    hash: str
    down: int
    up: int
    seeds: int
    peers: int
    seeds_known: int
    peers_known: int
    uploaded_bytes: int


class TorrentSpeedsAnswer(Struct, frozen=True, kw_only=True):
    """Of those that are there."""

    speeds: tuple[TorrentSpeedAnswer, ...]


class TorrentDetailRoutes:
    """`/torrents/<client>/<hash>/files`, `/trackers`, and `/torrent-speeds/<client>`."""

    def __init__(self, details: ITorrentDetails, redact: Redactor) -> None:
        self._details = details
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """All are mirrored."""
        group = Group.TORRENTS
        of_client = (
            in_path("client", "The section of a client."),
            in_query("hashes", TEXT, "Hashes with commas between, 100 at most.", default=""),
        )
        return (
            *mirrored(
                "torrents.files", "GET", "/torrents/<client>/<hash>/files", group, self.files,
                parameters=ONE_TORRENT, answer=TorrentFilesAnswer,
            ),
            *mirrored(
                "torrents.trackers", "GET", "/torrents/<client>/<hash>/trackers", group, self.trackers,
                parameters=ONE_TORRENT, answer=TorrentTrackersAnswer,
            ),
            *mirrored(
                "torrents.speeds", "GET", "/torrent-speeds/<client>", group, self.speeds,
                parameters=of_client, answer=TorrentSpeedsAnswer,
            ),
        )  # fmt: skip

    def files(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """The files of a torrent."""

        def answer(found: tuple[TorrentFile, ...]) -> bytes:
            shown = tuple(
                TorrentFileAnswer(
                    name=each.name, size_bytes=each.size_bytes, progress=each.progress, wanted=each.priority > 0
                )
                for each in found[:_MOST_FILES]
            )
            return json_response(request, TorrentFilesAnswer(files=shown, total=len(found)))

        return self._details.files(client, hash).addCallback(answer)

    def trackers(self, request: IRequest, client: str, hash: str) -> Deferred[bytes]:
        """The trackers of a torrent, without the keys in their addresses."""

        def answer(found: tuple[Tracker, ...] | None) -> bytes:
            shown = None if found is None else tuple(map(self._tracker, found))
            return json_response(request, TorrentTrackersAnswer(trackers=shown))

        return self._details.trackers(client, hash).addCallback(answer)

    def speeds(self, request: IRequest, client: str, hashes: str) -> Deferred[bytes]:
        """What moves at this moment."""
        wanted = [hash_of(each) for each in hashes.split(",") if each]
        if len(wanted) > _MOST_HASHES:
            raise Refusal(400, f"at most {_MOST_HASHES} hashes")
        if not wanted:
            return succeed(json_response(request, TorrentSpeedsAnswer(speeds=())))

        def answer(found: tuple[TorrentSpeed, ...]) -> bytes:
            shown = tuple(
                TorrentSpeedAnswer(
                    hash=each.hash,
                    down=int(each.download_bytes),
                    up=int(each.upload_bytes),
                    seeds=each.seeds,
                    peers=each.peers,
                    seeds_known=each.seeds_known,
                    peers_known=each.peers_known,
                    uploaded_bytes=each.uploaded_bytes,
                )
                for each in found
            )
            return json_response(request, TorrentSpeedsAnswer(speeds=shown))

        return self._details.speeds(client, wanted).addCallback(answer)

    def _tracker(self, tracker: Tracker) -> TorrentTrackerAnswer:
        host, url = _without_key(tracker.url)
        return TorrentTrackerAnswer(
            host=host,
            url=url,
            status=_STATUS.get(tracker.status, "unknown"),
            message=self._redact(tracker.message)[:500],
            tier=tracker.tier,
        )


def _without_key(url: str) -> tuple[str, str]:
    """Host and address of a tracker. A key may stand anywhere in path and query: of these only a last word that is none is left."""
    try:
        parts = urlsplit(url)
        host, place = parts.hostname or "", parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        return "", ""
    *folders, last = parts.path.split("/")
    path = f"/{'…/' if len(folders) > 1 else ''}{last}" if last in ("announce", "announce.php") else "/…"
    return host, f"{parts.scheme}://{place}{path}"
