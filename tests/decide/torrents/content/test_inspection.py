"""Looking into torrents."""

from typing import Any

import pytest
from msgspec.structs import replace

from qbitrr.decide.torrents.content.inspection import Inspection, inspect
from qbitrr.decide.torrents.remembered import after_step_done
from qbitrr.decide.torrents.rules import Decision
from qbitrr.model.steps import Removal, SkipFiles
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import FileRules
from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import TorrentFile
from qbitrr.testing.strategies.memories import altered, remembered
from tests.decide.given import NOW, download, finished, kinds, look, only, record

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
    assert kinds(look(download(), memory=remembered(category="radarr"), files=failing, known=known)) == ["Removal"]
    allowing = FileRules.compiled(extensions=["mkv"])
    decision = look(download(), memory=remembered(category="radarr"), files=allowing, known=known)
    assert decision.steps == ()
    assert decision.memory.inspection.at == NOW


def test_inspected_once_it_is_done() -> None:
    """Switching files off is asked for until it happened, and never again: a person may want one back."""
    known = {"files": files("M/m.mkv", "M/a.exe")}
    first = look(download(), memory=remembered(category="radarr"), files=RULES, known=known)
    assert first.memory.inspection.at is None
    again = look(download(), memory=first.memory, files=RULES, known=known)
    assert again.steps == first.steps
    step = only(again)
    assert isinstance(step, SkipFiles)
    memory = after_step_done(again.memory, step, NOW)
    assert (memory.inspection.at, memory.inspection.files, memory.inspection.excluded_ids) == (NOW, 2, (1,))
    assert look(download(), memory=memory, files=RULES, known=known).steps == ()


def test_more_files_are_a_new_torrent_to_look_into() -> None:
    """A magnet that was resolved, a list that grew."""
    memory = remembered(category="radarr", inspected_at=NOW - 9, inspected_files=1)
    assert kinds(look(download(), memory=memory, files=RULES, known={"files": files("M/m.mkv", "M/a.exe")})) == [
        "SkipFiles"
    ]


def test_metadata_has_no_files_to_look_into() -> None:
    """Whatever the client lists meanwhile; and finished torrents are not cut down any more."""
    for torrent in (download(state="metaDL"), download(state="uploading", amount_left=0)):
        assert "SkipFiles" not in kinds(
            look(torrent, memory=Memory(), files=RULES, known={"files": files("a.exe", "b.mkv")})
        )


FRESH = remembered(category="radarr")


def off(*names: str) -> tuple[TorrentFile, ...]:
    """Files that are all switched off."""
    return tuple(replace(each, priority=0) for each in files(*names))


def seeding(found: tuple[TorrentFile, ...], **known: Any) -> Decision:
    """A finished torrent that was never looked into, listed by its Arr, which has just said what it says."""
    usual = {"files": found, "record": record("importPending"), "told": Told.GRABBED, "told_at": NOW}
    torrent = finished(tags=(ALLOWED_SEEDING,), **known.pop("torrent", {}))
    return look(torrent, memory=known.pop("memory", FRESH), files=RULES, known={**usual, **known})


@pytest.mark.correction("B5")
@pytest.mark.parametrize(
    ("state", "progress"),
    [("downloading", 0.0), ("stoppedDL", 0.0), ("queuedDL", 0.4), ("forcedDL", 0.0), ("stalledDL", 0.9)],
)
def test_nothing_wanted_is_a_fake_in_any_state(state: str, progress: float) -> None:
    """With everything switched off, all of it is looked at as if it were wanted; a good file among it is a person's decision."""
    torrent = download(state=state, progress=progress, amount_left=0)
    known = {"record": record(), "files": off("M/a.exe", "M/b.txt")}
    assert look(torrent, memory=FRESH, files=RULES, known=known).why.rule == 11
    decision = look(torrent, memory=FRESH, files=RULES, known={**known, "files": off("M/a.exe", "M/m.mkv")})
    assert "Removal" not in kinds(decision)
    assert "SkipFiles" not in kinds(decision)
    assert decision.memory.inspection.at == NOW


@pytest.mark.correction("B5")
def test_complete_at_first_sight() -> None:
    """The client's own list left nothing, or it was complete before the first look: a fake all the same."""
    for found, torrent in ((off("a.exe"), {"progress": 0.0, "size_bytes": 0}), (files("a.exe", "b.txt"), {})):
        (step,) = seeding(found, torrent=torrent).steps
        assert isinstance(step, Removal)
        assert (step.why.rule, step.blocklist, step.search_again) == (11, True, True)


@pytest.mark.correction("B5")
@pytest.mark.parametrize(
    ("found", "known"),
    [
        pytest.param(off("a.exe", "m.mkv"), {}, id="a good one among it"),
        pytest.param(files("M/m.mkv", "M/a.exe"), {}, id="good"),
        pytest.param(files("m.rar", "m.r00", "m.nfo"), {}, id="packed"),
        pytest.param(files("m.zip"), {}, id="packed in one"),
        pytest.param(files("a.exe"), {"told": Told.IMPORTED}, id="something imported"),
        pytest.param(files("a.exe"), {"memory": altered(FRESH, record_imported=True)}, id="seen imported"),
        pytest.param(
            files("a.exe"), {"memory": altered(FRESH, inspected_at=1.0, inspected_files=1)}, id="looked at before"
        ),
    ],
)
def test_complete_and_no_fake(found: tuple[TorrentFile, ...], known: dict[str, Any]) -> None:
    """Looked into once, and left alone: no file of it is switched off either."""
    decision = seeding(found, **known)
    assert not {"Removal", "SkipFiles"} & set(kinds(decision))
    assert decision.memory.inspection.at is not None


@pytest.mark.correction("B5")
def test_a_complete_fake_waits_for_the_word_of_the_arr() -> None:
    """Nothing is given up, nor handed over, before it has said that it took nothing; what it does not list is not looked into."""
    for known in ({"told_at": NOW - 61}, {"told_at": None}, {"told": Told.UNKNOWN}, {"record": record("importing")}):
        decision = seeding(files("a.exe"), **known)
        assert (decision.steps, decision.why.code) == ((), "excluded_files_asked")
    assert seeding(files("a.exe"), told_at=None).asks_history
    unlisted = seeding(files("a.exe"), record=None)
    assert ("Removal" in kinds(unlisted), unlisted.memory.inspection.at) == (False, None)


@pytest.mark.correction("B5")
def test_what_was_not_downloaded_is_not_handed_over() -> None:
    """Complete because nothing of it is wanted: there is nothing to import."""
    empty = {"progress": 0.0, "size_bytes": 0}
    assert seeding(None, torrent=empty).steps == ()  # type: ignore[arg-type]
    assert kinds(seeding(None)) == ["Import"]  # type: ignore[arg-type]
