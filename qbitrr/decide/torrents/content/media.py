"""
Looking into the main file of a finished download before it is handed over: which file, what ffprobe's answer means, and what follows.
"""

from collections.abc import Iterable

from msgspec import DecodeError, Struct, json

from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.told import has_said_just_now, proven_imported
from qbitrr.model.reasons import Reason
from qbitrr.model.torrents.content.media import Playable, Verified
from qbitrr.model.torrents.torrent import TorrentFile

__all__ = ["judged", "main_media_file", "media_may_be_imported", "not_imported_because"]

_VIDEO = frozenset(["avi", "m2ts", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "ts", "vob", "webm", "wmv"])
_AUDIO = frozenset(["aac", "aif", "aiff", "ape", "flac", "m4a", "mka", "mp3", "oga", "ogg", "opus", "wav", "wma", "wv"])


# What ffprobe says last of a file that it could read and could make nothing of. Whatever else it says (that there is no such file, that
# the disk fails, that a library is missing) is no word about the file.
_NO_MEDIA = ("Invalid data found when processing input", "End of file")
_PICTURES = frozenset({"gif", "image2"})


class _Disposition(Struct, frozen=True):
    attached_pic: int = 0


class _Stream(Struct, frozen=True):
    codec_type: str = ""
    disposition: _Disposition = _Disposition()
    width: int = 0
    sample_rate: str = "0"

    @property
    def is_described(self) -> bool:
        """Whether its size, or how often it is sampled, was found in it."""
        return self.width > 0 or self.sample_rate != "0"


class _Format(Struct, frozen=True):
    format_name: str = ""
    duration: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is one, whatever its name."""
        return self.format_name in _PICTURES or self.format_name.endswith("_pipe")


class _Answer(Struct, frozen=True):
    streams: tuple[_Stream, ...] = ()
    format: _Format = _Format()


def main_media_file(files: Iterable[TorrentFile], arr_type: str) -> TorrentFile | None:
    """The largest film, episode or track that was downloaded; None where there is none (archives are not looked into)."""
    known = _AUDIO if arr_type == "lidarr" else _VIDEO
    media = [each for each in files if each.priority != 0 and each.name.rpartition(".")[2].lower() in known]
    return max(media, key=lambda each: each.size_bytes, default=None)


def judged(exit_code: int, answer: bytes, trouble: str, arr_type: str) -> Verified:
    """What ffprobe, which ended by itself, says of a file: its *answer* as JSON, and its *trouble* in words."""
    if exit_code != 0:
        said = trouble.rstrip().rpartition(": ")[2]
        if said in _NO_MEDIA:
            return Verified(playable=Playable.BAD, why=f"it is no media file ({said})")
        return Verified(playable=Playable.UNKNOWN, why=f"ffprobe cannot look into it ({_one_line(said) or exit_code})")
    try:
        found = json.decode(answer, type=_Answer)
    except DecodeError:
        return Verified(playable=Playable.UNKNOWN, why="the answer of ffprobe cannot be read")
    why = _why_bad(found, "audio" if arr_type == "lidarr" else "video")
    return Verified(playable=Playable.BAD if why else Playable.GOOD, why=why)


def _why_bad(found: _Answer, wanted: str) -> str:
    """
    Why it is no film, or track, empty if it is one. By some names ffprobe takes anything for a bare stream, in which it finds neither a
    length nor anything else.
    """
    streams = [each for each in found.streams if each.codec_type == wanted and not each.disposition.attached_pic]
    if not streams:
        return f"it has no {wanted}"
    seconds = _seconds(found.format.duration)
    if seconds == 0:
        return "it has no length"
    if seconds is None and found.format.is_picture:
        return "it is a picture"
    if seconds is None and not any(each.is_described for each in streams):
        return f"nothing in it can be read as {wanted}"
    return ""


def media_may_be_imported(look: Look) -> bool:
    """Whether nothing is to be waited for or feared before it is handed over: it can be played, or nobody can tell."""
    return not look.rules.verify_before_import or look.facts.media.playable in (Playable.GOOD, Playable.UNKNOWN)


def not_imported_because(look: Look) -> Reason | None:
    """
    What becomes of a download that is to be handed over and may not be; None if it may. What cannot be played is given up once the
    Arr has said that it took nothing of it, and stays as rejected while a duty is open.
    """
    if media_may_be_imported(look):
        return None
    media = look.facts.media
    if media.playable is Playable.PENDING:
        return _reason(
            look, "verifying", "It is complete; its main file is looked into before the Arr is asked to import it."
        )
    text = f"{media.file} cannot be played: {media.why}."
    if proven_imported(look) or not has_said_just_now(look):
        return _reason(look, "unplayable_asked", f"{text} The Arr is asked whether it took something of it.")
    if look.may_remove:
        return look.give_up(_reason(look, "unplayable", text))
    why = _reason(
        look,
        "unplayable_kept",
        f"{text} A Hit-and-Run duty is or may be open: it stays, and another release is searched.",
    )
    if look.record is not None:
        look.replace_and_keep(why)
    return why


def _reason(look: Look, code: str, text: str) -> Reason:
    media = look.facts.media
    return look.reason(
        code=code,
        text=text,
        measured={"playable": str(media.playable), "file": media.file, "hit_and_run": str(look.duty)},
        configured={"verify_before_import": look.rules.verify_before_import},
    )


def _one_line(text: str) -> str:
    """What a program said, as part of a sentence."""
    return "".join(each if each.isprintable() else " " for each in text[-200:]).strip()


def _seconds(duration: str) -> float | None:
    """None where the container does not say."""
    try:
        return float(duration)
    except ValueError:
        return None
