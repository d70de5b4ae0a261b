"""
Downloads the Arr refuses to import: recognised by what it says about them (`ArrErrorCodesToBlocklist`).
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b

from attrs import frozen
from msgspec.structs import replace

from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.model.reasons import Reason
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.memory import Complained, Memory
from qbitrr.model.torrents.queue import WAITING_STATES, Record, StatusMessage
from qbitrr.model.torrents.rules import OwnerRules, TextPattern
from qbitrr.model.torrents.tags import IGNORED
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["ARCHIVE_SECONDS", "STABLE_SECONDS", "Holder", "QueueScan", "complaint", "refuses_all", "scan_queue"]

STABLE_SECONDS = 60.0
"""The same messages must be there for this long, and in two looks at least."""
ARCHIVE_SECONDS = 6 * 3600.0
"""So long for "found an archive": that is what the Arr says while another program still unpacks it."""
_ASKED_AHEAD_SECONDS = 20.0
_ARCHIVE = "found archive file"
_TROUBLE = frozenset({"warning", "error"})
_ALARMING = ("executable", "dangerous")
Key = tuple[str, str]


@frozen
class Holder:
    """
    A torrent of ours that has the hash of a record, its Hit-and-Run duty, and what the Arr's history says of it (*is_fresh*: as of
    this minute).
    """

    torrent: Torrent
    duty: Duty = Duty.NONE
    told: Told = Told.GRABBED
    is_fresh: bool = True


@frozen(kw_only=True)
class QueueScan:
    """
    What to give up because of the Arr's messages; memories that changed; when to look again (infinity: no need); whose history must
    be asked before.
    """

    steps: tuple[Removal, ...]
    memories: dict[Key, Memory]
    look_again_at: float
    asks: tuple[Key, ...] = ()


def scan_queue(
    records: Iterable[Record],
    holders: Mapping[str, Collection[Holder]],
    rules: OwnerRules,
    memories: Mapping[Key, Memory],
    now: float,
    *,
    clients: Collection[str] = (),
) -> QueueScan:
    """
    Look through the records of an Arr once after each full read of its queue, at *now* of a clock that runs only while we do.

    *holders* are our torrents by the hash of their record; *memories* by `(instance, hash)`, with the instance `""` for a hash
    nobody holds. A record nobody holds is given up in the Arr only if its download client is one of *clients* (the names the
    Arr has for ours).
    """
    steps: list[Removal] = []
    changed: dict[Key, Memory] = {}
    asks: list[Key] = []
    look_again_at = float("inf")
    archives = rules.files.archives_only == "fail"
    for record in records:
        text = complaint(record, rules.error_codes, archives=archives)
        mine: Collection[Holder | None] = holders.get(record.hash) or (None,)
        for holder in mine:
            key = holder.torrent.key if holder is not None else ("", record.hash)
            memory = memories.get(key, _NOTHING)
            seen = _seen(record, text, memory, now)
            if seen != memory:
                changed[key] = seen
            if text is None or seen.complaint.seen_from is None:
                continue
            ripe_at = seen.complaint.seen_from + (ARCHIVE_SECONDS if _ARCHIVE in text.lower() else STABLE_SECONDS)
            is_asked = holder is not None and not holder.is_fresh and now >= ripe_at - _ASKED_AHEAD_SECONDS
            if is_asked:
                asks.append(key)
            if seen is not memory or now < ripe_at:
                look_again_at = min(look_again_at, max(ripe_at, now + 1))
            elif not is_asked:
                steps.extend(_give_up(record, text, holder, rules, memory, clients))
    return QueueScan(steps=tuple(steps), memories=changed, look_again_at=look_again_at, asks=tuple(asks))


_NOTHING = Memory()


def complaint(record: Record, codes: Iterable[TextPattern], *, archives: bool = False) -> str | None:
    """
    The message of the Arr for which a download is to be given up, or None. That it found an archive counts only with *archives*.

    Every status entry that carries messages must hold a listed one: a pack with one refused and nine good files stays.
    Warnings of executable or dangerous files count wherever they are. An entry without messages speaks by its title.
    """
    if record.state not in WAITING_STATES or record.tracked_status not in _TROUBLE:
        return None
    patterns = tuple(codes)
    found = [(entry, _match(entry, patterns, archives=archives)) for entry in record.messages]
    matched = [text for _, text in found if text is not None]
    if not matched:
        return None
    if all(text is not None for entry, text in found if entry.messages):
        return matched[0]
    return next((text for text in matched if any(word in text.lower() for word in _ALARMING)), None)


def refuses_all(record: Record, rules: OwnerRules) -> bool:
    """Whether every message left in a record is a refusal of the Arr: what it has not taken of the download it does not want."""
    spoken = [entry for entry in record.messages if entry.messages]
    return bool(spoken) and all(_match(entry, rules.refusals) is not None for entry in spoken)


def _match(entry: StatusMessage, patterns: tuple[TextPattern, ...], *, archives: bool = False) -> str | None:
    hits = [
        text
        for text in entry.messages or (entry.title,)
        if (archives or _ARCHIVE not in text.lower()) and any(p.search(text.strip()) for p in patterns)
    ]
    return next((text for text in hits if any(word in text.lower() for word in _ALARMING)), hits[0] if hits else None)


def _seen(record: Record, text: str | None, memory: Memory, now: float) -> Memory:
    """The memory after this look; the same object when nothing is new, which also says: seen before, unchanged."""
    mark = "" if text is None else _fingerprint(record)
    if memory.complaint.fingerprint == mark and (memory.complaint.seen_from is not None) == bool(mark):
        return memory
    return replace(memory, complaint=Complained(fingerprint=mark, seen_from=now if mark else None))


def _fingerprint(record: Record) -> str:
    texts = sorted(text.strip() for entry in record.messages for text in (entry.title, *entry.messages))
    return blake2b("\n".join(texts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _give_up(
    record: Record,
    text: str,
    holder: Holder | None,
    rules: OwnerRules,
    memory: Memory,
    clients: Collection[str],
) -> list[Removal]:
    if memory.replaced.rejected:
        return []
    if holder is None:
        if record.download_client not in clients:
            return []
        return [_removal(record, text, ("", record.hash), record.title, Data.STAY, rules, Duty.NONE)]
    torrent, duty = holder.torrent, holder.duty
    # While the trackers are not known the duty may be open or not: waiting costs nothing. What the Arr took something of, or was told
    # to ignore, has not failed; while its word cannot be believed it may have.
    if IGNORED in torrent.tags or duty is Duty.UNKNOWN or holder.told in (Told.IMPORTED, Told.IGNORED, Told.UNKNOWN):
        return []
    data = Data.DELETE if duty.allows_removal else Data.STAY
    return [_removal(record, text, torrent.key, torrent.name, data, rules, duty)]


def _removal(record: Record, text: str, key: Key, name: str, data: Data, rules: OwnerRules, duty: Duty) -> Removal:
    kept = " It keeps its seeding duty." if duty is Duty.UNMET else ""
    return Removal(
        instance=key[0],
        hash=key[1],  # not the record's: of a torrent for both protocol versions the Arr may know the other hash
        why=Reason(
            code="error_code",
            text=f"The Arr does not import it: {text.strip()}{kept}",
            measured={
                "message": text.strip(),
                "record": record.state,
                "status": record.tracked_status,
                "hit_and_run": str(duty),
            },
            configured={"stable_seconds": STABLE_SECONDS},
        ),
        data=data,
        blocklist=True,
        search_again=rules.re_search,
        section=rules.section,
        name=name,
        record_ids=record.ids,
        media_ids=record.media_ids,
    )
