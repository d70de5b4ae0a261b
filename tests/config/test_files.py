"""The file on disk is found where it always was, and is never half written."""

import contextlib
import errno
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from qbitrr.config import files
from qbitrr.config.files import BACKUPS_KEPT, data_folder, read_file, read_or_create, save
from qbitrr.config.first_boot import first_text
from qbitrr.config.load import load
from qbitrr.config.plain import to_plain
from qbitrr.config.problems import ConfigError
from qbitrr.config.schema.config import fresh_arr


def there(*paths: str) -> Callable[[str], bool]:
    return lambda path: path in paths


@pytest.mark.parametrize(
    ("env", "exists", "option", "expected"),
    [
        ({}, there(), "/opt", "/opt"),
        ({"QBITRR_OVERRIDES_DATA_PATH": "/env"}, there(), "rel", "/cwd/rel"),
        ({"QBITRR_OVERRIDES_DATA_PATH": "/env"}, there(), None, "/env"),
        ({"QBITRR_OVERRIDES_DATA_PATH": "rel"}, there("/.dockerenv"), None, "/cwd/rel"),
        ({"QBITRR_OVERRIDES_DATA_PATH": ""}, there(), None, "/cwd/.config"),
        ({"QBITRR_DOCKER_RUNNING": "69420"}, there(), None, "/config"),
        ({"QBITRR_DOCKER_RUNNING": "1"}, there(), None, "/cwd/.config"),
        ({}, there("/.dockerenv"), None, "/config"),
        ({}, there("/run/.containerenv"), None, "/config"),
        ({}, there(), None, "/cwd/.config"),
        # an installation that was not recognised as a container before
        ({"QBITRR_DOCKER_RUNNING": "69420"}, there("/cwd/.config/config.toml"), None, "/cwd/.config"),
        ({}, there("/.dockerenv", "/cwd/.config/config.toml", "/config/config.toml"), None, "/config"),
    ],
)
def test_where_the_data_is(
    env: dict[str, str], exists: Callable[[str], bool], option: str | None, expected: str
) -> None:
    """Option, variable, container, working directory, in this order."""
    folder = data_folder(env, "/cwd", exists, option)
    assert folder.path == expected
    assert folder.why


def test_first_start_writes_a_private_file_that_loads(tmp_path: Path) -> None:
    """A fresh folder gets a file without problems, readable by its owner alone, and nothing is open."""
    found = read_or_create(str(tmp_path / "new" / "data"))
    assert found.created
    assert stat.S_IMODE(os.stat(found.path).st_mode) == 0o600
    result = load(found.text, {})
    assert result.problems == ()
    assert len(result.config.webui.token.reveal()) == 64
    assert not result.config.webui.auth_disabled
    assert read_or_create(str(tmp_path / "new" / "data")).text == found.text


def test_a_file_in_the_working_directory_is_adopted(tmp_path: Path) -> None:
    """Copied, not moved; an existing file in the data folder is not touched."""
    (tmp_path / "config.toml").write_text("[Settings]\n# mine\n")
    found = read_or_create(str(tmp_path / "data"), cwd=str(tmp_path))
    assert found.text == "[Settings]\n# mine\n"
    assert found.adopted_from == str(tmp_path / "config.toml")
    assert not found.created
    assert read_or_create(str(tmp_path / "data"), cwd=str(tmp_path)).adopted_from == ""


def test_secrets_open_to_others_are_noticed(tmp_path: Path) -> None:
    """A file others can read loads, and says so."""
    path = tmp_path / "config.toml"
    path.write_text("[Settings]\n")
    path.chmod(0o644)
    assert read_or_create(str(tmp_path)).readable_by_others
    path.chmod(0o600)
    assert not read_or_create(str(tmp_path)).readable_by_others


