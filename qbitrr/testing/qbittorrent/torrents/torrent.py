"""
A torrent inside the simulated client: flags, files and counters, from which its state and paths are computed.

Nothing here knows of HTTP or of other torrents; `SimulatedTorrent` is changed by the model of the client
(`client.py`) and by `motion.py`.
"""

from attrs import define, field, frozen

__all__ = ["PIECE", "SimulatedTorrent", "SimulatedTorrentFile", "SimulatedTracker", "Swarm"]

PIECE = 16_384


@frozen(kw_only=True)
class Swarm:
    """
    What the other peers of a torrent offer.

    Speeds are bytes per second. Downloading stops flowing once progress reaches *stalls_at* (0 to 1). The metadata of a
    magnet arrives *metadata_after_seconds* after the torrent runs, never when `None`.
    """

    download_speed: int = 0
    upload_speed: int = 0
    stalls_at: float | None = None
    metadata_after_seconds: float | None = None
    seeds: int = 0
    leeches: int = 0


@define(kw_only=True)
class SimulatedTorrentFile:
    """A file: *name* relative with `/`, *size* and *have* in bytes, *priority* 0 skip, 1 normal, 6 high, 7 maximum."""

    name: str
    size: int
    have: int = 0
    priority: int = 1
    written: bool = False


@define(kw_only=True)
class SimulatedTracker:
    """An announce URL. *status*: 1 not contacted, 2 working, 4 not working (5 tracker error, 6 unreachable from 5.2 on)."""

    url: str
    tier: int = 0
    status: int = 1
    msg: str = ""
    num_peers: int = -1
    num_seeds: int = -1
    num_leeches: int = -1
    num_downloaded: int = -1


