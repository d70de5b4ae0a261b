"""What is tried out: paths as they are, patterns as the configuration reads them."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from qbitrr.loops.trial import MOST_HITS, answers
from qbitrr.wire.trials import PathFound, PathTrial, PatternHit, PatternTrial, PatternTried


@pytest.fixture
def folder():
    with TemporaryDirectory() as name:
        yield Path(name)


def found(path: object) -> PathFound:
    (answer,) = answers(PathTrial(path=str(path)))
    assert isinstance(answer, PathFound)
    return answer


def tried(*patterns: str, samples: tuple[str, ...] = (), **more: object) -> list[PatternTried]:
    return list(answers(PatternTrial(patterns=patterns, samples=samples, **more)))  # type: ignore[arg-type]


def test_folder_and_file(folder: Path) -> None:
    """What it is, what may be done with it, and how much room there is."""
    (folder / "file").write_text("x")
    here = found(folder)
    assert (here.kind, here.readable, here.writable, here.trouble) == ("folder", True, True, "")
    assert here.free_bytes is not None
    assert here.total_bytes is not None
    assert 0 <= here.free_bytes <= here.total_bytes
    assert found(folder / "file").kind == "file"
    assert found("/dev/null").kind == "other"


def test_nothing(folder: Path) -> None:
    """Of what is not there, the room of the nearest folder above; of what cannot be looked at, why not."""
    gone = found(folder / "a" / "b")
    assert (gone.kind, gone.readable, gone.writable) == (None, False, False)
    assert gone.total_bytes == found(folder).total_bytes
    (folder / "file").write_text("x")
    assert found(folder / "file" / "below").trouble == os.strerror(20)


@pytest.mark.parametrize(("mode", "may"), [(os.R_OK | os.X_OK, (True, False)), (os.W_OK | os.X_OK, (False, True))])
def test_what_the_system_allows(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mode: int, may: tuple[bool, bool]
) -> None:
    """A folder may be read, or written, if it may be entered, too."""
    monkeypatch.setattr(os, "access", lambda _, asked: asked & mode == asked)
    assert (found(folder).readable, found(folder).writable) == may
    monkeypatch.setattr(os, "access", lambda _, asked: not asked & os.X_OK)
    assert (found(folder).readable, found(folder).writable) == (False, False)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")
def test_closed(folder: Path) -> None:
    """What may not be written is said to be so."""
    folder.chmod(0o500)
    try:
        assert (found(folder).readable, found(folder).writable) == (True, False)
    finally:
        folder.chmod(0o700)


def test_names() -> None:
    """A part of a name will do, in any case unless that matters; a match of nothing is none."""
    samples = ("Film.SAMPLE.mkv", "film.mkv")
    first, second, third = tried(r"\bsample\b", "x*", "film", samples=samples)
    assert first == PatternTried(matched=1, hits=(PatternHit(sample=0, start=5, end=11),))
    assert second == PatternTried()
    assert third.matched == 2
    assert tried("film", samples=samples, case_sensitive=True)[0].matched == 1


def test_no_patterns() -> None:
    """Says why; the others are tried."""
    bad, good = tried("(", "x", samples=("x",))
    assert "unterminated subpattern" in bad.error or "missing )" in bad.error
    assert good.matched == 1


def test_messages() -> None:
    """A text stands for itself, with or without the (s); between slashes it is a pattern; an empty one is none."""
    samples = ("Found 1 file (sample)", "No files found")
    texts = tried("file(s) (sample", "/^no files?/", "/(/", " ", samples=samples, kind="messages")
    assert [each.matched for each in texts] == [1, 1, 0, 0]
    assert texts[2].error
    assert texts[3].error == "it is empty"


def test_many_hits() -> None:
    """All are counted, the first ones shown."""
    (answer,) = tried("x", samples=("x",) * (MOST_HITS + 5))
    assert (answer.matched, len(answer.hits)) == (MOST_HITS + 5, MOST_HITS)
