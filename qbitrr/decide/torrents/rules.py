"""
What happens to a torrent: the eighteen rules, asked in order; the first that answers ends it.
"""

from collections.abc import Callable

from attrs import frozen

from qbitrr.decide.seeding.hit_and_run import has_duties
from qbitrr.decide.torrents.finished import at_limit, resume_seeding
from qbitrr.decide.torrents.hand_over import custom_format, hand_over
from qbitrr.decide.torrents.inspection import inspect_complete, inspect_files
from qbitrr.decide.torrents.left_alone import left_alone
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.observe import observe
from qbitrr.decide.torrents.stalled import inactive, resume_download, slow, stalled
from qbitrr.decide.torrents.states import (
    busy,
    error_state,
    failed_category,
    forced,
    free_space,
    ignored,
    missing_files,
    recheck_category,
)
from qbitrr.decide.torrents.tags import keep_tags
from qbitrr.decide.torrents.told import ask_the_arr, set_aside, watch_forgotten
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Step
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import COMPLETE_STATES, DOWNLOAD_STATES, META_STATES, Torrent, normal_state

__all__ = ["Decision", "decide", "needs_files", "needs_trackers"]


@frozen(kw_only=True)
class Decision:
    """
    What to do with a torrent now. `rule` is the rule that ended the evaluation (0: it could not be judged), `why` the
    reason also when nothing is done, `steps` in the order they are meant, each with its own reason; `memory` what to
    remember. Until `look_again_at` (1 s to 6 h ahead) time alone does not change the steps. `asks_history`: what the Arr's
    history says of it now would make a difference.
    """

    rule: int
    why: Reason
    steps: tuple[Step, ...]
    memory: Memory
    look_again_at: float
    asks_history: bool = False


_BEFORE_TAGS: tuple[Callable[[Look], Reason | None], ...] = (
    failed_category,
    recheck_category,
    ignored,
    busy,
    missing_files,
    error_state,
    free_space,
)
_AFTER_TAGS: tuple[Callable[[Look], Reason | None], ...] = (
    custom_format,
    inspect_complete,
    hand_over,
    at_limit,
    inspect_files,
    forced,
    stalled,
    resume_download,
    inactive,
    slow,
    resume_seeding,
)
# What a person took out of the Arr's hands is neither imported nor given up nor removed.
_SET_ASIDE: tuple[Callable[[Look], Reason | None], ...] = (forced, resume_download, resume_seeding)


def decide(facts: TorrentFacts, rules: OwnerRules, memory: Memory, now: float) -> Decision:
    """
    Decide about one torrent at *now* (seconds since the epoch).

    *memory* is what the last decision returned, passed through `qbitrr.decide.torrents.remembered` for every step that succeeded since.
    Never raises for any facts. While the Arr's queue cannot be read, nothing is imported, removed at a limit or given up; the
    rest goes on.
    """
    look = Look(facts, rules, memory, now)
    observe(look)
    watch_forgotten(look)
    why = _first(look, _BEFORE_TAGS)
    if why is None:
        ask_the_arr(look)
        keep_tags(look)
        why = _first(look, _SET_ASIDE if set_aside(look) else _AFTER_TAGS) or left_alone(look)
    return Decision(
        rule=why.rule, why=why, steps=tuple(look.steps), memory=look.memory, look_again_at=look.look_again_at,
        asks_history=look.asks_history,
    )  # fmt: skip


def needs_files(torrent: Torrent, rules: OwnerRules, memory: Memory, *, listed: bool = False) -> bool:
    """Whether its file list would make a difference, so that it should be asked for. *listed*: its Arr has a record of it."""
    if not rules.is_arr or memory.inspected_at is not None:
        return False
    state = normal_state(torrent.state)
    if state in COMPLETE_STATES:
        return listed and IMPORTED not in torrent.tags and memory.heard.told is not Told.IMPORTED
    return state in DOWNLOAD_STATES and state not in META_STATES


def needs_trackers(torrent: Torrent, rules: OwnerRules) -> bool:
    """Whether the tracker list of this torrent would make a difference."""
    rows = rules.rows_on(torrent.instance)
    return bool(rows) or has_duties(rules, rows)


def _first(look: Look, asked: tuple[Callable[[Look], Reason | None], ...]) -> Reason | None:
    for rule in asked:
        why = rule(look)
        if why is not None:
            return why
    return None
