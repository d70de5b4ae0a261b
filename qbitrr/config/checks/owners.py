"""Rules across sections: each category and each Arr has exactly one owner."""

from collections.abc import Iterable, Sequence

from attrs import evolve

from qbitrr.config.checks.arr_texts import dead_error_codes
from qbitrr.config.checks.overlaps import note_overlaps, note_pace, note_protected
from qbitrr.config.loading.findings import Findings
from qbitrr.config.schema.config import ArrSection, QbitSection, Settings
from qbitrr.config.values.texts import shown_address
from qbitrr.model.addresses import Address
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY

__all__ = ["check_owners"]

_CATEGORY_REMEDY = "Give every owner a category of its own"


def check_owners(
    settings: Settings, qbits: Sequence[QbitSection], arrs: Iterable[ArrSection], findings: Findings
) -> tuple[QbitSection, ...]:
    """
    Report everything that would have two owners; the qBit sections are returned without categories in dispute.

    A torrent in a category in dispute belongs to nobody and is left alone: guessing its owner could cost its data.
    """
    usable = [arr for arr in arrs if arr.managed and arr.section not in findings.unusable]
    special = {
        settings.failed_category: "the FailedCategory of [Settings]",
        settings.recheck_category: "the RecheckCategory of [Settings]",
        QUARANTINE_CATEGORY: "where removed torrents wait",
    }
    special.pop("", None)
    _check_clients(qbits, findings)
    working = [qbit for qbit in qbits if qbit.section not in findings.unusable]
    _check_addresses(usable, findings)
    _check_arr_categories(usable, special, findings)
    checked = tuple(_check_managed(qbit, usable, special, findings) for qbit in working)
    _check_instances(usable, checked, findings)
    note_overlaps(usable, checked, findings)
    note_protected(settings, usable, findings)
    note_pace(settings, usable, findings)
    _remark_on_dead_texts(usable, findings)
    return checked


def _remark_on_dead_texts(arrs: list[ArrSection], findings: Findings) -> None:
    for arr in arrs:
        for dead in dead_error_codes(arr.error_codes, arr.type):
            message = f"no {arr.type.capitalize()} is known to say {dead.text!r}: it matches nothing"
            remedy = f"Did you mean {dead.meant!r}?" if dead.meant else "Copy the message from the queue of the Arr"
            findings.notice((arr.section, "ArrErrorCodesToBlocklist"), message, remedy)


def _check_clients(qbits: Iterable[QbitSection], findings: Findings) -> None:
    """Two sections for one client would work on the same torrents, each by its own rules."""
    owners: dict[str, str] = {}
    for qbit in qbits:
        if qbit.disabled:
            continue
        address = Address.parse(qbit.host)
        place = f"{address.host.removesuffix('.')}:{address.port or qbit.port}{address.path}"
        if place in owners:
            message = f"is the address of [{owners[place]}] too; one client cannot be worked on twice"
            remedy = "Remove one of the sections, or set Disabled = true"
            findings.spoil((qbit.section, "Host"), message, remedy, repr(shown_address(qbit.host)))
        owners.setdefault(place, qbit.section)


def _check_addresses(arrs: list[ArrSection], findings: Findings) -> None:
    owners: dict[str, str] = {}
    for arr in arrs:
        address = _address(arr.uri)
        if address in owners:
            message = f"is the address of [{owners[address]}] too; one Arr cannot be worked on twice"
            findings.spoil((arr.section, "URI"), message, "Remove one of the sections", repr(shown_address(arr.uri)))
        owners.setdefault(address, arr.section)


def _check_arr_categories(arrs: list[ArrSection], special: dict[str, str], findings: Findings) -> None:
    owners: dict[str, str] = {}
    for arr in arrs:
        path = (arr.section, "Category")
        if arr.category in special:
            message = f"{arr.category!r} is {special[arr.category]}"
            findings.spoil(path, message, "Use another category for the Arr, or rename that one")
        elif arr.category in owners:
            message = f"{arr.category!r} is the category of [{owners[arr.category]}] too"
            findings.spoil(path, message, _CATEGORY_REMEDY)
        owners.setdefault(arr.category, arr.section)


def _check_managed(
    qbit: QbitSection, arrs: list[ArrSection], special: dict[str, str], findings: Findings
) -> QbitSection:
    by_category = {arr.category: arr.section for arr in reversed(arrs)}
    kept = []
    for category in qbit.managed_categories:
        path = (qbit.section, "ManagedCategories")
        if category in special:
            message = f"{category!r} is {special[category]}; it is not managed here"
            findings.error(path, message, _CATEGORY_REMEDY)
        elif category in by_category:
            arr = by_category[category]
            message = f"{category!r} is the category of [{arr}] too; nobody works on it until that is settled"
            findings.error(path, message, _CATEGORY_REMEDY)
            findings.spoil((arr, "Category"), f"{category!r} is managed by [{qbit.section}] too", _CATEGORY_REMEDY)
        else:
            kept.append(category)
    return evolve(qbit, managed_categories=tuple(kept))


def _check_instances(arrs: list[ArrSection], qbits: tuple[QbitSection, ...], findings: Findings) -> None:
    known = {qbit.section for qbit in qbits}
    for arr in arrs:
        for name in arr.qbit_instances:
            if name not in known:
                message = f"names {name!r}, which is no qBit section that can be used"
                findings.warning(
                    (arr.section, "qBitInstances"), message, f"Known are: {', '.join(sorted(known)) or 'none'}"
                )


def _address(uri: str) -> str:
    address = Address.parse(uri)
    _, host, port = address.origin
    return f"{host.removesuffix('.')}:{port}{address.path}"
