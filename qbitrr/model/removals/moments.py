"""
Moments on two clocks: the one everybody reads, which may jump, and the sum of seconds for which the program has run.
"""

from attrs import frozen

__all__ = ["Moment"]

_LOOK_AGAIN_SECONDS = 1.0


@frozen
class Moment:
    """
    `at` is in seconds since the epoch, `running_at` for how many seconds the program had run by then (see
    `qbitrr.actors.running_time`). What may end in a loss waits until both have passed: neither a clock that is set forward nor time
    in which nobody looked on ends it.
    """

    at: float
    running_at: float = 0.0

    def seconds_since(self, earlier: "Moment") -> float:
        """How much has passed for certain since an *earlier* moment; less than nothing if a clock was set back."""
        return min(self.at - earlier.at, self.running_at - earlier.running_at)

    def until(self, now: "Moment") -> "Moment":
        """This moment, or *now* where this is later: a clock was set back, or a crash cost some running time."""
        return Moment(min(self.at, now.at), min(self.running_at, now.running_at))

    def when(self, earlier: "Moment", seconds: float) -> float:
        """
        When, in seconds since the epoch, *seconds* will have passed since an *earlier* moment if no clock jumps. Running time grows in
        steps: while only that is missing, it is worth a look again in a second.
        """
        due = earlier.at + seconds
        missing = seconds - (self.running_at - earlier.running_at)
        return due if missing <= 0 else max(due, self.at + max(missing, _LOOK_AGAIN_SECONDS))
