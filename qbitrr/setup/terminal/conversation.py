"""
The whole conversation: clients, Arrs, the folder, and a last look at what would be written. Whoever says *back* answers anew.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from attrs import evolve

from qbitrr.config.schema.config import Config
from qbitrr.config.values.texts import normal_category
from qbitrr.model.setup import Draft, SetupAnswers
from qbitrr.setup.proposal import SectionPlan, plan_sections
from qbitrr.setup.terminal.person import GoBack, Leave, Person
from qbitrr.setup.terminal.programs import AskedArr, AskedQbittorrent, Programs, try_arr, try_qbittorrent

__all__ = ["Conversation"]

_WELCOME = """\
Programs are asked what they have; you choose. At any question: "back" goes one back, "quit" ends without writing anything,
an empty line takes what stands in brackets."""


class Conversation:
    """
    With *person*, about *programs*. *present* is the configuration that the new sections come beside, if there is one. *draft* makes the
    file of a plan, *is_folder* looks on this machine.
    """

    def __init__(
        self,
        person: Person,
        programs: Programs,
        *,
        draft: Callable[[SectionPlan], Draft],
        is_folder: Callable[[str], bool],
        present: Config | None = None,
    ) -> None:
        self._person = person
        self._programs = programs
        self._present = present
        self._draft = draft
        self._is_folder = is_folder
        self._clients: list[AskedQbittorrent] = []
        self._arrs: list[AskedArr] = []
        self._folder = ""

    def hold(self) -> tuple[Draft, bool]:
        """What the person wants written, and whether that is in dry run. Raises `Leave`, and whatever ends reading."""
        self._person.say(_WELCOME)
        steps = [self._ask_clients, self._ask_arrs]
        if self._present is None or not self._present.settings.completed_download_folder:
            steps.append(self._ask_folder)
        at = 0
        while True:
            try:
                if at == len(steps):
                    return self._confirm()
                steps[at]()
                at += 1
            except GoBack:
                at = max(0, at - 1)

    def _plan(self, *more: AskedArr, dry_run: bool = True) -> SectionPlan:
        arrs = [*self._arrs, *more]
        answers = SetupAnswers(
            qbittorrents=tuple(each.answers for each in self._clients),
            arrs=tuple(each.answers for each in arrs),
            completed_download_folder=self._folder,
            dry_run=dry_run,
        )
        return plan_sections(
            answers, [each.found for each in self._clients], [each.found for each in arrs], self._present
        )

    def _ask_clients(self) -> None:
        self._person.say("\nqBittorrent")
        while address := self._next_address(self._clients, self._client_question):
            try:
                asked = try_qbittorrent(self._person, self._programs, address)
            except GoBack:
                continue
            if asked is not None:
                self._clients.append(asked)

    def _ask_arrs(self) -> None:
        self._person.say("\nRadarr, Sonarr, Lidarr, Readarr")
        while address := self._next_address(self._arrs, self._arr_question):
            try:
                asked = try_arr(self._person, self._programs, address)
                settled = self._settled(asked) if asked is not None else None
            except GoBack:
                continue
            if settled is not None:
                self._arrs.append(settled)

    def _next_address(self, so_far: list[Any], question: Callable[[], str]) -> str:
        """Empty for "go on". Going back drops the last one; there must be one."""
        while True:
            try:
                address = question()
            except GoBack:
                if not so_far:
                    raise
                so_far.pop()
                continue
            return "" if address.lower() == "none" else address

    def _client_question(self) -> str:
        if self._clients or self._present is not None:
            return self._person.ask("Another one (empty: go on)")
        return self._person.ask('Address of its Web UI ("none": searches only)', "localhost:8080")

    def _arr_question(self) -> str:
        what = "Another one" if self._arrs else "Address (a link with apikey= has the key too, for all to see)"
        return self._person.ask(f"{what} (empty: go on)")

    def _settled(self, asked: AskedArr) -> AskedArr | None:
        """*asked* with a category and a name that can be; None if the person leaves it out."""
        asked = self._with_category(asked)
        while refusals := self._refusals(asked):
            for refusal in refusals:
                self._person.say(f"! {refusal}")
            if self._person.choose("What now?", ["another category", "leave it out"]) == 1:
                return None
            category = self._person.ask("Category its download client uses in qBittorrent")
            asked = _with(asked, category=category)
        plan = self._plan(asked)
        section = plan.arrs[-1].section
        asked = _with(asked, name=self._person.ask("Name of its section", section))
        for note in self._plan(asked).notes:
            if note.startswith(f"[{self._plan(asked).arrs[-1].section}]"):
                self._person.say(f"    note: {note}")
        return asked

    def _refusals(self, asked: AskedArr) -> list[str]:
        before = set(self._plan().refusals) if self._clients or self._arrs else set()
        return [each for each in self._plan(asked).refusals if each not in before]

    def _with_category(self, asked: AskedArr) -> AskedArr:
        """The only one its download clients have, or the choice of a person among those there are."""
        own = [normal_category(each.category) for each in asked.found.clients] if asked.found else []
        known = list(dict.fromkeys(each for each in own if each))
        if len(known) == 1:
            self._person.say(f"    its category: {known[0]}")
            return _with(asked, category=known[0])
        there = [each.name for client in self._clients if client.found for each in client.found.categories]
        choices = list(dict.fromkeys(known or there))
        if not choices:
            return _with(asked, category=self._person.ask("Category its download client uses in qBittorrent"))
        place = self._person.choose("Which category has its downloads?", [*choices, "another one"])
        if place == len(choices):
            return _with(asked, category=self._person.ask("Category"))
        return _with(asked, category=choices[place])

    def _ask_folder(self) -> None:
        self._folder = ""
        self._person.say("\nFolder")
        proposed = self._plan().completed_folder
        while True:
            folder = self._person.ask("Where finished downloads are, as this machine sees it", proposed)
            if not folder or self._is_folder(folder) or self._is_kept(folder):
                self._folder = folder
                return

    def _is_kept(self, folder: str) -> bool:
        self._person.say(
            f"    note: there is no folder {folder} here. If qBittorrent runs elsewhere or in a container, its paths may have other "
            "names here."
        )
        return self._person.choose("Keep it?", ["yes, as it is", "no, another one"]) == 0

    def _confirm(self) -> tuple[Draft, bool]:
        dry_run = True
        if self._present is not None and not self._present.settings.dry_run:
            place = self._person.choose(
                "This configuration is at work. The new sections will be, too, unless everything goes back to a dry run.",
                ["dry run for all of it", "at work, the new sections too"],
            )
            dry_run = place == 0
        plan = self._plan(dry_run=dry_run)
        draft = self._draft(plan)
        self._person.say(f"\n{draft.masked}")
        for note in draft.notes:
            self._person.say(f"note: {note}")
        for refusal in draft.refusals:
            self._person.say(f"! {refusal}")
        choices = ["write it", "change something", "write nothing"]
        wanted = choices[1:] if draft.refusals else choices
        match wanted[self._person.choose("What now?", wanted)]:
            case "write it":
                return draft, dry_run
            case "change something":
                raise GoBack
            case _:
                raise Leave


def _with(asked: AskedArr, **more: str) -> AskedArr:
    return evolve(asked, answers=msgspec.structs.replace(asked.answers, **more))
