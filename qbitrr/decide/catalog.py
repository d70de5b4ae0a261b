"""
What an item of a library is worth: whether it is wanted, whether it is out yet.
"""

from qbitrr.model.catalog import Judged, Profile, Verdict, Want, WantRules

__all__ = [
    "AT_ANY_TIME",
    "best_qualities",
    "judge",
    "movie_release",
    "released",
]

DAY = 86_400
# Radarr calls a film with nothing but a cinema date available this long after it.
CINEMA_TO_HOME_SECONDS = 90 * DAY
AT_ANY_TIME = frozenset({"tba", "announced"})
"""Least availabilities of Radarr that every film has."""
UNKNOWN_PROFILE = Profile(id=0, name="")


def judge(facts: Judged, profile: Profile | None, rules: WantRules) -> Verdict:
    """The verdict on one leaf. An unknown *profile* asks for no score and allows upgrades."""
    profile = profile or UNKNOWN_PROFILE
    return Verdict(
        cf_min=profile.min_format_score,
        quality_met=facts.content and not facts.cutoff_unmet,
        cf_met=(facts.cf_score or 0) >= profile.min_format_score,
        want=_want(facts, profile, rules),
    )


def _want(facts: Judged, profile: Profile, rules: WantRules) -> Want | None:
    """First match wins."""
    if not rules.unmonitored and not (facts.monitored and facts.parent_monitored):
        return None
    if facts.special and not rules.specials:
        return None
    if not facts.content:
        return "Missing"
    if not profile.upgrade_allowed:
        return None
    if rules.quality_unmet and facts.cutoff_unmet:
        return "Quality"
    if rules.custom_format_unmet and facts.cf_score is not None and facts.cf_score < profile.min_format_score:
        return "CustomFormat"
    if rules.do_upgrade and (rules.upgrade_beyond_cutoff or _can_improve(facts, profile)):
        return "Upgrade"
    return None


def _can_improve(facts: Judged, profile: Profile) -> bool:
    """Whether the Arr could accept something better: a better quality, or a better score."""
    below_best = facts.quality_id is not None and bool(profile.best) and facts.quality_id not in profile.best
    return facts.cutoff_unmet or below_best or (facts.cf_score or 0) < profile.cutoff_format_score


def released(at: int | None, now: float, *, available: bool | None = None, unknown_is_out: bool = False) -> bool:
    """
    Whether an item is out at *now*: a movie when Radarr says it is *available*, or if Radarr does not say, when its time has
    come; an episode when it has aired (without a date: no); an album or book also when its date is unknown (*unknown_is_out*).
    """
    if available is not None:
        return available
    return unknown_is_out if at is None else at <= now


def movie_release(minimum: str, in_cinemas: int | None, digital: int | None, physical: int | None) -> int | None:
    """When a movie becomes available by Radarr's own rule (without its configured delay); None: never, or at any time."""
    if minimum in AT_ANY_TIME:
        return min((at for at in (in_cinemas, digital, physical) if at is not None), default=None)
    if minimum == "inCinemas" and in_cinemas is not None:
        return in_cinemas
    home = [at for at in (digital, physical) if at is not None]
    if home:
        return min(home)
    return None if in_cinemas is None else in_cinemas + CINEMA_TO_HOME_SECONDS


def best_qualities(items: object) -> tuple[int, ...]:
    """
    The ids of the best allowed quality of a profile; several when it is a group.

    *items* is the profile's list as the Arr sends it, worst first: a plain entry has a `quality`, a group nested `items`.
    """
    if not isinstance(items, list):
        return ()
    for item in reversed(items):
        if isinstance(item, dict) and item.get("allowed"):
            inside = item.get("items") or [item]
            found = [_quality_id(entry) for entry in inside]
            return tuple(number for number in found if number is not None)
    return ()


def _quality_id(entry: object) -> int | None:
    quality = entry.get("quality") if isinstance(entry, dict) else None
    number = quality.get("id") if isinstance(quality, dict) else None
    return number if isinstance(number, int) else None
