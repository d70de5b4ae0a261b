"""
The auditor: compares what was seen of a storm with what was right. Pure.

Its truth is the scenario and the programs' own logs. Databases and journal are what is audited, never what is believed.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from attrs import frozen

from tests.storm.auditing.observed import Observed
from tests.storm.scenario import Kind, Planned

__all__ = ["Figures", "Violation", "audit", "figures", "unfinished"]

QUARANTINE = "qbitrr-quarantine"
# Between the last look at a torrent and the act lie a request and a busy machine.
LOOK_SECONDS = 5.0
# What was decided by a clock that jumped is carried out a little later.
JUMP_SECONDS = 30.0
_JUMPS = ("forward", "back")
_SPARED_LATE = (Kind.REVIVED, Kind.RESCUED, Kind.AGAIN)
Key = tuple[str, str]


@frozen
class Violation:
    """One thing that is wrong: its *kind* in words that stay the same, the torrent, and what was seen."""

    kind: str
    key: Key
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {'/'.join(self.key)}: {self.text}"


@frozen(kw_only=True)
class Figures:
    """What a storm did."""

    deletions: int
    quarantined: int
    blocklistings: int
    searches: int
    imports: int
    undos: int


def audit(seen: Observed) -> tuple[Violation, ...]:
    """Everything that is wrong with a storm that has settled."""
    found = (violation for check in _CHECKS for violation in check(seen))
    return tuple(dict.fromkeys(found))


def unfinished(seen: Observed) -> tuple[Violation, ...]:
    """What is still to be done: a storm has settled when nothing is. It is wrong only if it stays so."""
    found = (violation for check in _LIVENESS for violation in check(seen))
    return tuple(violation for violation in found if violation.kind not in _FOR_EVER)


def figures(seen: Observed) -> Figures:
    """The numbers of a storm."""
    return Figures(
        deletions=sum(each.act == "delete" for each in seen.removed),
        quarantined=sum(each.act == "quarantine" for each in seen.removed),
        blocklistings=len(seen.blocked),
        searches=len(seen.searches),
        imports=len(set(seen.imported)),
        undos=sum(each.undone for each in seen.planned),
    )


# What must never happen


def _undue(seen: Observed) -> Iterator[Violation]:
    """Each removal was due at its moment, in its client, after its whole time in quarantine."""
    planned = {each.key: each for each in seen.planned}
    due_elsewhere = {each.hash for each in seen.planned if each.due_at is not None}
    entered = _begun(seen)
    for act in seen.removed:
        key = (act.client, act.hash)
        plan = planned.get(key)
        if plan is None or not _is_due(plan, act.at):
            kind = "wrong client" if act.hash in due_elsewhere and not _ever_due(plan) else f"{act.act} undue"
            yield Violation(kind, key, f"{_name(plan)}, {act.progress:.0%} done, tags {', '.join(act.tags) or 'none'}")
        if act.act == "quarantine":
            entered.setdefault(key, act.at)
        elif seen.grace_seconds and act.category != QUARANTINE:
            yield Violation("delete undue", key, f"{_name(plan)} was in category {act.category!r}, not in quarantine")
        elif seen.grace_seconds and act.at - entered.get(key, act.at) < seen.grace_seconds - 1:
            waited = act.at - entered.get(key, act.at)
            yield Violation("delete undue", key, f"{_name(plan)} was purged after {waited:.1f} s in quarantine")


def _begun(seen: Observed) -> dict[Key, float]:
    """When each torrent began to be put away: with the request that stops it, which may be long before its new category."""
    begun: dict[Key, float] = {}
    for request in seen.requests:
        if request.path == "torrents/stop" and request.carried_out:
            for hash_ in _hashes(request.text):
                begun.setdefault((request.program, hash_), request.at)
    return begun


def _is_due(plan: Planned, at: float) -> bool:
    return (
        plan.due_at is not None
        and plan.due_at <= at
        and (plan.spared_at is None or at <= plan.spared_at + LOOK_SECONDS)
    )


def _ever_due(plan: Planned | None) -> bool:
    return plan is not None and plan.due_at is not None


def _files_of_others(seen: Observed) -> Iterator[Violation]:
    """No file that also belongs to another torrent is deleted."""
    for act in seen.removed:
        if act.act == "delete" and act.with_files and act.sharers:
            text = f"its files are also those of {', '.join(act.sharers)}"
            yield Violation("files of others deleted", (act.client, act.hash), text)


def _twice(seen: Observed) -> Iterator[Violation]:
    """No torrent is deleted twice, and no request to delete is repeated unless something struck between the two."""
    for key, count in Counter((act.client, act.hash) for act in seen.removed if act.act == "delete").items():
        if count > 1:
            yield Violation("deleted twice", key, f"{count} times")
    asked: dict[Key, float] = {}
    for request in seen.requests:
        if request.method != "POST" or request.path != "torrents/delete" or not request.carried_out:
            continue
        for hash_ in _hashes(request.text):
            key = (request.program, hash_)
            before = asked.get(key)
            if before is not None and not _excused(seen, before, request.at):
                yield Violation("deleted twice", key, f"asked again after {request.at - before:.1f} s")
            asked[key] = request.at


def _hashes(form: str) -> list[str]:
    found = [part.removeprefix("hashes=") for part in form.split("&") if part.startswith("hashes=")]
    return found[0].lower().split("|") if found else []


def _excused(seen: Observed, since: float, until: float) -> bool:
    """Whether something struck between two moments, so that the second try was right."""
    return any(each.at <= until and each.until >= since - LOOK_SECONDS for each in seen.struck)


def _blocked(seen: Observed) -> Iterator[Violation]:
    """The Arr hears of what was given up, once, and of nothing else."""
    given_up = {each.hash: each for each in seen.planned if each.due_at is not None and each.duty.blocked}
    spared = {each.hash for each in seen.planned if each.kind in _SPARED_LATE}
    counts = Counter(hash_ for _, hash_ in seen.blocked)
    for hash_, count in counts.items():
        if hash_ not in given_up and hash_ not in spared:
            yield Violation("blocklist undue", ("Arr", hash_), "it was never given up")
        if count > 1:
            yield Violation("blocklisted twice", ("Arr", hash_), f"{count} entries")
    for act in seen.removed:
        if act.hash in given_up and act.hash not in counts:
            yield Violation("blocklist missing", (act.client, act.hash), f"{_name(given_up[act.hash])} was removed")


def _searched(seen: Observed) -> Iterator[Violation]:
    """What was blocked is searched again, once."""
    counts = Counter(movie for _, movie in seen.searches)
    blocked = {hash_ for _, hash_ in seen.blocked}
    wanted = {each.movie: each for each in seen.planned if each.duty.searched and each.hash in blocked}
    for movie, plan in wanted.items():
        if counts[movie] == 0:
            yield Violation("search missing", plan.key, f"{_name(plan)} was blocked, movie {movie} was never searched")
    for movie, count in counts.items():
        times = sorted(at for at, searched in seen.searches if searched == movie)
        if count > 1 and not _has_jumped(seen, times[0], times[-1]):
            yield Violation("searched twice", ("Arr", str(movie)), f"{count} searches")


def _has_jumped(seen: Observed, since: float, until: float) -> bool:
    """Whether the clock was another one between: by it the first search is days ago, or is still to come."""
    return any(each.what in _JUMPS and each.at <= until and each.until >= since - JUMP_SECONDS for each in seen.struck)


def _imported(seen: Observed) -> Iterator[Violation]:
    """Nothing is handed to the Arr again, unless something struck between."""
    handed: dict[str, float] = {}
    for at, hash_ in seen.scans:
        if hash_ in handed and not _excused(seen, handed[hash_], at):
            yield Violation("imported twice", ("Arr", hash_), f"asked again after {at - handed[hash_]:.1f} s")
        handed[hash_] = at


def _journaled(seen: Observed) -> Iterator[Violation]:
    """Each removal has its entry, and the entry its reason."""
    told: dict[tuple[str, str, str], bool] = {}
    for entry in seen.left.journal:
        if entry.get("result") == "done":
            key = (entry.get("instance", ""), entry.get("hash", ""), entry["act"])
            told[key] = told.get(key, False) or bool((entry.get("why") or {}).get("text"))
    for act in seen.removed:
        acts = ("purge",) if act.act == "delete" and seen.grace_seconds else ("removal", "quarantine", "purge")
        entries = [told[act.client, act.hash, word] for word in acts if (act.client, act.hash, word) in told]
        if not entries:
            kind = "deleted unjournaled" if act.act == "delete" else "quarantined unjournaled"
            yield Violation(kind, (act.client, act.hash), f"no entry of {' or '.join(acts)}")
        elif not any(entries):
            yield Violation("journaled without reason", (act.client, act.hash), f"entries of {' or '.join(acts)}")


def _rows(seen: Observed) -> Iterator[Violation]:
    """The rows are what lies in the quarantine category."""
    there = {(each.client, each.hash) for each in seen.torrents if each.category == QUARANTINE}
    rows = set(seen.left.rows)
    for key in sorted(there - rows):
        yield Violation("row lost", key, "it lies in the quarantine category, no row knows of it")
    for key in sorted(rows - there):
        yield Violation("row without torrent", key, "a row says it is in quarantine")


def _integrity(seen: Observed) -> Iterator[Violation]:
    for path, said in seen.left.integrity.items():
        if said != "ok":
            yield Violation("database damaged", ("disk", path), said)


# What must happen in the end


def _left_undone(seen: Observed) -> Iterator[Violation]:
    """What deserves to go is gone or in quarantine, and what the Arr has to hear of it is said."""
    gone = {(act.client, act.hash) for act in seen.removed if act.act == "delete"}
    where = {(each.client, each.hash): each.category for each in seen.torrents}
    blocked = {hash_ for _, hash_ in seen.blocked}
    for plan in seen.planned:
        if plan.due_at is None or plan.spared_at is not None or plan.touched:
            continue
        if plan.key not in gone and where.get(plan.key) != QUARANTINE:
            yield Violation("not removed", plan.key, f"{_name(plan)} is in category {where.get(plan.key)!r}")
        elif plan.duty.blocked and plan.hash not in blocked:
            yield Violation("blocklist missing", plan.key, f"{_name(plan)} was removed")


def _not_imported(seen: Observed) -> Iterator[Violation]:
    for plan in seen.planned:
        if plan.duty.imported and plan.hash not in seen.imported:
            yield Violation("not imported", plan.key, _name(plan))


def _undo(seen: Observed) -> Iterator[Violation]:
    """What a person took back is as it was, and stays; where the answer got lost, it is that or wholly in quarantine."""
    torrents = {(each.client, each.hash): each for each in seen.torrents}
    for plan in seen.planned:
        now = torrents.get(plan.key)
        if now is None and plan.undone:
            yield Violation("undo lost", plan.key, f"{_name(plan)} is gone")
        if now is None or not plan.touched or (not plan.undone and now.category == QUARANTINE):
            continue
        if (
            now.category != plan.category
            or now.stopped
            or now.auto_tmm != plan.auto_tmm
            or not _has_tags(now.tags, plan)
        ):
            how = f"{now.category!r}, tags {now.tags}, stopped: {now.stopped}, automatic: {now.auto_tmm}"
            yield Violation("undo lost", plan.key, f"{_name(plan)}: {how}")


def _has_tags(tags: tuple[str, ...], plan: Planned) -> bool:
    return set(plan.tags) <= set(tags) and "qBitrr-quarantine" not in tags


def _stayed(seen: Observed) -> Iterator[Violation]:
    """What nobody may touch is still there, whoever removed it."""
    there = {(each.client, each.hash) for each in seen.torrents}
    went = {(act.client, act.hash): act.at for act in seen.removed if act.act == "delete"}
    for plan in seen.planned:
        stays = not plan.duty.goes or plan.spared_at is not None
        at_the_last_moment = plan.spared_at is not None and went.get(plan.key, 0) <= plan.spared_at + LOOK_SECONDS
        if stays and plan.key not in there and not (plan.key in went and at_the_last_moment):
            yield Violation("gone", plan.key, f"{_name(plan)} should be there")


def _name(plan: Planned | None) -> str:
    return f"{plan.kind} {plan.name}" if plan is not None else "an unknown torrent"


# What no waiting mends.
_FOR_EVER = ("searched twice",)
Check = Callable[[Observed], Iterator[Violation]]
_LIVENESS: tuple[Check, ...] = (_left_undone, _not_imported, _undo, _rows, _searched)
_CHECKS: tuple[Check, ...] = (
    _undue, _files_of_others, _twice, _blocked, _searched, _imported, _journaled, _rows, _integrity, _left_undone, _not_imported,
    _undo, _stayed,
)  # fmt: skip
