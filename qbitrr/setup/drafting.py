"""
The file that would be written, read once more as a start would read it: what would be in error there is refused here.
"""

from tomlkit.exceptions import TOMLKitError

from qbitrr.config.load import load
from qbitrr.config.problems import ConfigError, Severity
from qbitrr.model.setup import Draft
from qbitrr.setup.proposal import SectionPlan
from qbitrr.setup.text import beside, fresh_text

__all__ = ["drafted"]


def drafted(plan: SectionPlan, token: str, present: str | None = None) -> Draft:
    """
    The file for *plan*: a new one with *token*, or the sections beside what the file *present* has. Refused is also what would be an
    error in it and was none before.
    """
    refusals = list(plan.refusals)
    try:
        if present is None:
            text, masked, before = fresh_text(plan, token), fresh_text(plan, token, masked=True), set[str]()
        else:
            text, masked, before = beside(present, plan), beside("", plan, masked=True), _errors(present)
        refusals += sorted(_errors(text) - before)
    except (ConfigError, TOMLKitError) as error:
        return Draft(text="", masked="", refusals=(*refusals, f"The file as it is cannot be read: {error}"))
    sections = (*(each.section for each in plan.clients), *(each.section for each in plan.arrs))
    return Draft(text=text, masked=masked, sections=sections, refusals=tuple(refusals), notes=plan.notes)


def _errors(text: str) -> set[str]:
    """What is in error in *text*, wherever in it that stands. Raises `ConfigError`."""
    found = load(text, {}).problems
    return {
        f"[{each.section}] {each.key} {each.message}. {each.remedy}".strip()
        for each in found
        if each.severity is Severity.ERROR
    }
