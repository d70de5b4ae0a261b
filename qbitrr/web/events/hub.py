"""
The one place all who listen to live events are told from.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import LoopingCall
from twisted.logger import Logger
from twisted.web.server import Request

from qbitrr.model.access.sessions import BrowserSession
from qbitrr.model.access.web_access import WebAccess
from qbitrr.model.status import Overview
from qbitrr.web.events.listeners import EventListener, Wish
from qbitrr.web.events.patches import merge_patch, without_nulls
from qbitrr.web.events.recent import ByeEvent, GapEvent, PatchEvent, RecentEvents, SnapshotEvent, ToldEvent
from qbitrr.web.events.topics import Topic
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.event_lines import PingEvent, begin_stream, event_lines
from qbitrr.web.http.visits import visit_of
from qbitrr.web.settings import SettingsInForce

__all__ = ["BEAT_SECONDS", "LOOK_SECONDS", "STALLED_BEATS", "EventHub"]

LOOK_SECONDS = 1.0
BEAT_SECONDS = 15.0
STALLED_BEATS = 4
"""A client that took nothing for so many beats loses its connection."""
_BEGIN = b"retry: 3000\n\n"


@frozen
class _Known:
    """What was last told of a topic, and the mark it was made of."""

    mark: Any
    value: dict[str, Any]


class EventHub:
    """
    Looks at the *topics* somebody listens to once a second, and tells what changed; while nobody listens it does nothing. *overview* is
    the state they are looked at in. How many may listen is said by the *settings* of the moment, whose sessions hold by *signed_in*;
    whoever may not come in any more hears no more. Its owner calls `stop`.
    """

    log = Logger()

    def __init__(
        self,
        topics: Sequence[Topic],
        overview: Callable[[], Overview],
        settings: SettingsInForce,
        clock: IReactorTime,
        *,
        signed_in: Callable[[WebAccess], Iterable[BrowserSession]] = lambda _: (),
    ) -> None:
        self._signed_in = signed_in
        self._topics = {each.name: each for each in topics}
        self._overview = overview
        self._settings = settings
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._troubles: dict[str, str] = {}
        self._recent = RecentEvents(secrets.token_hex(4))
        self._listeners: set[EventListener] = set()
        self._by_address: Counter[str] = Counter()
        self._stopped = False
        self._next_beat = 0.0
        self._loop: LoopingCall | None = None

    @property
    def names(self) -> frozenset[str]:
        """Of all topics."""
        return frozenset(self._topics)

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def listen(self, request: Request, wish: Wish) -> Deferred[bytes]:
        """Tell *request* what it wishes for until one of us ends it. Raises a 429 `Refusal` for too many. Cancelling ends the stream."""
        visit, limits = visit_of(request), self._settings.current.limits
        if (
            len(self._listeners) >= limits.most_listeners
            or self._by_address[visit.client] >= limits.most_listeners_of_address
        ):
            raise Refusal(429, "too many listen to events", retry_after=30)
        begin_stream(request)
        listener = EventListener(request, visit, wish.topics, caught_up=self._catch_up, left=self._left)
        if self._stopped:
            request.write(_BEGIN)
            return self._ended(listener, "stopping")
        self._listeners.add(listener)
        self._by_address[visit.client] += 1
        listener.begin()
        if self._loop is None:
            self._start()  # looks at once; the new one gets what is known after that
        if not listener.is_over:
            request.write(_BEGIN)
            self._welcome(listener, wish.last_seen)
        return listener.done

    def stop(self) -> None:
        """End every stream."""
        self._stopped = True
        for listener in tuple(self._listeners):
            self._ended(listener, "stopping")

    def _start(self) -> None:
        self._next_beat = self._clock.seconds() + BEAT_SECONDS
        # A new one each time: of the last one a turn may still be waiting for the journal.
        self._loop = LoopingCall(self._turn)
        self._loop.clock = self._clock
        self._loop.start(LOOK_SECONDS).addErrback(lambda failure: self.log.failure("looking has ended", failure))

    def _ended(self, listener: EventListener, why: str) -> Deferred[bytes]:
        listener.end(event_lines("bye", ByeEvent(why=why)))
        return listener.done

    def _left(self, listener: EventListener) -> None:
        if listener in self._listeners:
            self._listeners.discard(listener)
            self._by_address -= Counter((listener.visit.client,))
        if not self._listeners and self._loop is not None:
            loop, self._loop = self._loop, None
            loop.stop()

    # What one listener is told

    def _welcome(self, listener: EventListener, last_seen: str) -> None:
        """Everything there is, or what it missed if that is known."""
        missed = self._recent.since(last_seen, listener.topics) if last_seen else None
        if missed is None:
            self._everything(listener, is_gap=bool(last_seen))
            return
        listener.is_behind = False
        for each in missed:
            listener.tell(each.lines)

    def _catch_up(self, listener: EventListener) -> None:
        """It takes more, and lost what was dropped."""
        self._everything(listener, is_gap=True)

    def _everything(self, listener: EventListener, *, is_gap: bool) -> None:
        listener.is_behind = False
        topics = [name for name in self._topics if name in listener.topics]
        if is_gap:
            listener.tell(event_lines("gap", GapEvent(topics=topics)))
        id = self._recent.id_of(self._recent.number)
        for name in topics:
            if (known := self._known.get(name)) is not None:
                listener.tell(event_lines("snapshot", SnapshotEvent(topic=name, value=known.value), id))

    # What all are told

    async def _turn(self) -> None:
        self._let_go()
        try:
            overview = self._overview()
            for topic in self._topics.values():
                if any(topic.name in each.topics for each in self._listeners):
                    await self._look(topic, overview)
        except Exception:  # a LoopingCall stops for good at the first failure; the next second is another try
            self.log.failure("nothing can be told for now")
        now = self._clock.seconds()
        if now >= self._next_beat:
            self._next_beat = now + BEAT_SECONDS
            self._beat(int(now))

    async def _look(self, topic: Topic, overview: Overview) -> None:
        """Tell what changed of one topic. One that cannot be looked at is told of again when it can."""
        try:
            mark = await _now(topic.mark(overview))
            if topic.name in self._known and self._known[topic.name].mark == mark:
                return
            value = without_nulls(msgspec.to_builtins(await _now(topic.show(mark)), str_keys=True))
        except Exception as error:
            if not self._stopped and self._troubles.get(topic.name) != str(error):
                self._troubles[topic.name] = str(error)
                self.log.failure("nothing can be told of {topic}", topic=topic.name)
            return
        self._troubles.pop(topic.name, None)
        known, self._known[topic.name] = self._known.get(topic.name), _Known(mark, value)
        if known is None:
            self._tell(self._recent.add("snapshot", SnapshotEvent(topic=topic.name, value=value)))
        elif patch := merge_patch(known.value, value):
            self._tell(self._recent.add("patch", PatchEvent(topic=topic.name, patch=patch)))

    def _tell(self, told: ToldEvent) -> None:
        for listener in tuple(self._listeners):
            if told.topic in listener.topics:
                listener.tell(told.lines)

    def _let_go(self) -> None:
        """End the streams of those who came in by settings or a session that hold no more."""
        access = self._settings.current.access
        signed_in: set[str] | None = None
        for listener in tuple(self._listeners):
            visit = listener.visit
            if visit.access is access and visit.session is None:
                continue
            if visit.session is not None and signed_in is None:
                signed_in = {each.id for each in self._signed_in(access)}
            if visit.access != access or (visit.session is not None and visit.session.id not in (signed_in or ())):
                self._ended(listener, "access")

    def _beat(self, now: int) -> None:
        """Show that we live, and let go who does not."""
        ping = event_lines("ping", PingEvent(ts=now))
        for listener in tuple(self._listeners):
            if not listener.is_paused:
                listener.tell(ping)
            elif listener.stalled() >= STALLED_BEATS:
                listener.cut()


async def _now(value: Any) -> Any:
    """*value*, or what it fires with."""
    return await value if isinstance(value, Deferred) else value
