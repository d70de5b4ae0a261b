"""
How torrents are handled, in sentences: by the configuration as it is, or as somebody is about to write it.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from msgspec import Struct
from twisted.internet.defer import Deferred
from twisted.web.iweb import IRequest

from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.config.schema.config import Config, QbitSection
from qbitrr.decide.handling import HandlingSentence, handling
from qbitrr.decide.phrases import span
from qbitrr.errors import Unknown
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.config_changes import ConfigConsidered
from qbitrr.resolved.setting_places import key_below_arr, key_below_categories
from qbitrr.resolved.torrents import rules_finder
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.refused import refused
from qbitrr.web.config.showing import ProblemAnswer, problem_answer
from qbitrr.web.http.answers import json_response, never_cache
from qbitrr.web.http.bodies import otherwise
from qbitrr.web.http.routes import Group, Route, mirrored

__all__ = ["HandlingAnswer", "HandlingRoutes"]


class HandlingBody(Struct, frozen=True, kw_only=True):
    """A section of an Arr or of a client, and what is to be changed, if anything, as for `POST /config`."""

    section: Annotated[str, otherwise("section must be the name of a section")]
    changes: Annotated[dict[str, Any], otherwise("changes must be an object")] = {}
    renames: Annotated[dict[str, str], otherwise("renames must be an object of names")] = {}


class SentenceAnswer(Struct, frozen=True, kw_only=True):
    """A sentence, the rule it tells of (empty for none) and the dotted keys it comes from."""

    rule: str
    text: str
    keys: tuple[str, ...]


class HandledCategoriesAnswer(Struct, frozen=True, kw_only=True):
    """Categories whose torrents are handled alike."""

    categories: tuple[str, ...]
    sentences: tuple[SentenceAnswer, ...]


class HandlingAnswer(Struct, frozen=True, kw_only=True):
    """
    How torrents of a section are handled. `active` says whether they are at all, `general` what holds for all sections, `problems` what is
    wrong with this one; a section that cannot be used has no groups.
    """

    section: str
    kind: Literal["arr", "qbittorrent"]
    active: bool
    general: tuple[SentenceAnswer, ...]
    groups: tuple[HandledCategoriesAnswer, ...]
    problems: tuple[ProblemAnswer, ...]


class HandlingRoutes:
    """`POST /config/handling`."""

    def __init__(self, configuration: ConfigControl, redact: Callable[[str], str]) -> None:
        self._configuration = configuration
        self._redact = redact

    def routes(self) -> tuple[Route, ...]:
        """Mirrored."""
        return mirrored(
            "config.handling", "POST", "/config/handling", Group.CONFIG, self.handling, body=HandlingBody, answer=HandlingAnswer
        )  # fmt: skip

    def handling(self, request: IRequest, body: HandlingBody) -> Deferred[bytes]:
        """How torrents of a section would be handled with these changes. Nothing is saved."""

        def answer(considered: ConfigConsidered) -> bytes:
            return json_response(request, _shown(considered, body.section, self._redact))

        never_cache(request)
        wanted = ChangeSet(changes=body.changes, renames=body.renames)
        return self._configuration.consider(wanted).addCallback(answer).addErrback(refused, request, self._redact)


def _shown(considered: ConfigConsidered, section: str, redact: Callable[[str], str]) -> HandlingAnswer:
    config = considered.config
    arr, qbit = config.arr(section), config.qbit(section)
    is_broken = any(each.section == section for each in config.broken)
    if arr is None and qbit is None and not is_broken:
        raise Unknown(f"There is no section {section}")
    name = arr.section if arr is not None else section
    is_client = qbit is not None or (is_broken and section.startswith("qBit"))
    return HandlingAnswer(
        section=name,
        kind="qbittorrent" if is_client else "arr",
        active=arr.managed if arr is not None else qbit is not None and not qbit.disabled,
        general=tuple(_answer(each, name) for each in _general(config)),
        groups=tuple(_of_arr(config, arr.section, arr.category) if arr is not None else _of_client(config, qbit)),
        problems=tuple(problem_answer(each, redact) for each in considered.problems if each.section == name),
    )


def _general(config: Config) -> Iterator[HandlingSentence]:
    settings = config.settings
    if settings.dry_run:
        yield HandlingSentence("", "This is a dry run: nothing is changed anywhere.", ("Settings.DryRun",))
    elif not config.is_confirmed:
        yield HandlingSentence("", "This is a dry run until the file is confirmed: nothing is changed anywhere.")
    grace = settings.removal_grace_seconds
    kept = (
        f"What is removed stays in quarantine for {span(grace)} and can be brought back; then it is deleted."
        if grace > 0
        else "What is removed is deleted at once and cannot be brought back."
    )
    yield HandlingSentence("", kept, ("Settings.RemovalGraceMinutes",))
    most = settings.max_removals_per_hour
    if most > 0:
        text = f"At most {most} torrents of a section are removed within an hour; the rest waits."
        yield HandlingSentence("", text, ("Settings.MaxRemovalsPerHour",))
    yield HandlingSentence("", "Nothing is removed while a Hit-and-Run duty is open.", ("Trackers",))


def _of_arr(config: Config, section: str, category: str) -> Iterator[HandledCategoriesAnswer]:
    rules = rules_finder(config, section)(_in_category(section, category))
    yield HandledCategoriesAnswer(
        categories=(category,), sentences=tuple(_answer(each, section) for each in handling(rules))
    )


def _of_client(config: Config, qbit: QbitSection | None) -> Iterator[HandledCategoriesAnswer]:
    if qbit is None:
        return
    find = rules_finder(config, qbit.section)
    alike: dict[tuple[HandlingSentence, ...], list[str]] = {}
    for category in qbit.managed_categories:
        rules: OwnerRules = find(_in_category(qbit.section, category))
        alike.setdefault(handling(rules), []).append(category)
    for sentences, categories in alike.items():
        yield HandledCategoriesAnswer(
            categories=tuple(categories), sentences=tuple(_answer(each, qbit.section) for each in sentences)
        )


def _in_category(instance: str, category: str) -> Torrent:
    return Torrent(instance=instance, hash="", state="", category=category)


def _answer(sentence: HandlingSentence, section: str) -> SentenceAnswer:
    keys = tuple(key for name in sentence.settings if (key := _key(section, name)))
    return SentenceAnswer(rule=sentence.rule, text=sentence.text, keys=keys)


def _key(section: str, name: str) -> str:
    """The dotted key of a setting; empty if the section has none of this name."""
    if name.startswith("Settings."):
        return name
    if not section.startswith("qBit"):
        return f"{section}.{key_below_arr(name)}"
    if name == "Trackers":
        return f"{section}.Trackers"
    below = key_below_categories(name)
    return f"{section}.CategorySeeding.{below}" if below else ""
