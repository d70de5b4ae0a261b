"""
Nothing to do, and why. The answer to "why is this still here?".
"""

from qbitrr.decide.phrases import span
from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.decide.torrents.finished import due
from qbitrr.decide.torrents.hand_over import IMPORT_ATTEMPTS
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.told import set_aside
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told

__all__ = ["left_alone"]


def left_alone(look: Look) -> Reason:
    """The most telling reason for doing nothing."""
    if set_aside(look):
        text = f"{look.rules.section} was told to ignore it, so it is left alone until its category changes."
        return look.reason(code="set_aside", text=text, measured={"told": str(look.facts.told)})
    return _finished(look) if look.complete else _unfinished(look)


def _finished(look: Look) -> Reason:
    memory, record = look.memory, look.record
    if look.rules.is_arr and not look.facts.queue_known:
        text = "The Arr's queue cannot be read: it is neither imported nor removed until it can."
        return look.reason(code="queue_unknown", text=text)
    if look.rules.is_arr and IMPORTED not in look.tags:
        measured: dict[str, Value] = {
            "record": record.state if record is not None else None,
            "attempts": memory.imports.attempts,
            "told": str(look.facts.told),
        }
        if memory.replaced.rejected:
            text = "The Arr refused it and was told to look for another one; it only keeps its seeding duty."
            return look.reason(code="rejected", text=text, measured=measured)
        if memory.imports.attempts >= IMPORT_ATTEMPTS:
            text = f"The Arr was asked {memory.imports.attempts} times to import it and did not: it needs a look."
            return look.reason(code="import_given_up", text=text, measured=measured)
        if look.facts.path_objection:
            text = f"It is not handed over: {look.facts.path_objection}. It needs a look."
            return look.reason(code="import_path", text=text, measured=measured)
        if record is None and look.facts.told is Told.NONE:
            text = "It is complete, but the Arr neither lists it nor ever grabbed it: nothing is imported."
            return look.reason(code="not_for_the_arr", text=text, measured=measured)
        text = "It is complete and waits for the Arr to import it."
        return look.reason(code="import_waiting", text=text, measured=measured)
    if due(look):
        unknown = look.duty is Duty.UNKNOWN
        text = "Its seeding limit is reached, but " + ("its trackers are not known." if unknown else "a duty is open.")
        return look.reason(code="hit_and_run", text=text, measured={"hit_and_run": str(look.duty)})
    limits = look.limits
    if not limits.known and look.rules.seeding.remove > 0:
        text = "Its trackers are not known, and with them its limits and duties: it stays."
        return look.reason(code="trackers_unknown", text=text, measured={"hit_and_run": str(look.duty)})
    return look.reason(
        code="seeding",
        text="It is complete and seeds; no limit that removes it is reached.",
        measured={"ratio": look.torrent.ratio, "seeding_seconds": look.torrent.seeding_time_seconds},
        configured={"remove": look.rules.seeding.remove, "ratio": limits.ratio, "seeding_seconds": limits.time_seconds},
    )


def _unfinished(look: Look) -> Reason:
    torrent = look.torrent
    if look.young:
        window = look.rules.ignore_younger_than_seconds
        text = f"It was added less than {span(window)} ago and is given time."
        return look.reason(code="young", text=text, configured={"ignore_younger_than_seconds": window})
    return look.reason(
        code="in_progress",
        text=f"It is not finished and nothing is wrong with it ({torrent.state}).",
        measured={
            "state": torrent.state,
            "progress": torrent.progress,
            "eta_seconds": torrent.eta_seconds,
            "idle_seconds": look.idle_seconds,
        },
    )
