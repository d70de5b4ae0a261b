"""Which file is looked into, what ffprobe's answer means, and what becomes of the download."""

from typing import Any

import pytest
from msgspec.structs import replace

from qbitrr.decide.torrents.content.media import judged, main_media_file
from qbitrr.model.steps import Data, Import, Removal
from qbitrr.model.torrents.content.media import Playable, Verified
from qbitrr.model.torrents.rules import TrackerRule
from qbitrr.model.torrents.tags import ALLOWED_SEEDING
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import TorrentFile
from tests.decide.given import NOW, finished, look, record

VIDEO = b'{"streams":[{"codec_type":"audio"},{"codec_type":"video"}],"format":{"duration":"5400.1"}}'
COVER = b'{"streams":[{"codec_type":"audio"},{"codec_type":"video","disposition":{"attached_pic":1}}],"format":{"duration":"9.0"}}'


NO_MEDIA = (
    "[matroska,webm @ 0x3c] EBML header parsing failed\nfile:/d/m.mkv: Invalid data found when processing input\n"
)


@pytest.mark.parametrize(
    ("code", "answer", "kind", "playable"),
    [
        (0, VIDEO, "radarr", Playable.GOOD),
        (0, VIDEO, "lidarr", Playable.GOOD),
        (0, COVER, "sonarr", Playable.BAD),
        (0, COVER, "lidarr", Playable.GOOD),
        (0, b'{"streams":[{"codec_type":"video"}],"format":{"duration":"5.0"}}', "lidarr", Playable.BAD),
        (0, b'{"streams":[{"codec_type":"video"}],"format":{"duration":"0.000000"}}', "radarr", Playable.BAD),
        # A container that does not say how long it is.
        (0, b'{"streams":[{"codec_type":"video","width":720}],"format":{"duration":"N/A"}}', "radarr", Playable.GOOD),
        (0, b'{"streams":[{"codec_type":"video","width":720}],"format":{}}', "radarr", Playable.GOOD),
        (0, b'{"streams":[{"codec_type":"audio","sample_rate":"44100"}],"format":{}}', "lidarr", Playable.GOOD),
        # A stream of which neither that nor anything else is known; a picture.
        (0, b'{"streams":[{"codec_type":"video"}],"format":{}}', "radarr", Playable.BAD),
        (0, b'{"streams":[{"codec_type":"audio","sample_rate":"0"}]}', "lidarr", Playable.BAD),
        (
            0,
            b'{"streams":[{"codec_type":"video","width":9}],"format":{"format_name":"png_pipe"}}',
            "radarr",
            Playable.BAD,
        ),
        (0, b'{"streams":[{"codec_type":"video","width":9}],"format":{"format_name":"gif"}}', "radarr", Playable.BAD),
        (0, b"{}", "radarr", Playable.BAD),
        (1, b"", "radarr", Playable.BAD),
        (1, VIDEO, "radarr", Playable.BAD),
        # An answer nobody can read says nothing against the file.
        (0, b"", "radarr", Playable.UNKNOWN),
        (0, b'{"streams":7}', "radarr", Playable.UNKNOWN),
        (0, b"\xff\x00", "radarr", Playable.UNKNOWN),
    ],
)
def test_answers(code: int, answer: bytes, kind: str, playable: Playable) -> None:
    """Only what is said for certain counts against a file."""
    assert judged(code, answer, NO_MEDIA, kind).playable is playable


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (1, "file:/d/m.mkv: No such file or directory\n"),
        (1, "file:/d/m.mkv: Permission denied\n"),
        (1, "file:/d/Invalid data found when processing input: Input/output error\n"),
        (127, "ffprobe: error while loading shared libraries: libavdevice.so.59: cannot open shared object file\n"),
        (1, "Unrecognized option 'protocol_whitelist'.\nError splitting the argument list: Option not found\n"),
        (1, ""),
        (255, "\x1b[31m" * 2000),
    ],
)
def test_what_is_no_word_about_the_file(code: int, trouble: str) -> None:
    """That the disk, the machine or ffprobe itself fails says nothing against a file: no download is given up for that."""
    found = judged(code, b"{}", trouble, "radarr")
    assert found.playable is Playable.UNKNOWN
    assert found.why.isprintable()
    assert len(found.why) < 300


def files(*names: str, off: tuple[int, ...] = ()) -> tuple[TorrentFile, ...]:
    return tuple(
        TorrentFile(id=number, name=name, size_bytes=1000 - number, priority=0 if number in off else 1)
        for number, name in enumerate(names)
    )


