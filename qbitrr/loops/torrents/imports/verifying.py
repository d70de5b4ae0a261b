"""
Having finished downloads looked into before they are handed over, one at a time. What cannot be looked into is handed over as it is.
"""

import os
import stat
from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen
from twisted.internet.defer import CancelledError, Deferred, TimeoutError
from twisted.logger import Logger

from qbitrr.decide.torrents.content.media import judged, main_media_file
from qbitrr.errors import NotReady
from qbitrr.loops.torrents.imports.ffprobe import Ffprobe, find_ffprobe
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.content.media import NOT_VERIFIED, Playable, Verified
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.wire.messages import FilesOf

__all__ = ["MediaVerification"]

# Less than lies between two requests to import: each is of a file that was looked at.
_GOOD_FOR_SECONDS = 600.0
_DISK_PATIENCE_SECONDS = 20.0
_AGAIN_SECONDS = 30.0
_TRIES = 2
_AS_IT_IS = "{name} is imported without being looked into: {why}"


@frozen
class _Kept:
    """What was found out, of what (the path, when it was written, its size), and when."""

    verified: Verified
    about: tuple[str, int, int] | None
    at: float


class MediaVerification(Part):
    """
    Verdicts by torrent. What was looked into is looked into again only when it is another file by then. Without ffprobe, or where files
    cannot be seen from here, everything may be imported, which is said once. *in_thread* calls what may block.
    """

    log = Logger()

    def __init__(self, context: PartContext, in_thread: Callable[..., Deferred[Any]]) -> None:
        self._context = context
        self._clock = context.clock
        self._in_thread = in_thread
        self._kept: dict[Key, _Kept] = {}
        self._wanted: dict[Key, Torrent] = {}
        self._tries: dict[Key, int] = {}
        self._not_before: dict[Key, float] = {}
        self._busy_with: Key | None = None
        self._said: set[str] = set()

    def known(self, key: Key) -> Verified:
        """What is known of a torrent. What is bad stays so until it was looked into anew, what was good does not."""
        kept = self._kept.get(key)
        if kept is None or (self._is_old(kept) and kept.verified.playable is not Playable.BAD):
            return NOT_VERIFIED
        return kept.verified

    def want(self, torrent: Torrent) -> None:
        """It is to be handed over: have it looked into, unless that was done."""
        key, now = torrent.key, self._clock.seconds()
        kept = self._kept.get(key)
        if kept is not None and not self._is_old(kept):
            return
        if key != self._busy_with and self._not_before.get(key, 0.0) <= now:
            self._wanted[key] = torrent
            self._next()

    def configured(self) -> None:
        self._not_before.clear()

    def gone(self, key: Key) -> None:
        for of_it in (self._kept, self._wanted, self._tries, self._not_before):
            of_it.pop(key, None)

    def _is_old(self, kept: _Kept) -> bool:
        return self._clock.seconds() - kept.at > _GOOD_FOR_SECONDS

    def _next(self) -> None:
        if self._busy_with is None and self._wanted:
            key = next(iter(self._wanted))
            self._busy_with = key
            self._context.begin(self._look(self._wanted.pop(key)))

    async def _look(self, torrent: Torrent) -> None:
        key = torrent.key
        kept: _Kept | None
        try:
            kept = await self._verify(torrent)
        except CancelledError:
            raise
        except NotReady as error:
            kept = self._failed(torrent, str(error))
        except Exception:
            self.log.failure("{name} could not be looked into", name=torrent.name)
            kept = self._unknown("it could not be looked into")
        finally:
            self._busy_with = None
        if kept is not None and key in self._context.share.torrents:
            self._kept[key] = kept
            self._tries.pop(key, None)
            self._not_before.pop(key, None)
            if kept.verified.playable is Playable.BAD:
                self.log.info(
                    "{name}: {file}: {why}", name=torrent.name, file=kept.verified.file, why=kept.verified.why
                )
        self._next()
        self._context.wake_for([key])

    def _failed(self, torrent: Torrent, why: str) -> _Kept | None:
        """It is tried once more, and then not held up any longer."""
        key = torrent.key
        if key not in self._context.share.torrents:
            return None
        tries = self._tries[key] = self._tries.get(key, 0) + 1
        if tries < _TRIES:
            self._not_before[key] = self._clock.seconds() + _AGAIN_SECONDS
            self._context.share.plan_by(key, self._not_before[key])
            return None
        self.log.warn(_AS_IT_IS, name=torrent.name, why=why)
        return self._unknown(why)

    async def _verify(self, torrent: Torrent) -> _Kept:
        key, arr_type = torrent.key, self._context.obeyed.rules().arr_type
        answer = await self._context.child.ask(FilesOf(instance=key[0], hash=key[1]))
        if not answer.files:
            raise NotReady("its files are not known")
        file = main_media_file(answer.files, arr_type)
        if file is None or ".." in file.name.split("/") or not torrent.save_path.startswith("/"):
            return self._unknown("it has no file that can be looked into")
        path = f"{torrent.save_path.rstrip('/')}/{file.name}"
        about = await self._off_thread(_seen, path)
        if about is None:
            self._say("what its clients have cannot be read from here")
            return self._unknown("its files cannot be read from here")
        kept = self._kept.get(key)
        if kept is not None and kept.about == about:
            return evolve(kept, at=self._clock.seconds())
        command = await self._off_thread(find_ffprobe, self._context.child.configure.data_folder)
        if not command:
            self._say("there is no ffprobe on this machine")
            return self._unknown("there is no ffprobe here")
        end = await Ffprobe(self._context.child.reactor, command, path).ended
        verified = evolve(judged(end.code, end.answer, end.trouble, arr_type), file=file.name)
        if verified.playable is Playable.UNKNOWN:
            self.log.warn(_AS_IT_IS, name=torrent.name, why=verified.why)
        return _Kept(verified, about, self._clock.seconds())

    async def _off_thread(self, look: Callable[[str], Any], path: str) -> Any:
        try:
            return await self._in_thread(look, path).addTimeout(_DISK_PATIENCE_SECONDS, self._clock)
        except TimeoutError as error:
            raise NotReady("the file system does not answer") from error

    def _unknown(self, why: str) -> _Kept:
        return _Kept(Verified(playable=Playable.UNKNOWN, why=why), None, self._clock.seconds())

    def _say(self, why: str) -> None:
        if why not in self._said:
            self._said.add(why)
            text = "{section}: downloads are imported without being looked into (VerifyBeforeImport), because {why}"
            self.log.warn(text, section=self._context.section, why=why)


def _seen(path: str) -> tuple[str, int, int] | None:
    """What tells a file from what it was before; None when none can be read from here. Blocks."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # a name that no file can have
        return None
    is_file = stat.S_ISREG(found.st_mode) and os.access(path, os.R_OK)
    return (path, found.st_mtime_ns, found.st_size) if is_file else None
