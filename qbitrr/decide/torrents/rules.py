"""
What happens to a torrent: its rules, asked in the order of the table; the first that answers ends it. Our tags follow what is true of it.
"""

from collections.abc import Callable
from functools import cache

from msgspec import Struct

from qbitrr.decide.seeding.hit_and_run import Duty, has_duties
from qbitrr.decide.torrents.asking.judge import Judge
from qbitrr.decide.torrents.asking.judges import JUDGES
from qbitrr.decide.torrents.content.inspection import wants_files
from qbitrr.decide.torrents.finished import removing
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.observe import begin_anew, is_incomplete_download, observe
from qbitrr.decide.torrents.told import ask_the_arr, set_aside, watch_forgotten
from qbitrr.model.reasons import Reason
from qbitrr.model.rule_table import RULES, Need, OwnerKind, Rule, RuleStage
from qbitrr.model.steps import AddTags, RemoveTags, Step, step_name
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, HNR_ACTIVE, IMPORTED
from qbitrr.model.torrents.torrent import Torrent

__all__ = [
    "Ask",
    "Decision",
    "answer",
    "decide",
    "evaluate",
    "keep_tags",
    "needs_files",
    "needs_trackers",
    "step_names",
]

_ANY_STATE = ""
Ask = Callable[[Judge, Look], Reason | None]
"""How a judge is asked: for whoever wants to note what it says."""


class Decision(Struct, frozen=True, kw_only=True, gc=False):
    """
    What to do with a torrent now. `rule` is the rule that ended the evaluation (0: it could not be judged), `why` the
    reason also when nothing is done, `steps` in the order they are meant, each with its own reason; `memory` what to
    remember. Until `look_again_at` (1 s to 6 h ahead) time alone does not change the steps. `asks_history`: what the Arr's
    history says of it now would make a difference. `remark` is what a person should know beside that.
    """

    rule: int
    why: Reason
    steps: tuple[Step, ...]
    memory: Memory
    look_again_at: float
    asks_history: bool = False
    remark: Reason | None = None


def step_names(decision: Decision) -> tuple[str, ...]:
    """What a decision wants done, beside tags."""
    return tuple(step_name(step) for step in decision.steps if not isinstance(step, AddTags | RemoveTags))


def decide(facts: TorrentFacts, rules: OwnerRules, memory: Memory, now: float) -> Decision:
    """
    Decide about one torrent at *now* (seconds since the epoch).

    *memory* is what the last decision returned, passed through `qbitrr.decide.torrents.remembered` for every step that succeeded since.
    Never raises for any facts. While the Arr's queue cannot be read, nothing is imported, removed at a limit or given up; the
    rest goes on.
    """
    look = Look(facts, rules, memory, now)
    why = evaluate(look)
    return Decision(
        rule=why.rule, why=why, steps=tuple(look.steps), memory=look.memory, look_again_at=look.look_again_at,
        asks_history=look.asks_history, remark=look.remark,
    )  # fmt: skip


def answer(judge: Judge, look: Look) -> Reason | None:
    """What a rule has to say about a torrent, None if it does not apply."""
    for check in judge.checks if judge.at_once is None else (judge.at_once,):
        if not check(look):
            if judge.otherwise is not None:
                judge.otherwise(look)
            return None
    return judge.then(look)


def evaluate(look: Look, ask: Ask = answer) -> Reason:
    """
    Ask the rules, in order, until one has an answer; `look.rule` is that one then. Whoever wants to note what they say is asked for all,
    else those are left out that say nothing in its state.
    """
    kind = look.rules.kind
    observe(look)
    watch_forgotten(look)
    state = look.state if ask is answer else _ANY_STATE
    why = _first(look, _asked(RuleStage.FIRST, kind, state, False), ask)
    if why is None:
        ask_the_arr(look)
        keep_tags(look)
        why = _first(look, _asked(RuleStage.THEN, kind, state, set_aside(look)), ask)
    assert why is not None  # the last rule has an answer for everything
    return why


def needs_files(torrent: Torrent, rules: OwnerRules, memory: Memory, *, listed: bool = False) -> bool:
    """Whether its file list would make a difference, so that it should be asked for. *listed*: its Arr has a record of it."""
    return Need.FILES in _needs(rules.kind) and wants_files(torrent, memory, listed=listed)


def needs_trackers(torrent: Torrent, rules: OwnerRules) -> bool:
    """Whether the tracker list of this torrent would make a difference."""
    rows = rules.rows_on(torrent.instance)
    return Need.TRACKERS in _needs(rules.kind) and (bool(rows) or has_duties(rules, rows))


@cache
def _asked(stage: RuleStage, kind: OwnerKind, state: str, set_aside: bool) -> tuple[tuple[Rule, Judge], ...]:
    """
    What is asked about the torrents of such an owner in a state; what a person took out of the Arr's hands is only kept running. Asked
    for each torrent, so that its arguments have no names.
    """
    asked = [rule for rule in RULES if rule.stage is stage and kind in rule.owners]
    judges = [(rule, JUDGES[rule.name]) for rule in asked if rule.also_set_aside or not set_aside]
    return tuple(
        (rule, each) for rule, each in judges if state == _ANY_STATE or each.states is None or state in each.states
    )


@cache
def _needs(kind: OwnerKind) -> frozenset[Need]:
    return frozenset(need for rule in RULES if kind in rule.owners for need in rule.needs)


def _first(look: Look, asked: tuple[tuple[Rule, Judge], ...], ask: Ask) -> Reason | None:
    for look.rule, judge in asked:
        why = ask(judge, look)
        if why is not None:
            return why
    return None


def keep_tags(look: Look) -> None:
    """Bring `imported`, `hnr_active` and `allowed_seeding` in line with the facts."""
    if IMPORTED in look.tags and is_incomplete_download(look):
        # The hash begins a new life: what the Arr said about the old one is over.
        begin_anew(look)
        look.remove_tags((IMPORTED,), Reason(code="downloading_again", text="It is being downloaded again."))
    _duty_tag(look)
    if look.complete and not removing(look):
        if ALLOWED_SEEDING not in look.tags:
            look.add_tag(ALLOWED_SEEDING, Reason(code="may_seed", text="It is complete and may seed."))
    elif ALLOWED_SEEDING in look.tags:
        text = "It is about to be removed." if look.complete else "It is not complete."
        look.remove_tags((ALLOWED_SEEDING,), Reason(code="may_not_seed", text=text))


def _duty_tag(look: Look) -> None:
    if look.duty is Duty.UNMET:
        # The duty is also shown in the API: without tags nothing is lost.
        if HNR_ACTIVE not in look.tags and not look.rules.tagless:
            look.add_tag(HNR_ACTIVE, Reason(code="hit_and_run", text="A Hit-and-Run duty is open."))
    elif look.duty is not Duty.UNKNOWN and HNR_ACTIVE in look.tags:
        text = f"No Hit-and-Run duty is open ({look.duty})."
        look.remove_tags((HNR_ACTIVE,), Reason(code="hit_and_run_over", text=text))
