"""
What lies in the quarantine's category without a row: adopted, so that a person sees it and can bring it back.
"""

from collections.abc import Callable

from qbitrr.actors.removals.quarantine.register import Key, Register
from qbitrr.model.reasons import Reason
from qbitrr.model.removals.quarantine import QUARANTINE_CATEGORY, QUARANTINE_TAG, Quarantined
from qbitrr.model.torrents.torrent import Torrent

__all__ = ["Strays", "adopted"]

_SEEN_FOR_SECONDS = 60.0


class Strays:
    """Notes since when (running time) torrents are seen in the category without a row of their own."""

    def __init__(self, register: Register, is_under_way: Callable[[Key], bool]) -> None:
        self._register = register
        self._is_under_way = is_under_way

    def seen(self, torrent: Torrent, running_seconds: float, *, is_another: bool = False) -> None:
        """A torrent as it is listed now; *is_another*: than the one whose row there may be under its hash."""
        has_row = torrent.key in self._register.rows and not is_another
        if torrent.category != QUARANTINE_CATEGORY or has_row:
            self.gone(torrent.key)
            return
        machine = self._register.of(torrent.key)
        if machine.stray_since is None:
            machine.stray_since = running_seconds

    def gone(self, key: Key) -> None:
        """It is not listed any more, or not there."""
        machine = self._register.find(key)
        if machine is not None:
            machine.stray_since = None
            self._register.tidy(key)

    def due(self, running_seconds: float) -> list[Key]:
        """Those to adopt now; they are strays no more."""
        ripe = [
            machine.key
            for machine in self._register.all()
            if machine.stray_since is not None
            and running_seconds - machine.stray_since >= _SEEN_FOR_SECONDS
            and machine.row is None
            and machine.work is None
            and not self._is_under_way(machine.key)
        ]
        for key in ripe:
            self.gone(key)
        return ripe


def adopted(
    torrent: Torrent, owner: tuple[str, str], grace_seconds: float, now: float, running_seconds: float
) -> Quarantined:
    """
    The row of a stray whose last *owner* (section and category, empty if not known) may want it back. It is purged after a whole time
    of grace if it carries our tag; else, and while there is no time of grace, only by a person: it may be somebody's own.
    """
    is_ours = QUARANTINE_TAG in torrent.tags
    section, category = owner
    text = "It was found in the quarantine's category, nobody knows why."
    return Quarantined(
        instance=torrent.instance,
        hash=torrent.hash,
        name=torrent.name,
        section=section,
        at=now,
        purge_at=now + grace_seconds,
        category=category,
        tags=tuple(tag for tag in torrent.tags if tag != QUARANTINE_TAG),
        was_running=is_ours,
        size_bytes=torrent.size_bytes,
        content_path=torrent.content_path,
        why=Reason(code="adopted", text=text),
        added_on=torrent.added_on,
        running_at=running_seconds,
        is_adopted=True,
        by_person_only=not is_ours or grace_seconds <= 0,
    )
