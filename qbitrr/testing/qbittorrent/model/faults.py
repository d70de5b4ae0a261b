"""Trouble as data: what shall go wrong with the next requests."""

import re

from attrs import define, field, frozen

__all__ = ["Answered", "Dropped", "RequestFault", "RequestFaults", "Slow"]


@frozen(kw_only=True)
class Answered:
    """Answer *status* and *body* without looking at the request."""

    status: int = 500
    body: bytes = b"Internal Server Error"


@frozen
class Dropped:
    """Close the connection without an answer; *after_work* does what was asked first."""

    after_work: bool = False


@frozen
class Slow:
    """Answer as usual, but only after *seconds*."""

    seconds: float


RequestFault = Answered | Dropped | Slow


@define
class _Planned:
    fault: RequestFault
    path: re.Pattern[str]
    times: int | None


@define
class RequestFaults:
    """
    A list of planned faults; the first that matches a request strikes.

    `faults.next(Answered(status=403), path="auth/login")`: *path* is a regular expression for `scope/action`, *times* how
    often it strikes (`None`: until cleared).
    """

    _planned: list[_Planned] = field(factory=list)

    def next(self, fault: RequestFault, *, path: str = ".*", times: int | None = 1) -> None:
        """Let *fault* strike the next *times* requests whose `scope/action` matches *path*."""
        self._planned.append(_Planned(fault, re.compile(path), times))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._planned.clear()

    def strike(self, action: str) -> RequestFault | None:
        """The fault for a request to *action* (`scope/action`), used up by that."""
        for planned in self._planned:
            if planned.path.fullmatch(action):
                if planned.times is not None:
                    planned.times -= 1
                    if planned.times <= 0:
                        self._planned.remove(planned)
                return planned.fault
        return None
