"""
When the Arr's history is to be asked about a download, and what follows from its answer.
"""

from msgspec.structs import replace

from qbitrr.decide.torrents.look import Look
from qbitrr.model.torrents.memory import Forgotten, Heard, Memory
from qbitrr.model.torrents.queue import WAITING_STATES
from qbitrr.model.torrents.tags import IMPORTED
from qbitrr.model.torrents.told import Told, Word

__all__ = [
    "FORGOTTEN_SECONDS",
    "FRESH_SECONDS",
    "SETTLE_SECONDS",
    "ask_the_arr",
    "forgotten",
    "has_said_just_now",
    "heard",
    "is_fresh",
    "proven_imported",
    "set_aside",
    "settled",
    "undated",
    "unheard",
    "watch_forgotten",
]

SETTLE_SECONDS = 60.0
"""The Arr and the client get this long after completion to agree on what is where."""
_AGAIN_SECONDS = (60.0, 300.0, 900.0, 3600.0, 6 * 3600.0)
_SAME_SECONDS = 3600.0
FRESH_SECONDS = 600.0
"""What ends in a loss is decided with an answer no older than this."""
_JUST_NOW_SECONDS = 60.0
FORGOTTEN_SECONDS = 86_400.0
"""For so long, while we watch, the Arr must know nothing of a download before it counts as forgotten by it."""
_NOTED_EVERY_SECONDS = 60.0
# What the next answer may change. An import, a failure and "leave it alone" stand until the Arr grabs it again.
_OPEN = frozenset({Told.UNKNOWN, Told.NONE, Told.GRABBED})


def heard(memory: Memory, word: Word, now: float) -> Memory:
    """The Arr answered so at *now*."""
    asks = memory.heard.asks + 1 if memory.heard.told is word.told else 1
    return replace(memory, heard=Heard(told=word.told, event_at=word.event_at, asked_at=now, asks=asks))


def undated(memory: Memory) -> Memory:
    """The event of which it was heard is gone from the Arr's history; what it said is kept."""
    return replace(memory, heard=replace(memory.heard, event_at=0))


def unheard(memory: Memory) -> Memory:
    """What was said concerned another download."""
    return replace(memory, heard=Heard())


def proven_imported(look: Look) -> bool:
    """Whether it was imported: by our tag, its record, or the Arr's history. A record that is merely gone proves nothing."""
    return IMPORTED in look.tags or look.memory.recorded.imported or look.facts.told is Told.IMPORTED


def settled(look: Look, seconds: float = SETTLE_SECONDS) -> bool:
    """Whether *seconds* have passed since it was complete. What its client does not call completed waits for nothing."""
    since = look.memory.watching.complete_since
    return look.torrent.completion_on <= 0 or since is None or look.elapsed(since, seconds)


def set_aside(look: Look) -> bool:
    """Whether a person took it out of the Arr's hands, and has not moved it since."""
    if not look.rules.is_arr:
        return False
    if look.facts.record is not None and look.facts.record.state == "ignored":
        return True
    return look.facts.told is Told.IGNORED and look.facts.told_event_at != look.memory.place.released_event


def is_fresh(look: Look, seconds: float = FRESH_SECONDS) -> bool:
    """Whether the Arr was asked within the last *seconds*; if not, it is to be asked."""
    at = look.facts.told_at
    if at is not None and not look.elapsed(at, seconds):
        return True
    look.ask_history()
    return False


def has_said_just_now(look: Look) -> bool:
    """Whether the Arr's history says of this minute what became of it: so it must before data is given up that is complete."""
    return is_fresh(look, _JUST_NOW_SECONDS) and look.facts.told is not Told.UNKNOWN


def ask_the_arr(look: Look) -> None:
    """Have the history asked if its answer may have changed: a record went or stays as it is, or enough time has passed."""
    if not look.rules.is_arr or not look.facts.queue_known:
        return
    at, gone_at = look.facts.told_at, look.facts.record_gone_at
    if gone_at is not None and (at is None or at < gone_at):
        look.ask_history()
        return
    if (
        at is None
        and look.record is None
        and look.memory.recorded.seen
        and not look.complete
        and IMPORTED not in look.tags
    ):
        look.ask_history()  # it went while we were away
        return
    kept = _kept_for_long(look)
    if kept and (at is None or at < _same_since(look) + _SAME_SECONDS):
        look.ask_history()
    elif look.complete and IMPORTED not in look.tags and (look.record is None or kept):
        _ask_in_turn(look)


def _ask_in_turn(look: Look) -> None:
    facts = look.facts
    if not settled(look):
        return
    if facts.told_at is None:  # in an earlier life at most; an import that was proven then stays proven
        if facts.told is not Told.IMPORTED:
            look.ask_history()
    elif facts.told in _OPEN:
        wait = _AGAIN_SECONDS[min(max(facts.told_asks - 1, 0), len(_AGAIN_SECONDS) - 1)]
        if look.elapsed(facts.told_at, wait):
            look.ask_history()


def _kept_for_long(look: Look) -> bool:
    record = look.record
    if record is None or record.state not in WAITING_STATES or look.facts.record_same_since is None:
        return False
    return look.complete and look.elapsed(_same_since(look), _SAME_SECONDS)


def _same_since(look: Look) -> float:
    return look.facts.record_same_since or 0.0


def forgotten(look: Look) -> bool:
    """Whether the Arr has known nothing of it, neither in its history nor in its queue, for a day that we watched."""
    if look.facts.told is not Told.NONE or _names_media(look):
        return False
    left = FORGOTTEN_SECONDS - look.memory.forgotten.seconds
    look.wake(look.now + left)
    return left <= 0 and is_fresh(look)


def watch_forgotten(look: Look) -> None:
    """Count the watched time in which the Arr knows nothing of a finished download; what is not known adds nothing and wipes nothing."""
    memory, facts = look.memory, look.facts
    if not look.complete or not look.rules.is_arr:
        return
    if not facts.queue_known or facts.told is Told.UNKNOWN:
        if memory.forgotten.noted_at is not None:
            look.remember(forgotten=replace(memory.forgotten, noted_at=None))
        return
    if facts.told is not Told.NONE or _names_media(look):
        if memory.forgotten.noted_at is not None or memory.forgotten.seconds:
            look.remember(forgotten=Forgotten())
        return
    before, shown = memory.forgotten.noted_at, look.watch.now
    if before is None:
        look.remember(forgotten=replace(memory.forgotten, noted_at=shown))
    elif shown - before >= _NOTED_EVERY_SECONDS:
        seconds = memory.forgotten.seconds + (shown - before)
        look.remember(forgotten=Forgotten(noted_at=shown, seconds=seconds))


def _names_media(look: Look) -> bool:
    return look.record is not None and bool(look.record.media_ids)
