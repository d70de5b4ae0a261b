"""
A rule as a value: what must all be so, and what is done then.
"""

from collections.abc import Callable

from attrs import field, frozen

from qbitrr.decide.torrents.look import Look
from qbitrr.model.reasons import Reason

__all__ = ["Check", "Judge"]

Check = Callable[[Look], bool]
"""One question about a torrent. It is known by its name, by which its words are found (`qbitrr.decide.torrents.asking.words`)."""


@frozen
class Judge:
    """
    `checks` are asked in order; the first that does not hold ends it, and `otherwise` is done, if anything. When all hold, `then` gives
    the reason why no other rule is asked, None if they are all the same. `further` is what `then` distinguishes, for whoever wants to
    see it.

    `states` are those in which its checks can hold at all, so that most torrents need not be asked (None: any, or something is to be done
    `otherwise`). `at_once` answers all of its checks, for whoever does not want to see them.
    """

    then: Callable[[Look], Reason | None]
    checks: tuple[Check, ...] = ()
    further: tuple[Check, ...] = field(default=(), kw_only=True)
    otherwise: Callable[[Look], None] | None = field(default=None, kw_only=True)
    states: frozenset[str] | None = field(default=None, kw_only=True)
    at_once: Check | None = field(default=None, kw_only=True)

    @property
    def name(self) -> str:
        """The name of its rule."""
        return self.then.__name__
