"""
The file that would be written, read once more as a start would read it: what would be in error there is refused here.
"""

import tomlkit
from tomlkit.exceptions import TOMLKitError

from qbitrr.config.first_boot import first_text
from qbitrr.config.load import load
from qbitrr.config.problems import ConfigError, Severity
from qbitrr.config.schema.sections import classify
from qbitrr.model.setup import Draft
from qbitrr.setup.proposal import SectionPlan
from qbitrr.setup.text import beside, fresh_text

__all__ = ["drafted", "names_programs"]


def names_programs(text: str) -> bool:
    """Whether the file *text* has a section of a program, which somebody wrote. Raises what tomlkit raises for what is no TOML."""
    kinds = (classify(name) for name, value in tomlkit.parse(text).items() if isinstance(value, dict))
    return any(kind is not None and kind.kind in ("qBit", "Arr") for kind in kinds)


def drafted(plan: SectionPlan, token: str, present: str | None = None) -> Draft:
    """
    The file for *plan*: a new one with *token*, or the sections beside what the file *present* has. One that is as the first start wrote it
    is replaced, with its token kept. Refused is also what would be an error in the file and was none before.
    """
    refusals = list(plan.refusals)
    try:
        kept = _first_token(present) if present is not None else token
        if kept or present is None:
            text, masked, before = fresh_text(plan, kept), fresh_text(plan, kept, masked=True), set[str]()
        else:
            text, masked, before = beside(present, plan), beside("", plan, masked=True), _errors(present)
        refusals += sorted(_errors(text) - before)
    except (ConfigError, TOMLKitError) as error:
        return Draft(text="", masked="", refusals=(*refusals, f"The file as it is cannot be read: {error}"))
    sections = (*(each.section for each in plan.clients), *(each.section for each in plan.arrs))
    return Draft(text=text, masked=masked, sections=sections, refusals=tuple(refusals), notes=plan.notes)


def _first_token(text: str) -> str:
    """The token in the file of a first start, empty if it is another file or was touched."""
    token = tomlkit.parse(text).unwrap().get("WebUI", {}).get("Token", "")
    return token if isinstance(token, str) and token and text == first_text(token) else ""


def _errors(text: str) -> set[str]:
    """What is in error in *text*, wherever in it that stands. Raises `ConfigError`."""
    found = load(text, {}).problems
    errors = (each for each in found if each.severity is Severity.ERROR)
    return {f"[{each.section}] {each.key} {each.message}. {each.remedy}".strip() for each in errors}
