"""
What real files are to ffprobe, and to us: judged by what real ones said of them, and asked anew of the machine's own where it has one.
"""

import os
import shutil
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor

from qbitrr.decide.torrents.content.media import judged
from qbitrr.loops.torrents.imports.ffprobe import Ffprobe, ProbeEnd
from tests.loops.torrents.imports.samples import SAMPLES, Sample, recorded, replaying_in

REAL = shutil.which("ffprobe") or ""
SAMPLE = pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.name.encode("unicode_escape").decode())


def is_told(sample: Sample, end: ProbeEnd) -> None:
    """A film is one whatever its name; what is none is told from what cannot be looked into. Nothing hostile is passed on."""
    said = {kind: judged(end.code, end.answer, end.trouble, kind) for kind in ("radarr", "sonarr", "lidarr")}
    found = {kind: each.playable for kind, each in said.items()}
    assert found == {"radarr": sample.film, "sonarr": sample.film, "lidarr": sample.song}, (end, said)
    assert all(each.why.isprintable() and len(each.why) < 300 for each in said.values()), said


@SAMPLE
def test_as_recorded(sample: Sample) -> None:
    """By each recorded release."""
    ends = recorded(sample)
    assert len(ends) >= 2
    for end in ends:
        is_told(sample, end)


@pytest.mark.skipif(not REAL, reason="there is no ffprobe in PATH: only what others said is judged")
@SAMPLE
@pytest_twisted.ensureDeferred
async def test_as_it_is(sample: Sample, tmp_path: Path) -> None:
    """By the one of this machine, asked as the loop asks it."""
    is_told(sample, await Ffprobe(reactor, REAL, os.fspath(sample.made_in(tmp_path))).ended.addTimeout(60, reactor))


@pytest.mark.parametrize("name", ["film.mkv", "text.m4v", "missing.mkv", "folder.mkv/"])
@pytest_twisted.ensureDeferred
async def test_played_back(name: str, tmp_path: Path) -> None:
    """What stands in for it in whole programs answers as it did."""
    (sample,) = (each for each in SAMPLES if each.name == name)
    path = sample.made_in(tmp_path)
    end = await Ffprobe(reactor, replaying_in(tmp_path), os.fspath(path)).ended.addTimeout(60, reactor)
    *_, newest = recorded(sample)
    assert (end.code, end.answer, end.trouble) == (
        newest.code,
        newest.answer,
        newest.trouble.replace("{path}", str(path)),
    )
