"""
From what a person said and what the programs said to the sections of a configuration: which category an Arr has, which clients it uses,
what everything is called. Whatever cannot be is refused with a reason; nothing is guessed that could take somebody else's torrents.
"""

from collections.abc import Sequence

from attrs import evolve, field, frozen

from qbitrr.config.schema.config import Config
from qbitrr.config.values.texts import normal_category
from qbitrr.model.addresses import Address, BadAddress
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY
from qbitrr.model.setup import (
    ArrAnswers,
    ArrDownloadClient,
    FoundArr,
    FoundQbittorrent,
    QbittorrentAnswers,
    SetupAnswers,
)
from qbitrr.resolved.addresses import arr_address, qbittorrent_address
from qbitrr.setup.matching import clients_of
from qbitrr.setup.naming import arr_section, qbittorrent_section
from qbitrr.setup.pasted import pasted_arr, pasted_qbittorrent

__all__ = ["PlannedArr", "PlannedClient", "SectionPlan", "plan_sections"]


@frozen(kw_only=True)
class PlannedClient:
    """A `[qBit…]` section to be. *address* is that of its Web API."""

    section: str
    address: Address = field(repr=False)
    user_name: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    skip_tls_verify: bool = False
    found: FoundQbittorrent | None = None


@frozen(kw_only=True)
class PlannedArr:
    """An Arr's section to be. *uri* has its login; *clients* are the qBit sections it uses, none = all."""

    section: str
    arr_type: str
    uri: str = field(repr=False)
    api_key: str = field(repr=False)
    category: str
    clients: tuple[str, ...] = ()
    skip_tls_verify: bool = False
    found: FoundArr | None = None


@frozen(kw_only=True)
class SectionPlan:
    """The sections to be, in order; *refusals* say what cannot be, *notes* what a person should know."""

    clients: tuple[PlannedClient, ...]
    arrs: tuple[PlannedArr, ...]
    completed_folder: str
    dry_run: bool
    refusals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def plan_sections(
    answers: SetupAnswers,
    clients: Sequence[FoundQbittorrent | None],
    arrs: Sequence[FoundArr | None],
    present: Config | None = None,
) -> SectionPlan:
    """
    The sections for *answers*; *clients* and *arrs* are what was found at each, None where nobody answered. *present* is the
    configuration they come beside.
    """
    planning = _Planning(present or Config())
    for client, seen in zip(answers.qbittorrents, clients, strict=True):
        planning.add_client(client, seen)
    for arr, told in zip(answers.arrs, arrs, strict=True):
        planning.add_arr(arr, told)
    if not (answers.qbittorrents or answers.arrs):
        planning.refusals.append("Neither a qBittorrent nor an Arr was named: there is nothing to set up.")
    folders = (each.found.save_path for each in planning.clients if each.found and each.found.save_path)
    return SectionPlan(
        clients=tuple(planning.clients),
        arrs=tuple(planning.arrs),
        completed_folder=answers.completed_download_folder.strip() or next(folders, ""),
        dry_run=answers.dry_run,
        refusals=tuple(planning.refusals),
        notes=tuple(planning.notes),
    )


