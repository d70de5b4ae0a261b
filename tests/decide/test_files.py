"""Looking into torrents."""

import pytest
from msgspec.structs import replace

from qbitrr.decide.after import after_step_done
from qbitrr.decide.files import Inspection, inspect
from qbitrr.model.memory import Memory
from qbitrr.model.rules import FileRules
from qbitrr.model.steps import SkipFiles
from qbitrr.model.torrents import TorrentFile
from tests.decide.given import NOW, download, kinds, look, only, record

MIB = 1024 * 1024
RULES = FileRules.compiled(folders=[r"\bextras?\b"], names=[r"\bsample\b"], extensions=["mkv", ".srt"])


def files(*names: str, size: int = MIB) -> tuple[TorrentFile, ...]:
    """Files of one size, all wanted."""
    return tuple(TorrentFile(id=id_, name=name, size_bytes=size) for id_, name in enumerate(names))


@pytest.mark.parametrize(
    ("names", "bad"),
    [
        (("M/m.mkv", "M/Extras/x.mkv"), (1,)),
        (("M/m.mkv", "M/a/extra/b/x.mkv"), (1,)),
        (("Extras/m.mkv", "Extras/n.mkv"), ()),
        (("Extras/m.mkv", "n.mkv"), (0,)),
        (("Extras/m.mkv", "Other/n.mkv"), (0,)),
        (("Extras/m.mkv", "Extras/Extras/n.mkv"), (1,)),
        (("M/m.MKV", "M/x.srt.!qB", "M/no-extension", "M/.mkv"), (2, 3)),
        (("M/m.mkv", "M/sample.mkv.!qB"), (1,)),
    ],
)
def test_what_is_unwanted(names: tuple[str, ...], bad: tuple[int, ...]) -> None:
    """Folders below the root, names, extensions."""
    assert inspect(files(*names), RULES).bad == bad


def test_a_match_of_nothing_does_not_count() -> None:
    """Patterns that may match the empty string are common slips; their real matches still count."""
    slip = FileRules.compiled(names=["(sample|)", "z*"], folders=[""])
    assert inspect(files("M/a/m.mkv", "M/a/sample.mkv", "M/pizza.mkv"), slip).bad == (1, 2)


def test_case_matters_only_when_told() -> None:
    """And never for extensions."""
    strict = FileRules.compiled(folders=["extras"], names=["sample"], extensions=["MKV"], case_sensitive=True)
    assert inspect(files("M/EXTRAS/m.mkv", "M/Sample.Mkv", "M/extras/n.mkv"), strict).bad == (2,)


def test_the_main_file_is_what_it_is() -> None:
    """Nearly all of the torrent and large: its name and folder say nothing, its extension still does."""
    big = TorrentFile(id=0, name="M/Extras/The.Sample.mkv", size_bytes=400 * MIB)
    rest = TorrentFile(id=1, name="M/x.srt", size_bytes=100 * MIB)
    assert inspect((big, rest), RULES).bad == ()
    assert inspect((big, replace(rest, size_bytes=101 * MIB)), RULES).bad == (0,)
    assert inspect((replace(big, size_bytes=299 * MIB),), RULES).bad == (0,)
    assert inspect((replace(big, name="M/The.Sample.exe"), rest), RULES).bad == (0,)
    unprotected = FileRules.compiled(names=[r"\bsample\b"], protects_main_file=False)
    assert inspect((big, rest), unprotected).bad == (0,)


def test_files_that_are_off_are_neither_good_nor_bad() -> None:
    """Nothing wanted among nothing is not "all unwanted"."""
    off = tuple(replace(each, priority=0) for each in files("M/a.exe", "M/b.exe"))
    assert inspect(off, RULES) == Inspection()
    assert inspect((off[0], replace(off[1], priority=1)), RULES) == Inspection((1,), all_bad=True)


ARCHIVES = files("M/x.rar", "M/x.r00", "M/x.r01", "M/readme.nfo")


def test_archive_sets_are_recognised() -> None:
    """Several volumes and nothing else that is wanted."""
    assert inspect(ARCHIVES, RULES).archives_only
    assert not inspect(ARCHIVES[:1], RULES).archives_only
    assert not inspect((*ARCHIVES, TorrentFile(id=9, name="M/m.mkv")), RULES).archives_only
    assert inspect(files("x.7z.001", "x.7z.002"), RULES).archives_only
    assert inspect(files("x.part1.rar", "x.part2.rar"), RULES).archives_only


@pytest.mark.correction("C8")
def test_archive_sets_stay_unless_they_fail() -> None:
    """`OnArchivesOnly`: by default it is left as it is, else the release goes."""
    known = {"files": ARCHIVES, "record": record()}
    failing = FileRules.compiled(extensions=["mkv"], archives_only="fail")
    assert kinds(look(download(), memory=Memory(category="radarr"), files=failing, known=known)) == ["Removal"]
    allowing = FileRules.compiled(extensions=["mkv"])
    decision = look(download(), memory=Memory(category="radarr"), files=allowing, known=known)
    assert decision.steps == ()
    assert decision.memory.inspected_at == NOW


def test_inspected_once_it_is_done() -> None:
    """Switching files off is asked for until it happened, and never again: a person may want one back."""
    known = {"files": files("M/m.mkv", "M/a.exe")}
    first = look(download(), memory=Memory(category="radarr"), files=RULES, known=known)
    assert first.memory.inspected_at is None
    again = look(download(), memory=first.memory, files=RULES, known=known)
    assert again.steps == first.steps
    step = only(again)
    assert isinstance(step, SkipFiles)
    memory = after_step_done(again.memory, step, NOW)
    assert (memory.inspected_at, memory.inspected_files, memory.excluded_ids) == (NOW, 2, (1,))
    assert look(download(), memory=memory, files=RULES, known=known).steps == ()


def test_more_files_are_a_new_torrent_to_look_into() -> None:
    """A magnet that was resolved, a list that grew."""
    memory = Memory(category="radarr", inspected_at=NOW - 9, inspected_files=1)
    assert kinds(look(download(), memory=memory, files=RULES, known={"files": files("M/m.mkv", "M/a.exe")})) == [
        "SkipFiles"
    ]


def test_metadata_has_no_files_to_look_into() -> None:
    """Whatever the client lists meanwhile; and finished torrents are not cut down any more."""
    for torrent in (download(state="metaDL"), download(state="uploading", amount_left=0)):
        assert "SkipFiles" not in kinds(
            look(torrent, memory=Memory(), files=RULES, known={"files": files("a.exe", "b.mkv")})
        )
