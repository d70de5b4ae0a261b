"""
What is said of the checks that come first: what people ordered, what the client is busy with, what is broken.
"""

from qbitrr.decide.phrases import span
from qbitrr.decide.torrents.asking.words.word import Telling, Tellings
from qbitrr.decide.torrents.finished import duty_allows_removal
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.observe import recheck_wait
from qbitrr.decide.torrents.states import (
    MISSING_AFTER_SECONDS,
    carries_ignored_tag,
    client_is_busy,
    files_are_missing,
    held_for_space,
    in_error,
    in_failed_category,
    in_recheck_category,
    is_forced,
    is_unfinished,
    missing_long_enough,
    recheck_is_due,
    storage_is_there,
)
from qbitrr.model.torrents.tags import FREE_SPACE_PAUSED, IGNORED

__all__ = ["STATES"]


def _in_failed_category(look: Look) -> Telling:
    return Telling(
        yes="It is in the category for failed downloads.",
        no="It is not in the category for failed downloads.",
        measured=look.torrent.category,
        configured=look.rules.failed_category,
        setting="Settings.FailedCategory",
        change=f"Move it to the category {look.rules.failed_category} to have it given up.",
    )


def _in_recheck_category(look: Look) -> Telling:
    return Telling(
        yes="It is in the category for rechecking.",
        no="It is not in the category for rechecking.",
        measured=look.torrent.category,
        configured=look.rules.recheck_category,
        setting="Settings.RecheckCategory",
        change=f"Move it to the category {look.rules.recheck_category} to have its data checked.",
    )


def _carries_ignored_tag(look: Look) -> Telling:
    carries = IGNORED in look.tags
    return Telling(
        yes=f"It carries the tag {IGNORED}.",
        no=f"It does not carry the tag {IGNORED}.",
        measured=", ".join(look.torrent.tags),
        configured=IGNORED,
        change="Take the tag away, and it is looked after again."
        if carries
        else "Give it the tag, and it is left alone.",
    )


def _client_is_busy(look: Look) -> Telling:
    return Telling(
        yes=f"Its client is busy with it ({look.torrent.state}).",
        no=f"Its client is not busy with it ({look.torrent.state}).",
        measured=look.torrent.state,
        change="It ends by itself.",
    )


def _files_are_missing(look: Look) -> Telling:
    return Telling(
        yes="Its files are missing.",
        no="Its client does not miss its files.",
        measured=look.torrent.state,
        configured="missingFiles",
        change="Put the files back where its client looks for them, and have it checked.",
    )


def _storage_is_there(look: Look) -> Telling:
    return Telling(
        yes="Nothing says that its storage is away.",
        no="The storage it was on is away.",
        measured=look.facts.storage_ok,
        change="Mount the storage again.",
    )


def _missing_long_enough(look: Look) -> Telling:
    since = look.memory.missing.seen_from
    return Telling(
        yes="Its files have been missing for a minute, at more than one look.",
        no="Its files have been missing for less than a minute, or were seen so only once.",
        measured=0.0 if since is None else max(0.0, look.watch.now - since),
        configured=MISSING_AFTER_SECONDS,
        unit="seconds",
    )


def _duty_allows_removal(look: Look) -> Telling:
    return Telling(
        yes=f"No Hit-and-Run duty keeps it ({look.duty}).",
        no="A Hit-and-Run duty may be open: its trackers are not known."
        if look.facts.trackers is None
        else "A Hit-and-Run duty is open.",
        measured=str(look.duty),
        setting="Trackers",
        change="Its ratio or seeding time ends the duty.",
    )


def _in_error(look: Look) -> Telling:
    return Telling(
        yes="Its client reports an error.",
        no="Its client reports no error.",
        measured=look.torrent.state,
        configured="error",
        change="See in the client what the error is.",
    )


def _recheck_is_due(look: Look) -> Telling:
    last = look.memory.rechecks.last_at
    return Telling(
        yes="It is time to check its data.",
        no=f"It was checked less than {span(recheck_wait(look))} ago.",
        measured=None if last is None else max(0.0, look.now - last),
        configured=recheck_wait(look),
        unit="seconds",
        setting="Torrent.IgnoreTorrentsYoungerThan",
    )


def _is_unfinished(look: Look) -> Telling:
    return Telling(
        yes="It is not finished.",
        no="It is no unfinished download.",
        measured=look.torrent.amount_left,
        configured=0,
        unit="bytes",
    )


def _held_for_space(look: Look) -> Telling:
    return Telling(
        yes="The free-space guard stopped it.",
        no="The free-space guard does not hold it.",
        measured=", ".join(look.torrent.tags),
        configured=FREE_SPACE_PAUSED,
        setting="Settings.FreeSpace",
        change="Make room on its disk.",
    )


def _is_forced(look: Look) -> Telling:
    by_arr = look.state != look.torrent.state and look.facts.forced_by_arr
    return Telling(
        yes="It is forced by hand.",
        no="Its Arr has everything started forced, so its force says nothing." if by_arr else "It is not forced.",
        measured=look.torrent.state,
        change="Force it in its client to have it left running."
        if not is_forced(look)
        else "End its force in the client.",
    )


STATES: Tellings = {
    in_failed_category: _in_failed_category,
    in_recheck_category: _in_recheck_category,
    carries_ignored_tag: _carries_ignored_tag,
    client_is_busy: _client_is_busy,
    files_are_missing: _files_are_missing,
    storage_is_there: _storage_is_there,
    missing_long_enough: _missing_long_enough,
    duty_allows_removal: _duty_allows_removal,
    in_error: _in_error,
    recheck_is_due: _recheck_is_due,
    is_unfinished: _is_unfinished,
    held_for_space: _held_for_space,
    is_forced: _is_forced,
}
