"""
What stands between a torrent and its removal, rail by rail, for people.
"""

from attrs import frozen

from qbitrr.decide.removals.may_go import each_rail
from qbitrr.decide.removals.rails import RemovalFacts
from qbitrr.model.shown.explained import ExplainedRail
from qbitrr.model.steps import Removal

__all__ = ["RAIL_WORDS", "of_cap", "survey"]


@frozen
class _Words:
    """What is said when a rail has nothing against it, the key of the configuration about it, and what ends it."""

    clear: str
    setting: str = ""
    change: str = ""


RAIL_WORDS = {
    "dry_run": _Words("This is no dry run.", "Settings.DryRun"),
    "hold": _Words("Nothing is on hold.", change="End the hold."),
    "managed": _Words("Its section is looked after."),
    "taken_back": _Words(
        "Nobody took it back from a removal.", change="Only a person has it removed: the action remove."
    ),
    "protected": _Words("Nothing protects it.", "Settings.ProtectedTags", "Take away what protects it."),
    "listing": _Words("Its client was listed lately, and as a whole.", change="See whether the client answers."),
    "shown": _Words("Its client shows it."),
    "same": _Words("It is the torrent that it was."),
    "ignored": _Words("It is not tagged to be left alone.", change="Take the tag away."),
    "in_place": _Words("It is in a category of its section.", change="Move it back."),
    "hit_and_run": _Words("No Hit-and-Run duty is open.", change="Its ratio or seeding time ends the duty."),
    "away": _Words(
        "No client that is away may have its files.", change="Start that client, or take it out of the configuration."
    ),
    "due": _Words("Its state does not speak against it."),
}
"""By the names of `each_rail`."""


def survey(removal: Removal, facts: RemovalFacts, now: float) -> tuple[ExplainedRail, ...]:
    """What each rail would say to a removal now, and whose its files are, too."""
    found: list[ExplainedRail] = []
    for name, verdict in each_rail(removal, facts, now).items():
        words, why = RAIL_WORDS[name], getattr(verdict, "why", None)
        if why is None:
            found.append(ExplainedRail(rail=name, stops=False, text=words.clear, setting=words.setting))
        else:
            found.append(
                ExplainedRail(rail=name, stops=True, text=why.text, setting=words.setting, would_change=words.change)
            )
    return (*found, _shared(facts.sharing.with_names))


def _shared(names: tuple[str, ...]) -> ExplainedRail:
    if not names:
        return ExplainedRail(rail="shared_data", stops=False, text="Its files are no other torrent's.")
    text = f"Its files are also those of {', '.join(names[:5])}: it would go without them."
    return ExplainedRail(rail="shared_data", stops=False, text=text)


def of_cap(gone: int, cap: int, held: int) -> ExplainedRail:
    """What the blast radius says: so many of a section went within the hour of *cap* (0: no end), so many are held for being too many."""
    is_full = 0 < cap <= gone
    of_all = f" of {cap}" if cap > 0 else ""
    text = f"{gone}{of_all} removals of its section went within the hour"
    if held:
        text = f"{text}, and {held} wait because they are too many at once"
    return ExplainedRail(
        rail="blast_radius", stops=is_full or held > 0, text=f"{text}.", setting="Settings.MaxRemovalsPerHour",
        would_change="Let it go now." if is_full or held else "",
    )  # fmt: skip
