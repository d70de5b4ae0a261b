"""
Giving up a download whose custom-format score is too low, within bounds: where no release is good enough, the next would be no better.
"""

from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.told import has_said_just_now, proven_imported
from qbitrr.model.reasons import Reason, Value
from qbitrr.model.torrents.content.scores import DAY_SECONDS, HOUR_SECONDS, MOST_FOR_ONE_ITEM, MOST_IN_AN_HOUR

__all__ = [
    "SCORES_TOO_LOW",
    "below_custom_format",
    "below_existing",
    "below_minimum",
    "custom_format",
    "custom_formats_are_checked",
    "hour_is_not_spent",
    "item_is_not_given_up",
    "listed_before_import",
    "no_release_suffices",
    "not_blocklisted_before",
    "nothing_was_imported",
    "score_is_known",
]


def custom_formats_are_checked(look: Look) -> bool:
    """Whether downloads below the wanted custom format are given up at all."""
    return look.rules.checks_custom_formats


def listed_before_import(look: Look) -> bool:
    """Whether the Arr lists it and neither imports it nor has done so."""
    return look.record is not None and look.record.state not in ("importing", "imported")


def score_is_known(look: Look) -> bool:
    """Whether the Arr says how it scores, and what that is compared with."""
    return look.record is not None and look.record.score is not None and look.facts.scores is not None


def below_minimum(look: Look) -> bool:
    """Whether it scores less than its quality profile asks for, where that alone is a reason."""
    score, known = _scores(look)
    return look.rules.force_minimum_custom_format and score is not None and score < known[0]


def below_existing(look: Look) -> bool:
    """Whether it scores less than the file there is, of which its quality is no improvement, where that is a reason."""
    score, (_, existing) = _scores(look)
    if score is None or existing is None:
        return False
    return look.rules.custom_format_unmet_search and score < existing


def below_custom_format(look: Look) -> bool:
    """Whether it is below the custom format that is wanted."""
    return below_minimum(look) or below_existing(look)


def not_blocklisted_before(look: Look) -> bool:
    """Whether its release was not blocklisted already, for whatever reason: that is done once."""
    replaced = look.memory.replaced
    return not (replaced.rejected or replaced.requeued)


def nothing_was_imported(look: Look) -> bool:
    """Whether nothing shows that the Arr took something of it: then it is good enough."""
    return not proven_imported(look)


def hour_is_not_spent(look: Look) -> bool:
    """Whether fewer than the most were given up for their scores within the hour."""
    return _recent(look, look.facts.spent.in_hour, HOUR_SECONDS) < MOST_IN_AN_HOUR


def item_is_not_given_up(look: Look) -> bool:
    """Whether fewer than the most were given up for the same item within the day."""
    return _recent(look, look.facts.spent.for_item, DAY_SECONDS) < MOST_FOR_ONE_ITEM


def custom_format(look: Look) -> Reason:
    """Another release is searched, once the Arr has said of what is complete that it took nothing of it."""
    if look.complete and not has_said_just_now(look):
        text = "Its custom format score is below what is wanted; the Arr is asked whether it took something of it."
        return _reason(look, "custom_format_asked", text)
    score, (minimum, existing) = _scores(look)
    wanted = f"less than the {minimum} its profile asks for"
    if not below_minimum(look):
        wanted = f"less than the {existing} of the file there is"
    text = f"Its custom format score is {score}, {wanted}, so another release is searched."
    return look.give_up(_reason(look, "custom_format_unmet", text))


def no_release_suffices(look: Look) -> None:
    """Say it where only the bound for one item keeps a download whose score is too low."""
    if not look.rules.checks_custom_formats:  # as for most
        return
    if all(check(look) for check in SCORES_TOO_LOW) and not item_is_not_given_up(look):
        text = (
            f"Its custom format score is below what is wanted, but {MOST_FOR_ONE_ITEM} releases were given up for the same reason within "
            "a day: it is kept, for nothing better may exist."
        )
        look.remark = _reason(look, "custom_format_kept", text)


def _scores(look: Look) -> tuple[int | None, tuple[int, int | None]]:
    """Its score, and what it is compared with; None when one of them is not known."""
    known, record = look.facts.scores, look.record
    if record is None or known is None:
        return None, (0, None)
    return record.score, (known.minimum, known.existing)


def _recent(look: Look, moments: tuple[float, ...], seconds: float) -> int:
    return sum(not look.elapsed(at, seconds) for at in moments)


def _reason(look: Look, code: str, text: str) -> Reason:
    score, (minimum, existing) = _scores(look)
    measured: dict[str, Value] = {
        "score": score,
        "existing_score": existing,
        "record": look.record.state if look.record is not None else None,
        "given_up_in_hour": len(look.facts.spent.in_hour),
        "given_up_for_item": len(look.facts.spent.for_item),
    }
    configured: dict[str, Value] = {
        "minimum_score": minimum,
        "custom_format_unmet_search": look.rules.custom_format_unmet_search,
        "force_minimum_custom_format": look.rules.force_minimum_custom_format,
        "most_in_hour": MOST_IN_AN_HOUR,
        "most_for_item": MOST_FOR_ONE_ITEM,
    }
    return look.reason(code=code, text=text, measured=measured, configured=configured)


SCORES_TOO_LOW = (
    custom_formats_are_checked,
    listed_before_import,
    score_is_known,
    below_custom_format,
    nothing_was_imported,
    not_blocklisted_before,
)
"""All that speaks for giving it up, before what holds that back."""