def test_reading(tmp_path: Path) -> None:
    """A byte order mark goes, line ends stay, other encodings are named with their line."""
    path = tmp_path / "x"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_file(str(path)) == "a = 1\r\n"
    path.write_bytes("a = 1\nb = 'ä'\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"line 2.*UTF-8"):
        read_file(str(path))


def test_saving_keeps_mode_line_ends_and_the_text_before(tmp_path: Path) -> None:
    """What is replaced can be brought back."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"a = 1\r\nb = 2\r\n")
    path.chmod(0o640)
    save(str(path), "a = 3\nb = 2\n", now=lambda: 0.5)
    assert path.read_bytes() == b"a = 3\r\nb = 2\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    backup = tmp_path / "backups" / "config.1970-01-01T00-00-00.500000Z.toml"
    assert sorted(os.listdir(tmp_path)) == ["backups", "config.toml"]
    assert backup.read_bytes() == b"a = 1\r\nb = 2\r\n"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_saving_the_same_text_does_nothing(tmp_path: Path) -> None:
    """No backup and no new file without a change."""
    path = tmp_path / "config.toml"
    save(str(path), "a = 1\n")
    before = path.stat().st_ino
    save(str(path), "a = 1\n")
    assert path.stat().st_ino == before
    assert os.listdir(tmp_path) == ["config.toml"]


def test_only_the_last_backups_are_kept(tmp_path: Path) -> None:
    """The newest ten stay, files of others in the folder too."""
    path = tmp_path / "config.toml"
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "mine.toml").write_text("x")
    for number in range(15):
        save(str(path), f"a = {number}\n", now=lambda number=number: 1_800_000_000.0 + number)
    kept = sorted(os.listdir(tmp_path / "backups"))
    assert kept.pop() == "mine.toml"
    assert len(kept) == BACKUPS_KEPT
    assert (tmp_path / "backups" / kept[-1]).read_text() == "a = 13\n"
    assert (tmp_path / "backups" / kept[0]).read_text() == "a = 4\n"


def test_the_backup_of_a_clock_that_was_set_back(tmp_path: Path) -> None:
    """What was just replaced can be brought back, whatever times the other backups have."""
    path = tmp_path / "config.toml"
    for number in range(15):
        save(str(path), f"a = {number}\n", now=lambda number=number: 1_800_000_000.0 + number)
    save(str(path), "a = 99\n", now=lambda: 1_000_000.0)
    kept = sorted((tmp_path / "backups").iterdir())
    assert len(kept) == BACKUPS_KEPT
    assert kept[0].read_text() == "a = 14\n"


def test_saving_in_vain_displaces_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Earlier texts stay, however often somebody tries to save where nothing can be: on a full disk, or a file mounted read-only."""
    path = tmp_path / "config.toml"
    for number in range(15):
        save(str(path), f"a = {number}\n", now=lambda number=number: 1_000_000.0 + number)
    before = sorted(os.listdir(tmp_path / "backups"))
    rename = os.replace

    def refuse(temporary: str, target: str) -> None:
        if target == str(path):
            raise OSError(errno.ENOSPC, "no space")
        rename(temporary, target)

    monkeypatch.setattr(files.os, "replace", refuse)
    for _ in range(12):
        with pytest.raises(OSError, match="no space"):
            save(str(path), "a = 99\n")
    assert path.read_text() == "a = 14\n"
    assert sorted(os.listdir(tmp_path / "backups")) == before


def test_what_takes_the_place_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that loses power right after a save has the old text or the new one: first the text is written out, then the name."""
    path = tmp_path / "config.toml"
    path.write_text("a = 1\n")
    done: list[tuple[str, str]] = []
    sync, rename = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        done.append(("sync", os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}"))))
        sync(descriptor)

    def renamed(temporary: str, target: str) -> None:
        done.append(("rename", os.path.basename(temporary)))
        rename(temporary, target)

    monkeypatch.setattr(files.os, "fsync", synced)
    monkeypatch.setattr(files.os, "replace", renamed)
    save(str(path), "a = 2\n")
    new = f".config.toml.{os.getpid()}.new"
    assert done[-3:] == [("sync", new), ("rename", new), ("sync", tmp_path.name)]
    assert [what for what, _ in done[:-3]] == ["sync", "rename", "sync"]  # the backup before, likewise


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file it leads to is replaced."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "config.toml").write_text("a = 1\n")
    (tmp_path / "config.toml").symlink_to(tmp_path / "real" / "config.toml")
    save(str(tmp_path / "config.toml"), "a = 2\n")
    assert (tmp_path / "config.toml").is_symlink()
    assert (tmp_path / "real" / "config.toml").read_text() == "a = 2\n"


def test_a_crash_while_saving_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whatever step it fails, the file is the old one or the new one, and nothing is left lying around."""
    path = tmp_path / "config.toml"
    save(str(path), "a = 1\n")

    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    for step in ("fsync", "replace", "fchmod"):
        with monkeypatch.context() as patch:
            patch.setattr(files.os, step, fail)
            with pytest.raises(OSError, match="no space"):
                save(str(path), "a = 2\n")
        assert path.read_text() == "a = 1\n"
        assert not [name for name in os.listdir(tmp_path) if name.endswith(".new")]


FULL_DISK = """
import resource, signal, sys
from qbitrr.config.files import save
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
try:
    save(sys.argv[1], "a = 2\\n" * 100)
except OSError as error:
    print(error.filename, error.strerror)
"""


@pytest.mark.parametrize("before", [b"a = 1\n", b"a = 1\n" * 50, None])
def test_a_disk_that_takes_no_more(tmp_path: Path, before: bytes | None) -> None:
    """Writing breaks off in the middle: the file is the old one, no half backup or other half file stays, the error names the file."""
    path = tmp_path / "config.toml"
    if before is not None:
        path.write_bytes(before)
    said = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, timeout=60)
    assert str(tmp_path) in said.stdout, said.stderr
    assert "File too large" in said.stdout
    assert (path.read_bytes() if path.exists() else None) == before
    left = {each.name: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    assert set(left.values()) <= {before}


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "large", "nothing"])
def test_what_is_no_file(tmp_path: Path, kind: str) -> None:
    """It is said what it is, and not read."""
    path = tmp_path / "config.toml"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path = Path("/dev/zero")
        case "large":
            path.write_bytes(b"#" * 10_000_000)
    with pytest.raises((ConfigError, OSError)) as caught:
        read_file(str(path))
    assert str(path) in str(caught.value)
    assert isinstance(caught.value, ConfigError) is (kind != "nothing")


