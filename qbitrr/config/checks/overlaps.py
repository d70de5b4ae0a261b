"""What stands in several sections and does not go together: nothing wrong, but it may surprise."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from qbitrr.config.lines import Path
from qbitrr.config.loading.findings import Findings
from qbitrr.config.schema.config import ArrSection, EntrySearch, QbitSection, Settings

__all__ = ["note_overlaps", "note_pace", "note_protected", "note_rows_of_categories"]

_REMEDY = "Give every owner a category of its own"


@frozen(kw_only=True)
class _Claim:
    """A category, whose it is, where that stands, on which clients, and whether it covers what lies below it."""

    category: str
    section: str
    place: Path
    clients: frozenset[str]
    covers: bool


def note_overlaps(arrs: Iterable[ArrSection], qbits: Iterable[QbitSection], findings: Findings) -> None:
    """Of two categories one of which lies below the other the longer decides: a warning between two owners, else a hint."""
    qbits = tuple(qbits)
    claims = [*_of_arrs(arrs, qbits), *_of_clients(qbits)]
    for lower in claims:
        for upper in claims:
            if (
                not upper.covers
                or not lower.category.startswith(f"{upper.category}/")
                or not lower.clients & upper.clients
            ):
                continue
            message = f"{lower.category!r} lies below {upper.category!r} of [{upper.section}]; the longer one decides"
            if lower.section == upper.section:
                findings.notice(lower.place, message)
            else:
                findings.warning(lower.place, message, _REMEDY)


def note_protected(settings: Settings, arrs: Iterable[ArrSection], findings: Findings) -> None:
    """Hint at Arrs whose torrents are all protected: no rule ever removes one."""
    for arr in arrs:
        if arr.category in settings.protected_categories:
            message = (
                f"{arr.category!r} is among ProtectedCategories: no rule of [{arr.section}] can ever remove a torrent"
            )
            findings.notice((arr.section, "Category"), message)


def note_pace(settings: Settings, arrs: Iterable[ArrSection], findings: Findings) -> None:
    """Hint at caps of searches that the pause between two searches keeps from ever being reached."""
    delay, usual = settings.search_loop_delay_seconds, EntrySearch().searches_per_hour
    most = 3600 // delay if delay > 0 else 0
    for arr in arrs:
        if most and arr.search.searches_per_hour > most and arr.search.searches_per_hour != usual:
            message = f"can never be reached: SearchLoopDelay lets at most {most} searches through in an hour"
            findings.notice((arr.section, "EntrySearch", "SearchesPerHour"), message)


def note_rows_of_categories(qbit: QbitSection, findings: Findings) -> None:
    """Warn about rows of `CategorySeeding.Categories` that apply to no managed category, or that another one replaces."""
    seen: dict[str, int] = {}
    for index, row in enumerate(qbit.seeding.categories):
        path = (qbit.section, "CategorySeeding", "Categories", index, "Name")
        if row.name in seen:
            findings.warning(
                path, f"is the category of row {seen[row.name] + 1}, which this row replaces", "Keep one of them"
            )
        seen[row.name] = index
        if not any(_applies(row.name, category, qbit) for category in qbit.managed_categories):
            message = f"{row.name!r} is none of ManagedCategories: the row is never used"
            findings.warning(path, message, "Add it to ManagedCategories, or remove the row")


def _applies(name: str, category: str, qbit: QbitSection) -> bool:
    """Whether the row *name* can be used for torrents that are managed because of *category*."""
    below = qbit.match_subcategories and (name.startswith(f"{category}/") or category.startswith(f"{name}/"))
    return name == category or below


def _of_arrs(arrs: Iterable[ArrSection], qbits: tuple[QbitSection, ...]) -> Iterator[_Claim]:
    for arr in arrs:
        mine = [qbit for qbit in qbits if not arr.qbit_instances or qbit.section in arr.qbit_instances]
        covers = (
            any(qbit.match_subcategories for qbit in mine)
            if arr.match_subcategories is None
            else arr.match_subcategories
        )
        yield _Claim(
            category=arr.category,
            section=arr.section,
            place=(arr.section, "Category"),
            clients=frozenset(qbit.section for qbit in mine),
            covers=covers,
        )


def _of_clients(qbits: tuple[QbitSection, ...]) -> Iterator[_Claim]:
    for qbit in qbits:
        for category in qbit.managed_categories:
            yield _Claim(
                category=category,
                section=qbit.section,
                place=(qbit.section, "ManagedCategories"),
                clients=frozenset({qbit.section}),
                covers=qbit.match_subcategories,
            )
