"""The last verdict of each torrent, as long as it is listed, by the section that said it."""

from types import SimpleNamespace
from typing import Any

from qbitrr.actors.qbittorrent.mirror import Change
from qbitrr.actors.verdict_book import VerdictBook
from qbitrr.model.torrents.listed import TorrentVerdict

QBIT: Any = SimpleNamespace(section="qBit")


def verdict(hash_: str = "a", code: str = "seeding") -> TorrentVerdict:
    return TorrentVerdict(instance="qBit", hash=hash_, rule=18, code=code, text="It seeds.")


def test_the_newest_counts() -> None:
    """Of the section that looks after it now."""
    book = VerdictBook()
    book.take("Radarr", [verdict(), verdict("b")])
    book.take("Radarr", [verdict(code="stalled")])
    found = book.of(("qBit", "a"), "Radarr")
    assert found is not None
    assert found.code == "stalled"
    assert book.of(("qBit", "a"), "Sonarr") is None
    assert book.of(("qBit", "c"), "Radarr") is None
    assert list(book.recent) == [("qBit", "b"), ("qBit", "a")]


def test_what_goes_is_dropped() -> None:
    """With what was told of it; what was not known changes nothing."""
    book = VerdictBook()
    book.take("Radarr", [verdict(), verdict("b"), verdict("c")])
    revision = book.revision
    book.seen(QBIT, Change(gone=frozenset({"a", "x"})))
    book.seen(QBIT, Change(lost=frozenset({"b"})))
    assert book.revision == revision + 2
    assert [book.of(("qBit", each), "Radarr") is not None for each in "abc"] == [False, False, True]
    assert list(book.recent) == [("qBit", "c")]


def test_so_many_are_recent() -> None:
    """The list of those that changed last is bounded."""
    book = VerdictBook()
    book.take("Radarr", [verdict(str(number)) for number in range(1000)])
    assert len(book.recent) == 200
    assert ("qBit", "999") in book.recent
    assert book.of(("qBit", "0"), "Radarr") is not None
