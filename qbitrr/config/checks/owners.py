"""Rules across sections: each category and each Arr has exactly one owner."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from qbitrr.config.checks.arr_texts import dead_error_codes
from qbitrr.config.loading.findings import Findings
from qbitrr.config.schema.config import ArrSection, QbitSection, Settings
from qbitrr.config.values.texts import shown_address
from qbitrr.model.addresses import Address

__all__ = ["check_owners"]

_CATEGORY_REMEDY = "Give every owner a category of its own"


def check_owners(
    settings: Settings, qbits: Iterable[QbitSection], arrs: Iterable[ArrSection], findings: Findings
) -> tuple[QbitSection, ...]:
    """
    Report everything that would have two owners; the qBit sections are returned without categories in dispute.

    A torrent in a category in dispute belongs to nobody and is left alone: guessing its owner could cost its data.
    """
    usable = [arr for arr in arrs if arr.managed and arr.section not in findings.unusable]
    special = {settings.failed_category: "FailedCategory", settings.recheck_category: "RecheckCategory"}
    special.pop("", None)
    _check_addresses(usable, findings)
    _check_arr_categories(usable, special, findings)
    checked = tuple(_check_managed(qbit, usable, special, findings) for qbit in qbits)
    _check_instances(usable, checked, findings)
    _warn_about_ancestors(usable, checked, findings)
    _remark_on_dead_texts(usable, findings)
    return checked


def _remark_on_dead_texts(arrs: list[ArrSection], findings: Findings) -> None:
    for arr in arrs:
        for dead in dead_error_codes(arr.error_codes, arr.type):
            message = f"no {arr.type.capitalize()} is known to say {dead.text!r}: it matches nothing"
            remedy = f"Did you mean {dead.meant!r}?" if dead.meant else "Copy the message from the queue of the Arr"
            findings.notice((arr.section, "ArrErrorCodesToBlocklist"), message, remedy)


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
            message = f"{arr.category!r} is the {special[arr.category]} of [Settings]"
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
            message = f"{category!r} is the {special[category]} of [Settings]; it is not managed here"
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


def _warn_about_ancestors(arrs: list[ArrSection], qbits: tuple[QbitSection, ...], findings: Findings) -> None:
    """A torrent below a category that is somebody's own goes to the longest one, which may surprise."""
    by_prefix = any(qbit.match_subcategories for qbit in qbits)
    owned = {arr.category: arr.section for arr in arrs}
    reaching = {
        arr.category for arr in arrs if (by_prefix if arr.match_subcategories is None else arr.match_subcategories)
    }
    for qbit in qbits:
        owned |= dict.fromkeys(qbit.managed_categories, qbit.section)
        reaching |= set(qbit.managed_categories) if qbit.match_subcategories else set()
    for arr in arrs:
        for above in _ancestors(arr.category):
            if above in reaching and owned[above] != arr.section:
                message = f"{arr.category!r} lies below {above!r} of [{owned[above]}]; the longer one decides"
                findings.warning((arr.section, "Category"), message, _CATEGORY_REMEDY)


def _ancestors(category: str) -> Iterator[str]:
    levels = category.split("/")
    return ("/".join(levels[:length]) for length in range(1, len(levels)))


def _address(uri: str) -> str:
    address = Address.parse(uri)
    _, host, port = address.origin
    return f"{host.removesuffix('.')}:{port}{address.path}"