@pytest.mark.parametrize(
    ("found", "kind", "name"),
    [
        (files("M/m.mkv", "M/n.mkv"), "radarr", "M/m.mkv"),
        (files("M/m.mkv", "M/n.MP4", off=(0,)), "sonarr", "M/n.MP4"),
        # A packed release is for a program that unpacks it.
        (files("M/m.rar", "M/m.r00"), "radarr", None),
        (files("M/cover.jpg", "M/01.flac"), "lidarr", "M/01.flac"),
        (files("M/m.mkv"), "lidarr", None),
        (files("mkv"), "radarr", "mkv"),
        ((), "radarr", None),
    ],
)
def test_which_file(found: tuple[TorrentFile, ...], kind: str, name: str | None) -> None:
    """The largest of its kind that was downloaded."""
    main = main_media_file(found, kind)
    assert (main.name if main else None) == name


NEW = finished(tags=(ALLOWED_SEEDING,))
BAD = Verified(playable=Playable.BAD, why="it has no video", file="M/m.mkv")
TOLD = {"told": Told.GRABBED, "told_at": NOW - 5}
DUTY = {"trackers": {"qBit": (TrackerRule(uri="tracker.example.org", hit_and_run="and", min_seed_ratio=9.0),)}}


def outcome(media: Verified, known: dict[str, Any] = TOLD, **given: Any) -> tuple[str, list[str]]:
    """The code of the reason, and what is done beside tags."""
    facts = {"record": record("importPending"), "media": media, **known}
    decision = look(NEW, known=facts, verify_before_import=True, **given)
    steps = [step for step in decision.steps if isinstance(step, Import | Removal)]
    kinds = [
        f"{step.data} {step.blocklist:d}{step.search_again:d}" if isinstance(step, Removal) else "import"
        for step in steps
    ]
    return decision.why.code, kinds


@pytest.mark.parametrize(
    ("media", "known", "given", "expected"),
    [
        (Verified(), TOLD, {}, ("verifying", [])),
        (Verified(playable=Playable.GOOD), TOLD, {}, ("import", ["import"])),
        (Verified(playable=Playable.UNKNOWN), TOLD, {}, ("import", ["import"])),
        (BAD, TOLD, {}, ("unplayable", ["delete 11"])),
        (BAD, TOLD, {"re_search": False}, ("unplayable", ["delete 10"])),
        (BAD, {"told": Told.NONE, "told_at": NOW - 5}, {}, ("unplayable", ["delete 11"])),
        (BAD, {**TOLD, "record": None}, {}, ("unplayable", ["delete 00"])),
        # The Arr's word of this minute that it took nothing of it, or nothing happens.
        (BAD, {}, {}, ("unplayable_asked", [])),
        (BAD, {**TOLD, "told_at": NOW - 70}, {}, ("unplayable_asked", [])),
        (BAD, TOLD, DUTY, ("unplayable_kept", ["stay 11"])),
        (BAD, {**TOLD, "trackers": None}, DUTY, ("unplayable_kept", ["stay 11"])),
    ],
)  # fmt: skip
def test_what_becomes_of_it(
    media: Verified, known: dict[str, Any], given: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    """Waited for, imported, or given up; with an open duty it stays and is rejected."""
    assert outcome(media, known, **given) == expected


def test_switched_off() -> None:
    """Nothing of it matters then."""
    facts = {"record": record("importPending"), "media": BAD, **TOLD}
    assert look(NEW, known=facts).why.code == "import"


def test_a_clean_torrent_is_not_touched() -> None:
    """Only what is about to be handed over: what is being imported, or was, is left alone."""
    for state in ("importing", "imported"):
        facts = {"record": record(state), "media": BAD, **TOLD}
        decision = look(NEW, known=facts, verify_before_import=True)
        assert not [step for step in decision.steps if isinstance(step, Removal)]


def test_data_is_removed_with_its_reason() -> None:
    """The name of the file, and what is wrong with it."""
    facts = {"record": replace(record("importPending"), ids=(7,)), "media": BAD, **TOLD}
    (step,) = [
        step
        for step in look(NEW, known=facts, verify_before_import=True).steps
        if isinstance(step, Removal) and step.data is Data.DELETE
    ]
    assert step.why.text == "M/m.mkv cannot be played: it has no video."
