"""
Failures as data: what goes wrong with the next requests, or for a while.
"""

from collections.abc import Iterable

from attrs import define, field

__all__ = ["Fault", "Faults"]


@define(kw_only=True)
class Fault:
    """
    One failure. *kind*:

    * `status`: answers *status* with *body* (empty: the application's usual 500)
    * `slow`: the answer takes *seconds* longer
    * `drop`: the connection is closed without an answer
    * `html`: 502 with a reverse proxy's page
    * `truncated`: only the first half of the answer's bytes, as if that were all
    * `cut`: the announced length, but the connection is closed halfway
    * `halting`: the second half of the answer's bytes comes *seconds* later

    *path* and *method* limit it (a part of the path; empty = any); *times* how often (None = until taken away). *after* lets the
    request be carried out first, so that only its answer is lost.
    """

    kind: str
    status: int = 500
    body: str = ""
    seconds: float = 0.0
    path: str = ""
    method: str = ""
    times: int | None = 1
    after: bool = False

    def concerns(self, method: str, path: str) -> bool:
        """Whether it strikes a request."""
        return self.times != 0 and self.path.lower() in path.lower() and self.method in ("", method)


@define
class Faults:
    """What goes wrong at present. Until `starting_until` (seconds) every request finds the application starting."""

    pending: list[Fault] = field(factory=list)
    starting_until: float = 0.0

    def add(self, *faults: Fault) -> None:
        """Let these happen."""
        self.pending.extend(faults)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.pending.clear()
        self.starting_until = 0.0

    def strike(self, method: str, path: str) -> list[Fault]:
        """The failures that concern a request: the first `slow` one and the first of another kind. Each is used up by one."""
        struck: list[Fault] = []
        for fault in _first_of_each(self.pending, method, path):
            if fault.times is not None:
                fault.times -= 1
            struck.append(fault)
        self.pending = [fault for fault in self.pending if fault.times != 0]
        return struck


def _first_of_each(faults: Iterable[Fault], method: str, path: str) -> list[Fault]:
    chosen: list[Fault] = []
    for fault in faults:
        is_slow = fault.kind == "slow"
        if fault.concerns(method, path) and not any((other.kind == "slow") is is_slow for other in chosen):
            chosen.append(fault)
    return chosen
