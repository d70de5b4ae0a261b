"""
What the scores of downloads are compared with: read from the Arr where a decision would turn on it, and again now and then.
"""

from collections.abc import Mapping

from attrs import frozen
from twisted.internet.defer import CancelledError
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.imports.scores import ScoreProfile, scores_of
from qbitrr.errors import NotThere, RemoteError
from qbitrr.loops.torrents.arr.library_files import items_of, score_profiles
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.loops.torrents.share import Key
from qbitrr.model.torrents.content.scores import FormatScores
from qbitrr.model.torrents.queue import Record

__all__ = ["ComparedScores"]

_AT_ONCE = 2
_READ_AGAIN_SECONDS = 600.0
# While nothing newer comes, what was read says something for so long.
_GOOD_FOR_SECONDS = 1800.0
_AGAIN_SECONDS = 300.0
_PROFILES_GOOD_FOR_SECONDS = 60.0
_NOT_NOW = frozenset({"importing", "imported", "ignored"})


@frozen
class _Read:
    """What was read, for a record of this release and these media."""

    about: tuple[object, ...]
    scores: FormatScores | None
    at: float


class ComparedScores(Part):
    """
    Reads for one download at a time, or two; asked only where downloads are given up for their scores. What cannot be read is not known,
    and nothing follows from it.
    """

    log = Logger()

    def __init__(self, context: PartContext, arr: Arr) -> None:
        self._context = context
        self._arr = arr
        self._clock = context.clock
        self._known: dict[Key, _Read] = {}
        self._wanted: dict[Key, Record] = {}
        self._reading: set[Key] = set()
        self._not_before: dict[Key, float] = {}
        self._profiles: Mapping[int, ScoreProfile] = {}
        self._profiles_read_at: float | None = None

    def known(self, key: Key, record: Record | None) -> FormatScores | None:
        """What a download is compared with, None while that is not known."""
        read = self._read_of(key, record)
        return read.scores if read is not None and self._clock.seconds() - read.at <= _GOOD_FOR_SECONDS else None

    def is_reading(self, key: Key, record: Record | None) -> bool:
        """Have it read if it is not known, or not of late; whether that is under way for a download about which nothing is known yet."""
        if record is None or not _is_comparable(record):
            return False
        now, read = self._clock.seconds(), self._read_of(key, record)
        if (read is None or now - read.at > _READ_AGAIN_SECONDS) and self._not_before.get(key, 0.0) <= now:
            self._want(key, record)
        return read is None and (key in self._wanted or key in self._reading)

    def configured(self) -> None:
        self._not_before.clear()

    def gone(self, key: Key) -> None:
        self._known.pop(key, None)
        self._wanted.pop(key, None)
        self._not_before.pop(key, None)

    def _read_of(self, key: Key, record: Record | None) -> _Read | None:
        read = self._known.get(key)
        return read if read is not None and record is not None and read.about == _about(record) else None

    def _want(self, key: Key, record: Record) -> None:
        if key not in self._reading:
            self._wanted[key] = record
            self._next()

    def _next(self) -> None:
        while self._wanted and len(self._reading) < _AT_ONCE:
            key = next(iter(self._wanted))
            record = self._wanted.pop(key)
            self._reading.add(key)
            self._context.begin(self._read(key, record))

    async def _read(self, key: Key, record: Record) -> None:
        scores: FormatScores | None = None
        is_read = False
        try:
            scores = await self._ask(record)
            is_read = True
        except NotThere:
            is_read = True  # what it is for is gone: nothing to compare with
        except CancelledError:
            raise
        except RemoteError as error:
            self.log.debug("{title}: its score cannot be compared: {why}", title=record.title, why=str(error))
        except Exception:
            self.log.failure("what the score of {title} is compared with could not be read", title=record.title)
        finally:
            self._reading.discard(key)
            self._next()
        now = self._clock.seconds()
        if key not in self._context.share.torrents:
            return  # it went meanwhile
        if is_read:
            self._not_before.pop(key, None)
            self._known[key] = _Read(_about(record), scores, now)
        else:
            self._not_before[key] = now + _AGAIN_SECONDS
        self._context.wake_for([key])

    async def _ask(self, record: Record) -> FormatScores | None:
        now = self._clock.seconds()
        if self._profiles_read_at is None or now - self._profiles_read_at > _PROFILES_GOOD_FOR_SECONDS:
            profiles = await self._arr.quality_profiles()
            self._profiles = score_profiles(profiles)
            self._profiles_read_at = now
        return scores_of(record, await items_of(self._arr, record), self._profiles)


def _is_comparable(record: Record) -> bool:
    return record.score is not None and bool(record.media_ids) and record.state not in _NOT_NOW


def _about(record: Record) -> tuple[object, ...]:
    return (record.hash, record.media_ids, record.quality_id, record.revision)
