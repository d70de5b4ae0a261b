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


class _Disposition(Struct, frozen=True):
    attached_pic: int = 0


class _Stream(Struct, frozen=True):
    codec_type: str = ""
    disposition: _Disposition = _Disposition()


class _Format(Struct, frozen=True):
    duration: str = ""


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
        return Verified(
            playable=Playable.BAD, why=f"it cannot be read as a media file ({trouble.strip()[-200:] or exit_code})"
        )
    try:
        found = json.decode(answer, type=_Answer)
    except DecodeError:
        return Verified(playable=Playable.UNKNOWN, why="the answer of ffprobe cannot be read")
    wanted = "audio" if arr_type == "lidarr" else "video"
    if not any(each.codec_type == wanted and not each.disposition.attached_pic for each in found.streams):
        return Verified(playable=Playable.BAD, why=f"it has no {wanted}")
    if _seconds(found.format.duration) == 0:
        return Verified(playable=Playable.BAD, why="it has no length")
    return Verified(playable=Playable.GOOD)


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


def _seconds(duration: str) -> float | None:
    """None where the container does not say."""
    try:
        return float(duration)
    except ValueError:
        return None
