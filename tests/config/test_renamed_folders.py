"""Folders follow the names of their sections, wherever it is interrupted."""

import errno
import itertools
import os
from pathlib import Path
from typing import Any

import pytest

from qbitrr.config import renamed_folders
from qbitrr.config.renamed_folders import forget_renames, note_renames, renamings, settle_renames

SWAP_AND_CHAIN = {"A": "B", "B": "A", "C": "D", "D": "E", "F": "G"}


class Killed(BaseException):
    """The end of the process."""


def fill(folder: Path, *sections: str) -> None:
    for each in sections:
        (folder / "db" / each).mkdir(parents=True)
        (folder / "db" / each / "search.db").write_text(each)


def found(folder: Path) -> dict[str, str]:
    return {path.name: (path / "search.db").read_text() for path in (folder / "db").iterdir() if path.is_dir()}


def test_folders_are_moved(tmp_path: Path) -> None:
    """Names may be exchanged and passed on; a folder that was never made is none to move."""
    fill(tmp_path, "A", "B", "C", "D", "X")
    note_renames(str(tmp_path), SWAP_AND_CHAIN)
    assert settle_renames(str(tmp_path), ["A", "B", "D", "E", "G", "X"]) == SWAP_AND_CHAIN
    assert found(tmp_path) == {"A": "B", "B": "A", "D": "C", "E": "D", "X": "X"}
    assert settle_renames(str(tmp_path), ["A", "B"]) == {}
    assert sorted(os.listdir(tmp_path / "db")) == [".renamed-rows.json", "A", "B", "D", "E", "X"]
    ((renaming),) = renamings(str(tmp_path))
    assert renaming.names == SWAP_AND_CHAIN


def test_what_did_not_come_to_it(tmp_path: Path) -> None:
    """If the configuration has the old names, nothing is moved; nor if it was called off."""
    fill(tmp_path, "A")
    note_renames(str(tmp_path), {"A": "B"})
    assert settle_renames(str(tmp_path), ["A"]) == {}
    assert found(tmp_path) == {"A": "A"}
    note_renames(str(tmp_path), {"A": "B"})
    forget_renames(str(tmp_path))
    assert settle_renames(str(tmp_path), ["B"]) == {}
    forget_renames(str(tmp_path))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """What an earlier section of the new name left is kept beside it."""
    for number in (1, 2):
        fill(tmp_path, "A")
        (tmp_path / "db" / "B").mkdir(exist_ok=True)
        (tmp_path / "db" / "B" / "search.db").write_text(f"old {number}")
        note_renames(str(tmp_path), {"A": "B"})
        settle_renames(str(tmp_path), ["B"])
    assert found(tmp_path) == {"B": "A", "B.before-1": "old 1", "B.before-2": "old 2"}


def test_renamed_again_before_it_was_settled(tmp_path: Path) -> None:
    """Two renamings in a row are one."""
    fill(tmp_path, "A")
    note_renames(str(tmp_path), {"A": "B"})
    note_renames(str(tmp_path), {"B": "C", "X": "Y"})
    assert settle_renames(str(tmp_path), ["C"]) == {"A": "C"}
    assert found(tmp_path) == {"C": "A"}
    note_renames(str(tmp_path), {"C": "D"})
    note_renames(str(tmp_path), {"D": "C"})
    assert settle_renames(str(tmp_path), ["C"]) == {}
    assert found(tmp_path) == {"C": "A"}


@pytest.mark.parametrize("is_killed", [False, True])
def test_called_off_after_one_that_is_still_to_be_settled(tmp_path: Path, is_killed: bool) -> None:
    """The second renaming came to nothing, or to an end before the file was saved: the folders of the first are still moved."""
    fill(tmp_path, "A")
    note_renames(str(tmp_path), {"A": "B"})
    note_renames(str(tmp_path), {"B": "C"})
    if not is_killed:
        forget_renames(str(tmp_path))
    assert settle_renames(str(tmp_path), ["B"]) == {"A": "B"}
    assert found(tmp_path) == {"B": "A"}
    note_renames(str(tmp_path), {"B": "D"})
    forget_renames(str(tmp_path))
    assert settle_renames(str(tmp_path), ["B", "D"]) == {}
    assert [name for name in os.listdir(tmp_path / "db") if name.startswith(".renames")] == []


def test_renamed_again_after_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder was set aside and got no further: the next renaming finds it there."""
    fill(tmp_path, "A", "X")
    note_renames(str(tmp_path), {"A": "B"})

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(renamed_folders, "put", full)
        with pytest.raises(OSError, match="no space"):
            settle_renames(str(tmp_path), ["B", "X"])
    note_renames(str(tmp_path), {"B": "C"})
    assert settle_renames(str(tmp_path), ["C", "X"]) == {"A": "C"}
    assert found(tmp_path) == {"C": "A", "X": "X"}


def test_a_note_nobody_can_read(tmp_path: Path) -> None:
    """The folders stay where they are."""
    fill(tmp_path, "A")
    (tmp_path / "db" / ".renames.json").write_text("{")
    assert settle_renames(str(tmp_path), ["B"]) == {}
    assert found(tmp_path) == {"A": "A"}


@pytest.mark.parametrize("again", [False, True])
def test_killed_at_any_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool) -> None:
    """Ended before or after any step, the next start brings every folder to where it belongs."""
    for at in itertools.count():
        folder = tmp_path / str(at)
        fill(folder, "A", "B", "C", "D")
        note_renames(str(folder), SWAP_AND_CHAIN)
        if not _interrupted(monkeypatch, folder, at):
            break
        if again:
            _interrupted(monkeypatch, folder, 1)
        settle_renames(str(folder), ["A", "B", "D", "E", "G"])
        assert found(folder) == {"A": "B", "B": "A", "D": "C", "E": "D"}, at
        assert [each.names for each in renamings(str(folder))] == [SWAP_AND_CHAIN]
    assert at > 8


def _interrupted(monkeypatch: pytest.MonkeyPatch, folder: Path, at: int) -> bool:
    """Settle, and be killed after *at* steps; false if it came to its end."""
    steps = itertools.count()

    def counted(do: Any) -> Any:
        def step(*arguments: Any) -> Any:
            if next(steps) == at:
                raise Killed
            return do(*arguments)

        return step

    with monkeypatch.context() as patch:
        for name in ("rename", "unlink", "rmdir"):
            patch.setattr(renamed_folders.os, name, counted(getattr(os, name)))
        patch.setattr(renamed_folders, "put", counted(renamed_folders.put))
        try:
            settle_renames(str(folder), ["A", "B", "D", "E", "G"])
        except Killed:
            return True
    return False
