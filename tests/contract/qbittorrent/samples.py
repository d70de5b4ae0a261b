"""Torrents the contract works with, and how they get into a subject."""

from tests.contract.qbittorrent.harness import Answer, Subject, Visitor
from tests.real.torrents import MadeTorrent, make_torrent

__all__ = [
    "ALL_LIMITS",
    "DEAD_TRACKER",
    "MOVIE",
    "add",
    "magnet_hash",
    "movie",
    "stopped_word",
    "tidied",
    "wait_loaded",
]

# Nobody listens there: announces are refused at once.
DEAD_TRACKER = "http://127.0.0.1:9/announce"
# A hash no torrent has.
UNKNOWN = "f" * 40
# Every parameter any release of `setShareLimits` asks for.
ALL_LIMITS = {
    "ratioLimit": "2",
    "seedingTimeLimit": "-1",
    "inactiveSeedingTimeLimit": "-2",
    "shareLimitAction": "Default",
    "shareLimitsMode": "Default",
}
MOVIE = {"movie.mkv": 300_000, "Sample/sample.mkv": 40_000, "info.nfo": 500}


def stopped_word(subject: Subject) -> str:
    """The option of `torrents/add` that keeps a torrent from starting."""
    return subject.profile.stopped_word


def movie(subject: Subject, stem: str = "Some.Movie.2020.1080p", **options: object) -> MadeTorrent:
    """A torrent of three files in a folder, with a tracker that is dead."""
    return make_torrent(subject.fresh_name(stem), MOVIE, trackers=[DEAD_TRACKER], **options)  # type: ignore[arg-type]


def add(subject: Subject, visitor: Visitor, torrent: MadeTorrent, *, stopped: bool = True, **options: object) -> Answer:
    """Upload *torrent* and wait until it is listed and loaded."""
    answer = visitor.upload(
        [(f"{torrent.name}.torrent", torrent.data)], **{stopped_word(subject): str(stopped).lower(), **options}
    )
    wait_loaded(subject, visitor, torrent.hash)
    return answer


def wait_loaded(subject: Subject, visitor: Visitor, hash_: str) -> None:
    """Wait until *hash_* is listed and no longer being loaded or checked."""

    def loaded() -> bool:
        seen = visitor.torrent(hash_)
        return seen is not None and not seen["state"].startswith("checking")

    subject.eventually(loaded)


def tidied(subject: Subject) -> Visitor:
    """The regular visitor, logged in, after everything others left behind was removed."""
    visitor = subject.regular
    if visitor.get("app/version").status != 200:
        assert visitor.login().status in (200, 204)
    visitor.post("torrents/delete", hashes="all", deleteFiles="true")
    categories = visitor.get("torrents/categories").json
    visitor.post("torrents/removeCategories", categories="\n".join(categories))
    visitor.post("torrents/deleteTags", tags=",".join(visitor.get("torrents/tags").json))
    subject.eventually(lambda: visitor.get("torrents/info").json == [])
    return visitor


def magnet_hash(number: int) -> str:
    """A hash nobody has."""
    return f"{number:040x}"
