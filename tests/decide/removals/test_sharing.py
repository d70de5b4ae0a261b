"""Which torrents share data, from where they lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.removals.sharing import Footprint, contains, footprint_of, normal_path, shares
from qbitrr.model.removals.sharing import Placement, placement_of
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.testing.strategies.removals import placements

pytestmark = pytest.mark.correction("B1")

PACK = ("Show.S01/E01.mkv", "Show.S01/E02.mkv")


def at(content: str, *files: str, save: str = "/dl", incomplete: str = "", hash_: str = "b" * 40) -> Footprint:
    """What a torrent occupies; without files its list is not known."""
    return footprint_of(
        Placement(
            instance="qBit",
            hash=hash_,
            save_path=save,
            download_path=incomplete,
            content_path=content,
            files=files or None,
        )
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(at("/dl/a.mkv", "a.mkv"), at("/dl/a.mkv", "a.mkv"), True, id="the same file"),
        pytest.param(at("/dl/a.mkv"), at("/dl/b.mkv"), False, id="two files in one folder"),
        pytest.param(at("/dl/Show.S01"), at("/dl/Show.S01/E01.mkv", save="/dl/Show.S01"), True, id="saved in a pack"),
        pytest.param(at("/dl/Show.S01"), at("/dl/Show.S01.EXTRA"), False, id="a longer name is not inside"),
        pytest.param(at("/dl/Show.S01"), at("/DL/show.s01"), False, id="case as given"),
        pytest.param(at("/dl/Show.S01", *PACK), at("/dl/Show.S01", *PACK), True, id="a cross-seed"),
        pytest.param(at("/dl/S", "S/E01.mkv"), at("/dl/S", "S/E11.mkv"), False, id="equal folder names"),
        pytest.param(at("/dl/S", "S/E01.mkv"), at("/dl/S"), None, id="equal folder names, one list unknown"),
        pytest.param(at("/dl", "a.mkv", "a.nfo"), at("/dl", "b.mkv", "b.nfo"), False, id="two flat ones"),
        pytest.param(at("/dl", "a.mkv", "x.nfo"), at("/dl", "b.mkv", "x.nfo"), True, id="two flat ones, one file"),
        pytest.param(at("/dl", "a.mkv", "b.mkv"), at("/dl/a.mkv", "a.mkv"), True, id="a file of a flat one"),
        pytest.param(at("/dl", "a.mkv", "b.mkv"), at("/dl/c.mkv", "c.mkv"), False, id="beside a flat one"),
        pytest.param(at("/dl"), at("/dl/deep/c.mkv", "deep/c.mkv"), None, id="below a flat one of unknown files"),
        pytest.param(at("/dl"), at("/other/c.mkv", save="/other"), False, id="no more than below it"),
        pytest.param(at("/dl/S"), at("/dl/S/x", "a", "b", save="/dl/S/x"), True, id="a flat one inside a pack"),
        pytest.param(at(""), at("/dl/S"), False, id="no metadata"),
        pytest.param(at("D:\\dl\\S\\", save="D:\\dl"), at("D:/dl/S/E01.mkv", save="D:/dl/S"), True, id="Windows"),
        pytest.param(at("/dl//S/"), at("/dl/S/E01.mkv", save="/dl/S/"), True, id="separators"),
        pytest.param(
            at("/inc/a.mkv", "a.mkv", incomplete="/inc"), at("/dl/a.mkv", "a.mkv"), True, id="incomplete, to lie there"
        ),
        pytest.param(
            at("/inc/a.mkv.!qB", "a.mkv.!qB", incomplete="/inc"),
            at("/inc/a.mkv", "a.mkv", save="/inc"),
            True,
            id="marked as incomplete",
        ),
        pytest.param(
            at("/dl/temp/S", incomplete="/dl/temp"), at("/dl/S/E01.mkv", save="/dl/S"), True, id="incomplete inside its save path"
        ),
        pytest.param(at("S"), at("/dl/S/E01.mkv", save="/dl/S"), True, id="only a name, as 4.5.2 says at first"),
        pytest.param(at("/old/S", save="/dl"), at("/dl/S/E01.mkv", save="/dl/S"), True, id="on its way to another folder"),
        pytest.param(at("/", "a", "b", save="/"), at("/a", "a", save="/"), True, id="in the root"),
        pytest.param(
            at(r"D:\TV\Show", "Show/E01.mkv", save=r"D:\TV"), at("d:/tv/show", "show/e01.MKV", save="d:/tv/"), True, id="Windows"
        ),
        pytest.param(
            at("/Users/me/Show", "Show/E01.mkv", save="/Users/me"), at("/users/Me/show", "show/e01.mkv", save="/users/Me"), True, id="macOS"
        ),
        pytest.param(at("/Users/Caf\u00e9", save="/Users"), at("/Users/Cafe\u0301/a", save="/Users/Cafe\u0301"), True, id="accents"),
        pytest.param(at("/dl/Show", "Show/E01.mkv"), at("/dl/show", "show/E01.mkv"), False, id="elsewhere case tells"),
    ],
)  # fmt: skip
def test_who_shares(one: Footprint, other: Footprint, expected: bool | None) -> None:
    """By files and by containment, never by names alone; in both directions."""
    assert shares(one, other) is expected
    assert shares(other, one) is expected


@given(placements(), placements())
def test_a_common_file_is_never_missed(one: Placement, other: Placement) -> None:
    """Whatever else: with a file in common they share, and as long as lists are unknown that is not denied."""
    common = footprint_of(one).files & footprint_of(other).files
    if common:
        assert shares(footprint_of(one), footprint_of(other)) is True
        for blind in (_blind(one), one):
            assert shares(footprint_of(blind), footprint_of(_blind(other))) is not False


@given(placements(), placements())
def test_symmetric(one: Placement, other: Placement) -> None:
    """Sharing has no direction."""
    assert shares(footprint_of(one), footprint_of(other)) is shares(footprint_of(other), footprint_of(one))


@given(st.text(alphabet="ab/\\.", max_size=12))
def test_normal(path: str) -> None:
    """A normal path is one already, and lies in nothing that it equals."""
    normal = normal_path(path)
    assert normal_path(normal) == normal
    assert not contains(normal, normal)


def test_without_metadata() -> None:
    """A state before the metadata has no files, whatever path the client says."""
    torrent = Torrent(instance="qBit", hash="a" * 40, state="metaDL", save_path="/dl", content_path="/dl/x")
    assert footprint_of(placement_of(torrent)).roots == ()


def _blind(placement: Placement) -> Placement:
    return Placement(
        instance=placement.instance,
        hash=placement.hash,
        save_path=placement.save_path,
        download_path=placement.download_path,
        content_path=placement.content_path,
    )
