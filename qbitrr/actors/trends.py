"""
How fast the clients load and how much room there was, over the last hours and days: in memory, and bounded.
"""

from collections import deque
from collections.abc import Callable, Mapping

from attrs import define, field
from twisted.internet.interfaces import IReactorTime
from twisted.logger import Logger

from qbitrr.actors.services import TurningService
from qbitrr.decide.space.known import free_by_disk
from qbitrr.errors import Unknown
from qbitrr.model.shown.trends import ClientSpeeds, Trend
from qbitrr.model.status import Overview

__all__ = ["Ring", "Trends"]

_EVERY_SECONDS = 5.0
_HOUR, _DAY = 3600, 86_400
_RANGES = {"5m": (300, 10), "1h": (_HOUR, 10), "24h": (_DAY, 300), "7d": (7 * _DAY, 1800), "30d": (30 * _DAY, 7200)}
"""How far back, and how long each span is, in seconds."""
_MOST_DISKS = 20
_DOWN, _UP, _FREE = "down", "up", "free/"


@define
class _Span:
    """The measurements of one span: their sums and how many there are, by what was measured."""

    number: int
    sums: dict[str, tuple[int, int]] = field(factory=dict)

    def add(self, values: Mapping[str, int]) -> None:
        for name, value in values.items():
            total, count = self.sums.get(name, (0, 0))
            self.sums[name] = total + value, count + 1

    def mean(self, name: str) -> int | None:
        total, count = self.sums.get(name, (0, 0))
        return round(total / count) if count else None


class Ring:
    """Measurements of the last *length_seconds* as means of spans of *step_seconds*; older ones are dropped."""

    def __init__(self, length_seconds: int, step_seconds: int) -> None:
        self._step = step_seconds
        self._most = length_seconds // step_seconds
        self._spans: deque[_Span] = deque(maxlen=self._most)

    def add(self, at: float, values: Mapping[str, int]) -> None:
        """What was measured at *at*. What is of a time before the newest (the clock was set back) counts for the newest."""
        number = int(at // self._step)
        if self._spans and number + self._most < self._spans[-1].number:
            self._spans.clear()  # by another clock: what was measured by the former one fits in nowhere
        if not self._spans or number > self._spans[-1].number:
            self._spans.append(_Span(number))
        self._spans[-1].add(values)

    def trend(self, now: float) -> Trend:
        """What there is, from the first measurement to *now*; a span that has only begun is left out until something is measured in it."""
        last = max(int(now // self._step), self._spans[-1].number if self._spans else 0)
        known = {each.number: each for each in self._spans if each.number > last - self._most}
        first = min(known, default=last)
        numbers = range(first, last + 1 if last in known else last)
        disks = sorted({name for each in known.values() for name in each.sums if name.startswith(_FREE)})

        def means(name: str) -> tuple[int | None, ...]:
            return tuple(known[each].mean(name) if each in known else None for each in numbers)

        return Trend(
            step_seconds=self._step, since=float(first * self._step), down=means(_DOWN), up=means(_UP),
            free={name.removeprefix(_FREE): means(name) for name in disks},
        )  # fmt: skip


class Trends(TurningService):
    """
    Measures every five seconds what is known anyway, and asks nobody for it: *speeds* gives those of clients that tell them, by section,
    *overview* what is free.
    """

    log = Logger()

    def __init__(
        self, *, speeds: Callable[[], Mapping[str, ClientSpeeds]], overview: Callable[[], Overview], clock: IReactorTime
    ) -> None:
        super().__init__(clock)
        self._speeds = speeds
        self._overview = overview
        self._clock = clock
        self._rings = {name: Ring(*lengths) for name, lengths in _RANGES.items()}

    def trend(self, range: str) -> Trend:
        """The last five minutes, hour, day, week or month (`5m`, `1h`, `24h`, `7d`, `30d`). Raises `Unknown` for anything else."""
        if range not in self._rings:
            raise Unknown(f"Unknown range {range}")
        return self._rings[range].trend(self._clock.seconds())

    def speeds(self) -> Mapping[str, ClientSpeeds]:
        """How fast each client is now, by its section; one that does not tell is left out."""
        return self._speeds()

    async def _turn(self) -> float:
        speeds = self._speeds().values()
        free = list(free_by_disk(self._overview()).items())[:_MOST_DISKS]
        values = {f"{_FREE}{name}": size for name, size in free}
        if speeds:
            values |= {_DOWN: sum(each.down for each in speeds), _UP: sum(each.up for each in speeds)}
        for ring in self._rings.values():
            ring.add(self._clock.seconds(), values)
        return _EVERY_SECONDS

    def _failed(self, error: Exception) -> float:
        self.log.failure("what goes on was not measured")
        return _EVERY_SECONDS
