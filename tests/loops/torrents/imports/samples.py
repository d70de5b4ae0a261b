"""
Small files of every sort that a finished download may turn out to be, and what ffprobe says of each.

`recorded.json` holds what two real releases of it answered; `replaying.py` answers so in its place. To record another one, run
`python -m tests.loops.torrents.imports.samples COMMAND VERSION`.
"""

import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from attrs import frozen

from qbitrr.loops.torrents.imports.ffprobe import ARGUMENTS, ProbeEnd
from qbitrr.model.torrents.content.media import Playable
from tests.loops.torrents.imports import replaying
from tests.loops.torrents.imports.replaying import RECORDED, key_of

__all__ = ["SAMPLES", "Sample", "recorded", "replaying_in"]

MEDIA = Path(__file__).parent / "media"
GOOD, BAD, UNKNOWN = Playable.GOOD, Playable.BAD, Playable.UNKNOWN


@frozen
class Sample:
    """A file (*content* None: there is none, a folder if its name ends in a slash), and what it is to Radarr and to Lidarr."""

    name: str
    content: bytes | None
    film: Playable
    song: Playable

    def made_in(self, folder: Path) -> Path:
        """Its path, once it is there."""
        path = folder / self.name
        if self.content is not None:
            path.write_bytes(self.content)
        elif self.name.endswith("/"):
            path.mkdir()
        return path


def _media(name: str) -> bytes:
    return (MEDIA / name).read_bytes()


_FILM, _TEXT = _media("film.mkv"), b"This is a text and no film. " * 200
_NAMES = (
    "-i.mkv",
    "-",
    "new\nline.mkv",
    "\x01\x1b[31m\x7f.mkv",
    '%d "quoted" $(id) `id`\\.mkv',
    "http:.mkv",
    "\u202egnp.mkv",
    "ä😀.mkv",
)

SAMPLES = (
    Sample("film.mkv", _FILM, GOOD, GOOD),
    Sample("film.mp4", _media("film.mp4"), GOOD, BAD),
    Sample("sound.mkv", _media("sound.mkv"), BAD, GOOD),
    Sample("song.mp3", _media("song.mp3"), BAD, GOOD),
    Sample("cover.mp3", _media("cover.mp3"), BAD, GOOD),
    # Its head says what it would be, and no more of it is read.
    Sample("cut.mkv", _FILM[:1500], GOOD, GOOD),
    Sample("cut.mp4", _media("film.mp4")[:900], BAD, BAD),
    Sample("empty.mkv", b"", BAD, BAD),
    Sample("zeros.mkv", bytes(20_000), BAD, BAD),
    Sample("text.mkv", _TEXT, BAD, BAD),
    # What some names make ffprobe take it for has a stream, but neither a size nor a length.
    Sample("text.m4v", _TEXT, BAD, BAD),
    Sample("text.flac", _TEXT, BAD, BAD),
    Sample("archive.avi", b"Rar!\x1a\x07\x01\x00" + bytes(range(256)) * 20, BAD, BAD),
    Sample("picture.mkv", _media("picture.png"), BAD, BAD),
    Sample("subtitles.mp4", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n" * 20, BAD, BAD),
    # What tells of other files is not followed out of its folder.
    Sample("list.mkv", b"ffconcat version 1.0\nfile '/etc/hostname'\n", UNKNOWN, UNKNOWN),
    Sample("missing.mkv", None, UNKNOWN, UNKNOWN),
    Sample("folder.mkv/", None, UNKNOWN, UNKNOWN),
    *(Sample(name, _FILM, GOOD, GOOD) for name in _NAMES),
)


def recorded(sample: Sample) -> tuple[ProbeEnd, ...]:
    """How each recorded release ended about a sample, the newest last."""
    ends = RECORDED[key_of(sample.name, sample.content)]
    return tuple(ProbeEnd(end["code"], end["answer"].encode(), end["trouble"]) for end in ends)


def replaying_in(folder: Path) -> str:
    """A program named `ffprobe` in a folder that answers as the newest did."""
    path = folder / "ffprobe"
    # By way of a shell, as the first line of a script cannot name an interpreter with a blank in its path.
    path.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, replaying.__file__])} "$@"\n')
    path.chmod(0o700)
    return str(path)


def _record(command: str, version: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        for sample in SAMPLES:
            path = sample.made_in(Path(made))
            end = subprocess.run([command, *ARGUMENTS, f"file:{path}"], capture_output=True, check=False)
            trouble = end.stderr.decode(errors="replace").replace(str(path), "{path}")
            about = {"version": version, "code": end.returncode, "answer": end.stdout.decode(), "trouble": trouble}
            ends = RECORDED.setdefault(key_of(sample.name, sample.content), [])
            ends[:] = [*(each for each in ends if each["version"] != version), about]
    (Path(__file__).parent / "recorded.json").write_text(json.dumps(RECORDED, indent=1) + "\n")


if __name__ == "__main__":
    _record(*sys.argv[1:])
