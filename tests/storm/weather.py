"""
What happens in a storm, drawn from a seed before it begins. Pure.
"""

from collections.abc import Sequence
from random import Random

from attrs import frozen

from tests.storm.scenario import Kind

__all__ = ["TROUBLES", "Round", "Shot", "Trouble", "forecast"]


@frozen(kw_only=True)
class Shot:
    """A kill of *victim* before or after a request to *program* that matches *pattern*, *delay* seconds later."""

    victim: str
    program: str
    pattern: str
    moment: str
    delay: float


@frozen(kw_only=True)
class Trouble:
    """
    Something that goes wrong for a while: a wrong answer of *programs* to what matches *pattern*, or one of `disk`, `forward`,
    `back` and `second_thoughts`, which happen elsewhere.
    """

    kind: str
    programs: str = ""
    pattern: str = ""

    @property
    def name(self) -> str:
        """How it is told."""
        return f"{self.kind} of {'+'.join(self.programs)} {self.pattern}".replace(" of  ", "").strip()


@frozen(kw_only=True)
class Round:
    """New stories, then a kill while they are dealt with; before it perhaps an undo, and *trouble* around it all."""

    stories: tuple[Kind, ...]
    shot: Shot | None = None
    undo: bool = False
    trouble: Trouble | None = None


_LISTINGS = r"GET (sync/maindata|torrents/info)"
TROUBLES = (
    Trouble(kind="500", programs="AR"),
    Trouble(kind="html", programs="BR"),
    Trouble(kind="garbage", programs="AR"),
    Trouble(kind="null", programs="ABR"),
    Trouble(kind="list", programs="ABR"),
    Trouble(kind="hang", programs="A"),
    Trouble(kind="hang", programs="R", pattern=r"POST command|GET queue"),
    Trouble(kind="403", programs="AB"),
    Trouble(kind="ban", programs="B"),
    Trouble(kind="empty", programs="A", pattern=_LISTINGS),
    Trouble(kind="shrunk", programs="A", pattern=_LISTINGS),
    Trouble(kind="upper", programs="AB", pattern=_LISTINGS),
    Trouble(kind="refuse", programs="R", pattern=r"DELETE queue|POST "),
    Trouble(kind="cut", programs="ABR", pattern=r"POST |DELETE "),
    Trouble(kind="second_thoughts", programs="R", pattern=r"DELETE queue|POST history/failed"),
    Trouble(kind="disk"),
    Trouble(kind="forward"),
    Trouble(kind="back"),
)
# Where to strike, and the stories that lead there.
_GIVEN_UP = (Kind.STALLED, Kind.FAILED, Kind.TWIN, Kind.MANAGED)
_ANY = (*_GIVEN_UP, Kind.LIMIT)
_POINTS: tuple[tuple[str, str, tuple[Kind, ...]], ...] = (
    ("AB", r"POST torrents/stop", _ANY),
    ("AB", r"POST torrents/addTags .*quarantine", _ANY),
    ("AB", r"POST torrents/setAutoManagement", (Kind.MANAGED,)),
    ("AB", r"POST torrents/setCategory", _ANY),
    ("AB", r"POST torrents/delete", (Kind.LIMIT,)),
    ("AB", r"GET torrents/info .*hashes", _ANY),
    ("AB", r"GET sync/maindata", _ANY),
    ("R", r"DELETE queue/", _GIVEN_UP),
    ("R", r"POST history/failed", (Kind.FAILED,)),
    ("R", r"POST command .*MoviesSearch", _GIVEN_UP),
    ("R", r"POST command .*DownloadedMoviesScan", (Kind.FINISHED,)),
    ("R", r"GET history", (Kind.FINISHED, Kind.FAILED)),
    ("R", r"GET command", _GIVEN_UP),
    ("AB", r"POST torrents/removeTags", ()),
    ("AB", r"POST torrents/start", ()),
)  # an undo leads to the last ones
_BYSTANDERS = (Kind.MOVING, Kind.PROTECTED, Kind.UNKNOWN, Kind.HALF_TWIN, Kind.SHARED, Kind.AGAIN, Kind.FINISHED)
_VICTIMS = ("supervisor",) * 5 + ("torrent",) * 2 + ("search", "forkserver")
_DELAYS = (0.0, 0.0, 0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


def forecast(seed: int, kills: int, troubles: Sequence[Trouble] = TROUBLES) -> tuple[Round, ...]:
    """
    The rounds of a storm with so many kills. Each of *troubles* comes at least once, every other one with a kill in it; the same
    seed gives the same rounds.
    """
    random = Random(seed)
    waiting: list[Trouble] = []
    rounds: list[Round] = []
    count = max(kills, len(troubles))
    for number in range(count):
        if not waiting:
            waiting = random.sample(list(troubles), len(troubles))
        # As many as there are rounds for: each comes once in a short storm; in a long one, one round in three has one.
        wanted = max(len(troubles), len(range(0, kills, 3)))
        due = troubles and wanted * (number + 1) > count * sum(each.trouble is not None for each in rounds)
        trouble = waiting.pop() if due else None
        rounds.append(_round(random, trouble, armed=number < kills))
    return tuple(rounds)


def _round(random: Random, trouble: Trouble | None, *, armed: bool) -> Round:
    programs, pattern, leading = random.choice(_POINTS)
    stories = [random.choice(leading)] if leading else [random.choice(_ANY)]
    if random.random() < 0.6:
        stories.append(random.choice(_BYSTANDERS))
    shot = Shot(
        victim=random.choice(_VICTIMS), program=random.choice(programs), pattern=pattern,
        moment=random.choice(("before", "after")), delay=random.choice(_DELAYS),
    )  # fmt: skip
    undo = not leading or random.random() < 0.25
    return Round(stories=tuple(stories), shot=shot if armed else None, undo=undo, trouble=trouble)