def test_leftovers_of_a_crash_are_overwritten(tmp_path: Path) -> None:
    """A temporary file of a process that died with our number is no obstacle."""
    (tmp_path / f".config.toml.{os.getpid()}.new").write_text("half")
    save(str(tmp_path / "config.toml"), "a = 1\n")
    assert os.listdir(tmp_path) == ["config.toml"]


def test_two_who_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads of one process take turns: each text is there as a whole, and the one before it among the backups."""
    path = tmp_path / "config.toml"
    path.write_text("before\n")
    together = threading.Barrier(2, timeout=0.5)

    def in_place(temporary: str, target: str) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # nobody else is here: as it should be
            together.wait()
        os.rename(temporary, target)

    monkeypatch.setattr("qbitrr.config.files.os.replace", in_place)
    texts = [f"{letter * 1000}\n" for letter in "ab"]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda text: save(str(path), text), texts)) == [None, None]
    kept = [each.read_text() for each in sorted((tmp_path / "backups").iterdir())]
    assert kept[0] == "before\n"
    assert {*kept[1:], path.read_text()} == set(texts)


def test_a_file_that_is_a_mount_point_is_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container that mounts just this one file does not let it be replaced."""
    path = tmp_path / "config.toml"
    save(str(path), "a = 1234567\n")

    def busy(*_: Any) -> None:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(files.os, "replace", busy)
    save(str(path), "a = 2\n")
    assert path.read_text() == "a = 2\n"
    assert sorted(os.listdir(tmp_path)) == ["backups", "config.toml"]


MOUNTED_AND_FULL = """
import errno, os, resource, signal, sys
from qbitrr.config.files import save
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def busy(temporary, target):
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
    raise OSError(errno.EBUSY, "busy")
replace = os.replace
os.replace = lambda temporary, target: (busy if target == sys.argv[1] else replace)(temporary, target)
try:
    save(sys.argv[1], "a = 2\\n" * 100)
except OSError as error:
    print(error.filename, error.strerror)
"""


def test_a_mount_point_on_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """Writing in place breaks off in the middle: what was there is put back, and it is said."""
    path = tmp_path / "config.toml"
    path.write_text("a = 1234567\n")
    said = subprocess.run(
        [sys.executable, "-c", MOUNTED_AND_FULL, str(path)], capture_output=True, text=True, timeout=60
    )
    assert said.stdout == f"{path} File too large\n", said.stderr
    assert path.read_text() == "a = 1234567\n"
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_example_in_the_first_file_is_all_defaults() -> None:
    """With every # taken off, the file has every default and no problem but the credentials to fill in."""
    text = re.sub(r"(?m)^#(?! \S|$)", "", first_text("t"))
    result = load(text, {})
    complained = {(problem.section, problem.key) for problem in result.problems}
    assert complained == {
        *(("Settings", "CompletedDownloadFolder"), ("Radarr-1080", "URI"), ("Radarr-1080", "APIKey")),
    }
    filled = re.sub(r'(?m)^URI = ""', 'URI = "http://r"', re.sub(r'(?m)^APIKey = ""', 'APIKey = "k"', text))
    (arr,) = load(filled, {}).config.arrs
    plain, fresh = to_plain(load(filled, {}).config)["arrs"][0], fresh_arr("Radarr-1080", "radarr")
    assert plain["torrent"]["folder_exclusion_regexes"] == fresh.torrent.folder_exclusion_regexes
    assert arr.search == fresh.search
    assert arr.torrent.trackers[0].uri == "tracker.example.org"
    assert arr.torrent.seeding == fresh.torrent.seeding


def test_patterns_are_written_as_literal_texts() -> None:
    """Nobody has to double backslashes."""
    assert r"'\bsamples?\b'" in first_text("t")
    assert "\\\\b" not in first_text("t")
    assert first_text() != first_text()
