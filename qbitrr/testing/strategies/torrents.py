"""
Torrents as a client may list them, with their trackers and files.
"""

from typing import Any

from hypothesis import strategies as st

from qbitrr.model.torrents.tags import ALL_TAGS, IGNORED
from qbitrr.model.torrents.torrent import (
    BUSY_STATES,
    COMPLETE_STATES,
    DOWNLOAD_STATES,
    ETA_UNKNOWN,
    Torrent,
    TorrentFile,
    Tracker,
)
from qbitrr.testing.strategies.values import CATEGORIES, DAY, HASHES, HOSTS, INSTANCES, MESSAGES, SHARES, SIZES, moments

__all__ = ["files", "torrents", "trackers"]

_FREQUENT = ("downloading", "stalledDL", "metaDL", "stoppedDL", "stalledUP", "uploading", "stoppedUP")
_STATES = (
    *sorted(DOWNLOAD_STATES | COMPLETE_STATES | BUSY_STATES),
    "missingFiles",
    "error",
    "pausedDL",
    "pausedUP",
    "somethingNew",
)
_TAGS = (*[tag for tag in ALL_TAGS if tag != IGNORED] * 3, IGNORED, "mine")
_ratios = st.one_of(st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0]), st.floats(0, 10_000))


def torrents(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[Torrent]:
    """Any torrent, consistent or not; *given* takes the place of fields."""
    usual: dict[str, st.SearchStrategy[Any]] = {
        "instance": INSTANCES,
        "hash": HASHES,
        "state": st.one_of(st.sampled_from(_FREQUENT), st.sampled_from(_STATES)),
        "name": st.text(max_size=8),
        "infohash_v1": st.sampled_from(["", "a" * 40]),
        "category": st.sampled_from(CATEGORIES),
        "tags": st.lists(st.sampled_from(_TAGS), unique=True, max_size=4).map(tuple),
        "added_on": st.one_of(st.sampled_from([0, -1]), moments()),
        "last_activity": st.one_of(st.sampled_from([0, -1]), moments()),
        "completion_on": st.one_of(st.just(-1), moments()),
        "progress": SHARES,
        "amount_left": st.sampled_from([0, 0, 1, 10**9]),
        "downloaded_bytes": st.sampled_from([0, 0, 5]),
        "size_bytes": SIZES,
        "availability": st.sampled_from([-1.0, 0.0, 0.4, 1.0, 3.5]),
        "eta_seconds": st.sampled_from([0, 60, 7200, 7201, ETA_UNKNOWN]),
        "ratio": _ratios,
        "seeding_time_seconds": st.integers(0, 10 * DAY),
        "super_seeding": st.booleans(),
        "ratio_limit": st.sampled_from([-2.0, -1.0, 0.0, 3.0]),
        "seeding_time_limit_minutes": st.sampled_from([-2, -1, 0, 120]),
        "max_ratio": st.sampled_from([-1.0, 0.0, 1.0]),
        "max_seeding_time_minutes": st.sampled_from([-1, 0, 60]),
        "max_inactive_seeding_time_minutes": st.sampled_from([-1, 0, 10]),
        "content_path": st.sampled_from(["", "/d/a", "/d/b"]),
    }
    return st.builds(Torrent, **{**usual, **given})


def trackers() -> st.SearchStrategy[tuple[Tracker, ...]]:
    """The trackers of a torrent, with odd addresses among them."""
    urls = st.one_of(
        st.sampled_from([f"https://{host}:443/announce" for host in HOSTS[:-1]]),
        st.sampled_from(["udp://[::1]:80/x", "", "://", "not a url", "http://user@x.b.test/"]),
    )
    one = st.builds(Tracker, url=urls, message=st.sampled_from(MESSAGES))
    return st.lists(one, max_size=3).map(tuple)


def files() -> st.SearchStrategy[tuple[TorrentFile, ...]]:
    """The files of a torrent, ids in order."""
    names = st.sampled_from(
        ["M/m.mkv", "M/Sample/s.mkv", "M/readme.txt", "setup.exe", "M/x.rar", "M/x.r00", "M/a", "", "/", "M/b.mkv.!qB"]
    )
    pairs = st.lists(st.tuples(names, SIZES, st.sampled_from([0, 1, 7])), max_size=4)
    return pairs.map(
        lambda rows: tuple(
            TorrentFile(id=id_, name=name, size_bytes=size, priority=priority)
            for id_, (name, size, priority) in enumerate(rows)
        )
    )
