"""
The client of one qBittorrent, 4.3.9 to whatever comes: what it can do is found out, not derived from its number.

Everything here may raise `Unreachable`, `TimedOut`, `Unauthorized`, `Banned`, `BadAnswer` and `Rejected` (see `qbitrr.errors`).
Cancelling a call aborts its request; a call that only waited for its turn sends nothing. Unknown hashes are ignored by qBittorrent:
success of an action does not prove that the torrent exists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
from attrs import frozen
from msgspec import Raw
from twisted.internet.defer import DeferredSemaphore
from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.http.decoding import decoded, rows, rows_by_key
from qbitrr.clients.http.http import LIST, READ, WRITE, Http, HttpAnswer, Manner
from qbitrr.clients.qbittorrent.session import Credentials, Session, version_of
from qbitrr.clients.qbittorrent.wire import (
    Category,
    FileRow,
    LimitAction,
    MainData,
    Preferences,
    SpeedRow,
    TorrentRow,
    TrackerRecord,
    TransferInfo,
    apply,
    main_data,
    torrent_files,
    trackers,
)
from qbitrr.errors import BadAnswer, NotThere, OnHold, Rejected, TooOld
from qbitrr.model.shown.torrent_speeds import TorrentSpeed
from qbitrr.model.torrents.torrent import Torrent, TorrentFile, Tracker

__all__ = ["Category", "ClientVersion", "Credentials", "MainData", "Qbittorrent", "apply"]

MOST_HASHES_PER_CALL = 100
MOST_READS_IN_FLIGHT = 10
MOST_ACTIONS_IN_FLIGHT = 4
# The Web API of 4.3.9; what came before lacks fields the rules need.
OLDEST_WEB_API = (2, 8, 2)
_CAPABILITIES = {
    "stop_start": (2, 11, 0),
    "include_trackers": (2, 11, 4),
    "include_files": (2, 11, 8),
    "api_key": (2, 14, 1),
}


@frozen(kw_only=True)
class ClientVersion:
    """
    What answered: *version* as it calls itself (`v5.1.4`), *web_api* as numbers (`(2, 11, 4)`), *capabilities* among
    `stop_start`, `include_trackers`, `include_files`, `api_key`, and *notes* for people about the login.
    """

    version: str
    web_api: tuple[int, ...]
    capabilities: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


class Qbittorrent:
    """
    One qBittorrent behind *http* (whose base address ends in `/api/v2`). *instance* is written into every torrent: the name
    of its section.
    """

    def __init__(self, http: Http, credentials: Credentials, clock: IReactorTime, *, instance: str = "",
        on_hold: Callable[[], str] = lambda: "",
    ) -> None:  # fmt: skip
        self.instance = instance or http.where
        self.on_hold = on_hold
        """Why nothing may be changed there now, empty if it may: then every action raises `OnHold`, and nothing is sent."""
        self.where = http.where
        self._session = Session(http, credentials, clock)
        self._old_names: bool | None = None
        self._reads = DeferredSemaphore(MOST_READS_IN_FLIGHT)
        self._actions = DeferredSemaphore(MOST_ACTIONS_IN_FLIGHT)

    @property
    def requests(self) -> int:
        """How many requests it got from us so far."""
        return self._session.requests

    @property
    def answered_after(self) -> float | None:
        """Seconds until its last answer began; None before the first."""
        return self._session.answered_after

    # Who is there

    async def connect(self) -> ClientVersion:
        """Find the way in and the version. Raises `TooOld` for a client older than 4.3.9."""
        text = await self._session.open()
        web_api = version_of(self.where, text)
        version = (await self._session.call("GET", "app/version")).text[:40]
        if web_api < OLDEST_WEB_API:
            raise TooOld(where=self.where, why=f"qBittorrent {version} is too old, 4.3.9 is the oldest that works")
        self._old_names = web_api < _CAPABILITIES["stop_start"]
        return ClientVersion(
            version=version,
            web_api=web_api,
            capabilities=frozenset(name for name, since in _CAPABILITIES.items() if web_api >= since),
            notes=self._session.notes,
        )

    async def logout(self) -> None:
        """End the session, best effort: never raises a `RemoteError`."""
        await self._session.close()

    def forgive(self) -> None:
        """Allow a login at once although the last one was refused: the configuration changed."""
        self._session.forgive()

    # Listing

    async def main_data(self, rid: int) -> MainData:
        """
        What changed since the answer numbered *rid*; 0 asks for everything.

        Never repeated here: after any failure, a timeout and a cancelled call included, ask for 0, because from 4.6 on a
        repeated number leaves out what only the lost answer told.
        """
        answer = await self._session.call("GET", "sync/maindata", query=[("rid", rid)], manner=_SYNC)
        return main_data(self.where, answer.body)

    async def free_space(self) -> int | None:
        """Bytes free where the default save path lies; None or less than nothing if the client does not know."""
        return (await self.main_data(0)).server_state.free_space_on_disk

    async def torrents(self, hashes: Iterable[str] | None = None) -> tuple[Torrent, ...]:
        """All torrents, or those of *hashes* that exist, from `torrents/info`."""
        if hashes is None:
            return await self._info([("filter", "all")])
        found: list[Torrent] = []
        for batch in _batches(hashes):
            found.extend(await self._info([("hashes", batch)]))
        return tuple(found)

    async def listing(self) -> tuple[tuple[Torrent, ...], bool]:
        """All torrents that can be read, and whether that is really all of them."""
        answer = await self._session.call("GET", "torrents/info", query=[("filter", "all")], manner=LIST)
        torrents = self._read_info(answer)
        return torrents, len(torrents) == len(decoded(self.where, answer.body, list[Raw]))

    async def _info(self, query: Sequence[tuple[str, str]]) -> tuple[Torrent, ...]:
        return self._read_info(await self._session.call("GET", "torrents/info", query=query, manner=LIST))

    def _read_info(self, answer: HttpAnswer) -> tuple[Torrent, ...]:
        listed = rows(self.where, answer.body, TorrentRow)
        return tuple(apply(None, row, self.instance, row.hash) for row in listed)

    async def categories(self) -> dict[str, Category]:
        """All categories by name."""
        return rows_by_key(self.where, (await self._session.call("GET", "torrents/categories")).body, Category)

    async def tags(self) -> tuple[str, ...]:
        """All tags, also unused ones."""
        return decoded(self.where, (await self._session.call("GET", "torrents/tags")).body, tuple[str, ...])

    async def transfer(self) -> TransferInfo:
        """The connection of the client to the outside."""
        return decoded(self.where, (await self._session.call("GET", "transfer/info")).body, TransferInfo)

    async def preferences(self) -> Preferences:
        """The settings that matter to us."""
        return decoded(self.where, (await self._session.call("GET", "app/preferences")).body, Preferences)

    async def share_limit_actions(self, hashes: Iterable[str]) -> dict[str, str]:
        """What the client does with these torrents at their limits, by hash, as far as it says so (5.2 and later)."""
        found: dict[str, str] = {}
        for batch in _batches(hashes):
            answer = await self._session.call("GET", "torrents/info", query=[("hashes", batch)], manner=LIST)
            found |= {row.hash.lower(): row.share_limit_action for row in rows(self.where, answer.body, LimitAction)}
        return found

    async def upload_speed(self, hash: str) -> float | None:
        """What a torrent uploads at this moment, in bytes per second; None when it is not there."""
        return next((row.upload_bytes for row in await self.speeds((hash,))), None)

    async def speeds(self, hashes: Iterable[str]) -> tuple[TorrentSpeed, ...]:
        """What moves at this moment of those of these torrents that are there."""
        found: list[TorrentSpeed] = []
        for batch in _batches(hashes):
            answer = await self._session.call("GET", "torrents/info", query=[("hashes", batch)], manner=READ)
            found += [
                TorrentSpeed(
                    hash=row.hash.lower(), download_bytes=row.dlspeed, upload_bytes=row.upspeed, seeds=row.num_seeds,
                    peers=row.num_leechs, seeds_known=row.num_complete, peers_known=row.num_incomplete,
                    uploaded_bytes=row.uploaded, total_size_bytes=row.total_size, active_seconds=row.time_active,
                )
                for row in rows(self.where, answer.body, SpeedRow)
            ]  # fmt: skip
        return tuple(found)

    async def clock_ahead(self, now: Callable[[], float]) -> float | None:
        """By how many seconds its clock is ahead of ours, *now*; None when it does not say what time it has."""
        answer = await self._session.call("GET", "app/version")
        return answer.ahead_of(now())

    # One torrent

    async def files(self, hash: str) -> tuple[TorrentFile, ...]:
        """The files, empty before the metadata is there. Raises `NotThere` when the torrent is gone."""
        answer = await self._read("torrents/files", hash)
        return torrent_files(rows(self.where, answer.body, FileRow))

    async def trackers(self, hash: str) -> tuple[Tracker, ...] | None:
        """
        The real trackers, or None when the client gave no usable answer (some builds now and then send nothing): unknown,
        which is not the same as none. Raises `NotThere` when the torrent is gone.
        """
        answer = await self._read("torrents/trackers", hash)
        try:
            return trackers(rows(self.where, answer.body, TrackerRecord))
        except BadAnswer:
            return None

    async def _read(self, path: str, hash: str) -> HttpAnswer:
        async with self._reads:
            return await self._session.call("GET", path, query=[("hash", hash)], manner=READ)

    # Acting

    async def stop(self, hashes: Iterable[str]) -> None:
        """Stop torrents. The state shown lags up to 1.5 s behind."""
        await self._renamed("stop", "pause", hashes)

    async def start(self, hashes: Iterable[str]) -> None:
        """Start stopped torrents, not forced."""
        await self._renamed("start", "resume", hashes)

    async def delete(self, hashes: Iterable[str], delete_files: bool) -> None:
        """Remove torrents, with their files if *delete_files*. Asked once: a repetition might meet one that was added meanwhile."""
        for batch in _batches(hashes):
            form = {"hashes": batch, "deleteFiles": "true" if delete_files else "false"}
            await self._post("torrents/delete", form, manner=WRITE.once())

    async def recheck(self, hashes: Iterable[str]) -> None:
        """Have the data hashed again."""
        await self._act("recheck", hashes)

    async def reannounce(self, hashes: Iterable[str]) -> None:
        """Have the trackers asked for peers now."""
        await self._act("reannounce", hashes)

    async def skip_files(self, hash: str, ids: Iterable[int]) -> None:
        """
        Do not download the files with these *ids*; nothing is sent for none. Raises `NotThere` when the torrent is gone and
        `Rejected` (409) when an id is wrong or the metadata is not there yet.
        """
        joined = "|".join(str(id) for id in ids)
        if joined:
            await self._post("torrents/filePrio", {"hash": hash, "id": joined, "priority": "0"})

    async def set_category(self, hashes: Iterable[str], category: str) -> None:
        """Move torrents to *category*, out of any with an empty one. Raises `Rejected` (409) if it does not exist."""
        await self._act("setCategory", hashes, category=category)

    async def set_auto_management(self, hashes: Iterable[str], enabled: bool) -> None:
        """Let the category decide where the data of torrents lies, or not; switching it on may move the data."""
        await self._act("setAutoManagement", hashes, enable="true" if enabled else "false")

    async def create_category(self, name: str, save_path: str = "") -> None:
        """See to it that the category exists; one that is there keeps its path. Raises `Rejected` for an impossible name."""
        try:
            await self._post("torrents/createCategory", {"category": name, "savePath": save_path})
        except Rejected as error:
            # 409 also stands for a name that cannot be: only the list tells the two apart.
            if error.status != 409 or name not in await self.categories():
                raise

    async def add_tags(self, hashes: Iterable[str], tags: Iterable[str]) -> None:
        """Add *tags*, creating those that do not exist; nothing is sent for none."""
        if joined := ",".join(tags):
            await self._act("addTags", hashes, tags=joined)

    async def remove_tags(self, hashes: Iterable[str], tags: Iterable[str]) -> None:
        """Remove *tags*; nothing is sent for none, because qBittorrent takes "no tags" for "all of them"."""
        if joined := ",".join(tags):
            await self._act("removeTags", hashes, tags=joined)

    async def create_tags(self, tags: Iterable[str]) -> None:
        """See to it that *tags* exist; nothing is sent for none."""
        if joined := ",".join(tags):
            await self._post("torrents/createTags", {"tags": joined})

    async def delete_tags(self, tags: Iterable[str]) -> None:
        """Have *tags* be no more; torrents that carry them lose them."""
        if joined := ",".join(tags):
            await self._post("torrents/deleteTags", {"tags": joined})

    async def add_trackers(self, hash: str, urls: Iterable[str]) -> None:
        """Have a torrent announce to *urls* too; nothing is sent for none. Raises `NotThere` when the torrent is gone."""
        if joined := "\n".join(urls):
            await self._post("torrents/addTrackers", {"hash": hash, "urls": joined})

    async def remove_trackers(self, hash: str, urls: Iterable[str]) -> None:
        """Have a torrent announce to *urls* no more; those it does not have are no failure, nothing is sent for none."""
        # From 5.0 on they are decoded once more than they are encoded for the form.
        joined = "|".join(url if self._old_names else url.replace("%", "%25").replace("|", "%7C") for url in urls)
        if not joined:
            return
        try:
            await self._post("torrents/removeTrackers", {"hash": hash, "urls": joined})
        except Rejected as error:
            if error.status != 409:  # none of them is there
                raise

    async def limit_download(self, hashes: Iterable[str], bytes_per_second: int) -> None:
        """Limit the download of each torrent; at most 0 lifts the limit."""
        await self._act("setDownloadLimit", hashes, limit=str(max(0, bytes_per_second)))

    async def limit_upload(self, hashes: Iterable[str], bytes_per_second: int) -> None:
        """Limit the upload of each torrent; at most 0 lifts the limit."""
        await self._act("setUploadLimit", hashes, limit=str(max(0, bytes_per_second)))

    async def super_seed(self, hashes: Iterable[str], enabled: bool = True) -> None:
        """Switch super seeding on, or off."""
        await self._act("setSuperSeeding", hashes, value="true" if enabled else "false")

    async def move_to_top(self, hashes: Sequence[str]) -> None:
        """
        Move torrents to the top of the queue; they keep their order. Asked once: a repetition might meet another order. Raises
        `Rejected` (409) while queueing is off.
        """
        for batch in reversed(list(_batches(hashes))):  # the last one to move is on top
            await self._post("torrents/topPrio", {"hashes": batch}, manner=WRITE.once())

    async def set_preferences(self, changes: Mapping[str, object]) -> None:
        """Change settings of the client, by its own names for them; the others stay as they are."""
        await self._post("app/setPreferences", {"json": msgspec.json.encode(dict(changes)).decode()})

    async def _renamed(self, new: str, old: str, hashes: Iterable[str]) -> None:
        """
        An action that 5.0 renamed. Some builds before 5.0 report the new number with the old names: on 404 the other name is
        tried and, if it works, remembered.
        """
        for batch in _batches(hashes):
            first, second = (old, new) if self._old_names else (new, old)
            try:
                await self._post(f"torrents/{first}", {"hashes": batch})
            except NotThere:
                await self._post(f"torrents/{second}", {"hashes": batch})
                self._old_names = second == old

    async def _act(self, action: str, hashes: Iterable[str], **form: str) -> None:
        for batch in _batches(hashes):
            await self._post(f"torrents/{action}", {"hashes": batch, **form})

    async def _post(self, path: str, form: dict[str, str], manner: Manner = WRITE) -> None:
        async with self._actions:
            if why := self.on_hold():
                raise OnHold(where=self.where, why=why)
            await self._session.call("POST", path, form=form, manner=manner)


_SYNC = LIST.once()


def _batches(hashes: Iterable[str]) -> Iterator[str]:
    """Hashes joined as the API wants them, a bounded number per call; none at all gives no call (`all` is never sent)."""
    wanted = list(dict.fromkeys(hash for hash in hashes if hash and hash != "all"))
    for begin in range(0, len(wanted), MOST_HASHES_PER_CALL):
        yield "|".join(wanted[begin : begin + MOST_HASHES_PER_CALL])
