"""
How a removal runs: tell the Arr, take the torrent out, ask for a replacement, in this order, each once.

Pure: what comes next follows from the written case alone, so that a restart resumes where it stood.
"""

from attrs import frozen
from msgspec.structs import replace

from qbitrr.model.removals.cases import Case, Stage
from qbitrr.model.steps import Data, Result

__all__ = [
    "Act",
    "BlocklistAct",
    "Close",
    "ConfirmAct",
    "DeleteAct",
    "QuarantineAct",
    "SearchAct",
    "advance",
    "is_stuck",
    "next_act",
]

STUCK_ATTEMPTS = 3


@frozen
class BlocklistAct:
    """
    Tell the Arr that the download failed: `DELETE /queue/{id}` of one record, or without records by marking its grab in
    the history. `skip_redownload`: we search ourselves. "Not there" is success.
    """

    hash: str
    record_ids: tuple[int, ...]
    skip_redownload: bool


@frozen
class QuarantineAct:
    """Stop the torrent, tag it and move it to the quarantine."""

    instance: str
    hash: str


@frozen
class DeleteAct:
    """Delete the torrent, with or without its files."""

    instance: str
    hash: str
    with_files: bool


@frozen
class ConfirmAct:
    """See in a listing that the torrent is away: the client reports success also for what it did not do."""

    instance: str
    hash: str


@frozen
class SearchAct:
    """Ask for a replacement of these media."""

    media_ids: tuple[int, ...]


@frozen
class Close:
    """Nothing is left to do."""


Act = BlocklistAct | QuarantineAct | DeleteAct | ConfirmAct | SearchAct | Close


def next_act(case: Case, *, quarantine: bool, sent: bool = False) -> Act:
    """
    What a removal needs next.

    *quarantine* sets the torrent aside instead of deleting it. *sent* says that the client accepted the act of `TAKE_OUT`
    in this run; it is not kept over a restart, because repeating it does no harm.
    """
    removal = case.removal
    if case.stage <= Stage.TELL_ARR and removal.blocklist:
        return BlocklistAct(removal.hash, removal.record_ids, removal.search_again)
    if case.stage <= Stage.TAKE_OUT and removal.data is not Data.STAY:
        if sent:
            return ConfirmAct(removal.instance, removal.hash)
        if quarantine:
            return QuarantineAct(removal.instance, removal.hash)
        return DeleteAct(removal.instance, removal.hash, removal.data is Data.DELETE)
    if case.stage <= Stage.SEARCH_AGAIN and removal.search_again and removal.media_ids:
        return SearchAct(removal.media_ids)
    return Close()


def advance(case: Case, act: Act, result: Result, told: str = "") -> Case:
    """
    The case after an act ended so; *told* are the other side's words.

    An Arr that cannot be told keeps the torrent where it is, whatever the answer: without the blocklist the same release
    would be grabbed again. A search that fails for good is dropped, the rest of the removal stands; else it is asked for until it
    is taken. A deletion is done when the torrent is seen to be gone.
    """
    match act:
        case BlocklistAct():
            return _entered(case, Stage.TAKE_OUT, told) if result is Result.DONE else _again(case, Stage.TELL_ARR, told)
        case DeleteAct() if result is Result.DONE:
            return _entered(case, Stage.SEARCH_AGAIN, told)
        case QuarantineAct() if result is Result.DONE:
            return replace(case, stage=Stage.TAKE_OUT)  # it is there once it was seen there
        case ConfirmAct() if result is Result.DONE:
            return _entered(case, Stage.SEARCH_AGAIN, told)
        case QuarantineAct() | DeleteAct() | ConfirmAct():
            return _again(case, Stage.TAKE_OUT, told)
        case SearchAct() if result is Result.RETRY:
            return _again(case, Stage.SEARCH_AGAIN, told)
        case _:
            return _entered(case, Stage.OVER, told)


def is_stuck(case: Case) -> bool:
    """Whether the current stage failed so often that a person should know."""
    return case.attempts >= STUCK_ATTEMPTS


def _entered(case: Case, stage: Stage, told: str) -> Case:
    return replace(case, stage=stage, attempts=0, told=told or case.told)


def _again(case: Case, stage: Stage, told: str) -> Case:
    # The counter belongs to a stage: stages that had nothing to do were skipped without being written.
    attempts = case.attempts + 1 if case.stage is stage else 1
    return replace(case, stage=stage, attempts=attempts, told=told or case.told)