class _Planning:
    """What is planned so far, and what is taken."""

    def __init__(self, present: Config) -> None:
        self.clients: list[PlannedClient] = []
        self.arrs: list[PlannedArr] = []
        self.refusals: list[str] = []
        self.notes: list[str] = []
        settings = present.settings
        self._names = [each.section for each in present.qbits]
        self._names += [each.section for each in present.arrs] + [each.section for each in present.broken]
        self._known = {each.section: _client_address(each.host, each.port) for each in present.qbits}
        self._arr_places = {_arr_place(each.uri): f"[{each.section}]" for each in present.arrs}
        self._owners = {each.category: f"[{each.section}]" for each in present.arrs if each.category}
        self._owners |= {name: f"[{each.section}]" for each in present.qbits for name in each.managed_categories}
        special = (settings.failed_category, settings.recheck_category, QUARANTINE_CATEGORY)
        self._owners |= {name: "qbitrr itself" for name in special if name}

    def add_client(self, answers: QbittorrentAnswers, found: FoundQbittorrent | None) -> None:
        try:
            address = pasted_qbittorrent(answers.address)
        except BadAddress as error:
            self.refusals.append(f"The address of a qBittorrent {error}. {error.remedy}.")
            return
        same = next((name for name, each in self._known.items() if each and _place(each) == _place(address)), "")
        if same:
            self.refusals.append(f"{address.place} is the qBittorrent of [{same}] already.")
            return
        section = qbittorrent_section(answers.name, address, self._names)
        self._names.append(section)
        self._known[section] = address
        self.clients.append(
            PlannedClient(
                section=section, address=address, user_name=answers.user_name.strip(), password=answers.password,
                api_key=answers.api_key.strip(), skip_tls_verify=answers.skip_tls_verify, found=found,
            )
        )  # fmt: skip
        if found is None:
            self.notes.append(f"[{section}] was not reached; it is written as you said.")

    def add_arr(self, answers: ArrAnswers, found: FoundArr | None) -> None:
        try:
            pasted = pasted_arr(answers.address)
        except BadAddress as error:
            self.refusals.append(f"The address of an Arr {error}. {error.remedy}.")
            return
        arr_type = found.arr_type if found else answers.arr_type
        key = answers.api_key.strip() or pasted.api_key
        place = pasted.address.place
        if not arr_type or not key:
            missing = "which kind of Arr it is" if not arr_type else "its API key"
            self.refusals.append(f"{place} was not reached, and it is not known {missing}.")
            return
        uri = _with_login_of(pasted.address, found)
        if self._is_there(uri, place):
            return
        matched = clients_of(found, self._known)
        category = normal_category(answers.category) or next((each.category for _, each in matched), "")
        if not self._may_have(category, f"{arr_type.capitalize()} at {place}", found):
            return
        section = arr_section(arr_type, answers.name, found, category, self._names)
        self._names.append(section)
        self._owners[category] = self._arr_places[_arr_place(uri)] = f"[{section}]"
        used = tuple(dict.fromkeys(name for name, each in matched if normal_category(each.category) == category))
        self.arrs.append(
            PlannedArr(
                section=section, arr_type=arr_type, uri=uri, api_key=key, category=category,
                clients=used if len(used) < len(self._known) else (), skip_tls_verify=answers.skip_tls_verify, found=found,
            )
        )  # fmt: skip
        self._remark(self.arrs[-1], matched)

    def _is_there(self, uri: str, place: str) -> bool:
        owner = self._arr_places.setdefault(_arr_place(uri), "")
        if owner:
            self.refusals.append(f"{place} is the Arr of {owner} already.")
        return bool(owner)

    def _may_have(self, category: str, who: str, found: FoundArr | None) -> bool:
        if not category:
            why = "it has no qBittorrent with a category among its download clients" if found else "it was not reached"
            self.refusals.append(
                f"{who}: {why}. Give its download client a category (Settings, Download Clients), or name one here."
            )
        elif category in self._owners:
            self.refusals.append(
                f"{who}: its category {category!r} is that of {self._owners[category]}. Give each a category of its own, in "
                "the download client of the Arr, too."
            )
        else:
            return True
        return False

    def _remark(self, arr: PlannedArr, matched: list[tuple[str, ArrDownloadClient]]) -> None:
        if arr.found is None:
            self.notes.append(f"[{arr.section}] was not reached; it is written as you said.")
            return
        own = {normal_category(each.category) for each in arr.found.clients if each.category}
        if arr.category not in own:
            named = ", ".join(sorted(own)) or "none"
            self.notes.append(
                f"[{arr.section}]: its download clients do not use {arr.category!r} (they have: {named})."
            )
        for _, each in matched[:1]:
            if not each.enabled:
                self.notes.append(f"[{arr.section}]: its download client {each.name!r} is switched off.")
        if self._known and not matched:
            self.notes.append(f"[{arr.section}]: none of its download clients seems to be a qBittorrent named here.")
        self.notes.extend(f"[{arr.section}] {note}" for note in arr.found.notes)


def _with_login_of(address: Address, found: FoundArr | None) -> str:
    best = arr_address(found.uri) if found else address
    return evolve(best, user=address.user, password=address.password).whole


def _place(address: Address) -> tuple[object, ...]:
    return (*address.origin, address.path)


def _arr_place(uri: str) -> tuple[object, ...]:
    """Nowhere for what is no address."""
    try:
        return _place(arr_address(uri))
    except BadAddress:
        return ()


def _client_address(host: str, port: int) -> Address | None:
    try:
        return qbittorrent_address(host, port)
    except BadAddress:
        return None
