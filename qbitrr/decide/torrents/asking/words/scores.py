"""
What is said of the checks about custom-format scores.
"""

from qbitrr.decide.torrents.asking.words.word import Telling, Tellings
from qbitrr.decide.torrents.content.custom_format import (
    below_custom_format,
    below_existing,
    below_minimum,
    custom_formats_are_checked,
    hour_is_not_spent,
    item_is_not_given_up,
    listed_before_import,
    not_blocklisted_before,
    nothing_was_imported,
    score_is_known,
)
from qbitrr.decide.torrents.look import Look
from qbitrr.model.torrents.content.scores import MOST_FOR_ONE_ITEM, MOST_IN_AN_HOUR

__all__ = ["SCORES"]

_UNMET_SEARCH = "EntrySearch.CustomFormatUnmetSearch"
_FORCE_MINIMUM = "EntrySearch.ForceMinimumCustomFormat"
_IN_THE_ARR = "Change the custom formats or the quality profile in the Arr, or grab another release there."


def _custom_formats_are_checked(look: Look) -> Telling:
    return Telling(
        yes="Downloads below the wanted custom format are given up.",
        no="Custom formats of downloads are not checked.",
        configured=look.rules.checks_custom_formats,
        setting=_setting(look),
    )


def _listed_before_import(look: Look) -> Telling:
    return Telling(
        yes="The Arr lists it and does not import it.",
        no="The Arr imports it or has done so." if look.record is not None else "The Arr does not list it.",
        measured=look.facts.record.state if look.facts.record is not None else None,
    )


def _score_is_known(look: Look) -> Telling:
    record = look.record
    lacks = "how it scores" if record is None or record.score is None else "what its score is to be compared with"
    return Telling(
        yes="The Arr says how it scores, and what that is compared with.",
        no=f"The Arr does not say {lacks}, so that nothing follows.",
        measured=record.score if record is not None else None,
        unit="score",
    )


def _below_custom_format(look: Look) -> Telling:
    scores, record = look.facts.scores, look.record
    is_new = scores is None or scores.existing is None
    beside = "" if is_new or not look.rules.custom_format_unmet_search else ", and not below the file there is"
    by_file = below_existing(look) and not below_minimum(look)
    wanted = None if scores is None else scores.existing if by_file or not _asks_minimum(look) else scores.minimum
    return Telling(
        yes=f"It scores less than {'the file there is' if by_file else 'its quality profile asks for'}.",
        no=f"It scores {_enough(look)}{beside if _asks_minimum(look) else ''}.",
        measured=record.score if record is not None else None,
        configured=wanted,
        unit="score",
        setting=_UNMET_SEARCH if by_file else _setting(look),
        change=_IN_THE_ARR,
    )


def _enough(look: Look) -> str:
    scores = look.facts.scores
    if _asks_minimum(look):
        return "what its quality profile asks for"
    if scores is None or scores.existing is None:
        return "not less than a file it would only replace"
    return "as much as the file there is"


def _asks_minimum(look: Look) -> bool:
    return look.rules.force_minimum_custom_format


def _nothing_was_imported(look: Look) -> Telling:
    return Telling(
        yes="Nothing shows that the Arr took something of it.",
        no="The Arr took something of it.",
        measured=str(look.facts.told) or None,
    )


def _not_blocklisted_before(look: Look) -> Telling:
    return Telling(
        yes="Its release was not blocklisted before.",
        no="Its release was blocklisted before.",
        measured=not not_blocklisted_before(look),
    )


def _item_is_not_given_up(look: Look) -> Telling:
    return Telling(
        yes="There may be a better release of the same.",
        no=f"{MOST_FOR_ONE_ITEM} releases of the same were given up for their scores within a day: nothing better may exist.",
        measured=len(look.facts.spent.for_item),
        configured=MOST_FOR_ONE_ITEM,
        unit="downloads in a day",
        change=_IN_THE_ARR,
    )


def _hour_is_not_spent(look: Look) -> Telling:
    return Telling(
        yes="Few downloads were given up for their scores within the hour.",
        no=f"{MOST_IN_AN_HOUR} downloads were given up for their scores within the hour: the next waits.",
        measured=len(look.facts.spent.in_hour),
        configured=MOST_IN_AN_HOUR,
        unit="downloads in an hour",
    )


def _setting(look: Look) -> str:
    return _FORCE_MINIMUM if _asks_minimum(look) else _UNMET_SEARCH


SCORES: Tellings = {
    custom_formats_are_checked: _custom_formats_are_checked,
    listed_before_import: _listed_before_import,
    score_is_known: _score_is_known,
    below_custom_format: _below_custom_format,
    nothing_was_imported: _nothing_was_imported,
    not_blocklisted_before: _not_blocklisted_before,
    item_is_not_given_up: _item_is_not_given_up,
    hour_is_not_spent: _hour_is_not_spent,
}