@define(eq=False, kw_only=True)
class SimulatedTorrent:
    """
    One torrent. Times are seconds of the client's clock (`None`: not planned or never), sizes bytes, limits as in the API.

    `completed`, `size`, `progress` and `finished` follow from the files; `download_rate` and `upload_rate` are what flows
    now, as `motion.py` decided last.
    """

    hash: str
    name: str
    files: list[SimulatedTorrentFile]
    has_metadata: bool = True
    piece_size: int = PIECE
    private: bool = False
    comment: str = ""
    created_by: str = ""
    creation_date: int = -1
    trackers: list[SimulatedTracker] = field(factory=list)
    swarm: Swarm = Swarm()
    category: str = ""
    tags: set[str] = field(factory=set)
    save_path: str = "/downloads"
    download_path: str = ""
    auto_tmm: bool = False
    # flags the state is computed from
    stopped: bool = False
    forced: bool = False
    queued: bool = False
    missing: bool = False
    error: bool = False
    loading_until: float | None = None
    checking_until: float | None = None
    checking_since: float = 0.0
    moving_until: float | None = None
    moving_to: str = ""
    metadata_at: float | None = None
    stops_after_check: bool = False
    download_rate: int = 0
    upload_rate: int = 0
    # counters and moments
    uploaded: int = 0
    downloaded: int = 0
    uploaded_session: int = 0
    downloaded_session: int = 0
    added_on: float = 0.0
    completion_on: float | None = None
    seen_complete: float | None = None
    last_activity: float | None = None
    active_seconds: float = 0.0
    seeding_seconds: float = 0.0
    counted_at: float = 0.0
    # what people set
    dl_limit: int = 0
    up_limit: int = 0
    ratio_limit: float = -2
    seeding_time_limit: int = -2
    inactive_seeding_time_limit: int = -2
    share_limit_action: str = "Default"
    share_limits_mode: str = "Default"
    super_seeding: bool = False
    seq_dl: bool = False
    f_l_piece_prio: bool = False
    position: int = 0
    # what the outside was told: the record, and for each changed field the generation of its last change
    published: tuple[object, ...] | None = None
    born: int = 0
    changed: dict[int, int] = field(factory=dict)
    untold: frozenset[int] = frozenset()
    _size: int | None = None

    @property
    def total_size(self) -> int:
        """Bytes of all files; -1 without metadata."""
        return sum(file.size for file in self.files) if self.has_metadata else -1

    @property
    def size(self) -> int:
        """Bytes of all pieces that hold a wanted file: a little more than those files where a neighbour is skipped."""
        if self._size is None:
            self._size = self._wanted_size()
        return self._size

    def priorities_changed(self) -> None:
        """Forget the size computed from the old priorities or files."""
        self._size = None

    def _wanted_size(self) -> int:
        if not self.has_metadata:
            return 0
        if all(file.priority for file in self.files):
            return self.total_size
        total, pieces = self.total_size, 0
        last_counted = -1
        for file, (first, last) in zip(self.files, self.piece_ranges(), strict=True):
            if not file.priority or not file.size:
                continue
            pieces += last - max(first, last_counted + 1) + 1
            last_counted = max(last, last_counted)
        size = pieces * self.piece_size
        if last_counted == self.pieces_num - 1 and last_counted >= 0:
            size -= self.pieces_num * self.piece_size - total
        return size

    @property
    def pieces_num(self) -> int:
        """Number of pieces; -1 without metadata."""
        return -(-self.total_size // self.piece_size) if self.has_metadata else -1

    @property
    def pieces_have(self) -> int:
        """Number of pieces present."""
        if not self.has_metadata or self.missing:
            return 0
        have = sum(file.have for file in self.files)
        return self.pieces_num if have >= self.total_size else have // self.piece_size

    def piece_ranges(self) -> list[tuple[int, int]]:
        """First and last piece of each file."""
        ranges, offset = [], 0
        for file in self.files:
            first = offset // self.piece_size
            last = max(first, (offset + file.size - 1) // self.piece_size)
            ranges.append((first, last))
            offset += file.size
        return ranges

    @property
    def finished(self) -> bool:
        """Whether all wanted files are there."""
        return self.has_metadata and all(file.have >= file.size for file in self.files if file.priority)

    @property
    def completed(self) -> int:
        """Bytes of the wanted data that are there; none while the files are missed."""
        if not self.has_metadata or self.missing:
            return 0
        if self.finished:
            return self.size
        return min(self.size, sum(file.have for file in self.files if file.priority))

    @property
    def checking(self) -> bool:
        """Whether the files are being hashed."""
        return self.checking_until is not None

    @property
    def running(self) -> bool:
        """Whether time counts as active: loaded, whole, neither stopped nor queued."""
        return not (self.stopped or self.queued or self.error or self.missing or self.loading_until is not None)

    def progress(self, now: float) -> float:
        """0 to 1 of the wanted data, or of the check while one is running."""
        if self.checking_until is not None:
            span = self.checking_until - self.checking_since
            return max(0.0, min(1.0, (now - self.checking_since) / span)) if span > 0 else 0.0
        if not self.size or self.missing:
            return 0
        if self.finished:
            return 1
        return self.completed / self.size

    @property
    def folder(self) -> str:
        """Where the data lies now: the folder for incomplete torrents until finished, if there is one."""
        return self.download_path if self.download_path and not self.finished else self.save_path

    @property
    def top_folder(self) -> str:
        """The folder all files share, empty if there is none."""
        tops = {file.name.split("/", 1)[0] for file in self.files if "/" in file.name}
        return tops.pop() if len(tops) == 1 and all("/" in file.name for file in self.files) else ""

    @property
    def content_path(self) -> str:
        """The file of a one-file torrent, else the top folder, else the save path; empty without metadata."""
        if not self.has_metadata or not self.files:
            return ""
        if len(self.files) == 1:
            return f"{self.folder}/{self.files[0].name}"
        return f"{self.folder}/{self.top_folder}" if self.top_folder else self.folder

    @property
    def root_path(self) -> str:
        """The top folder, empty if there is none."""
        return f"{self.folder}/{self.top_folder}" if self.has_metadata and self.top_folder else ""
