"""
One pass over the library of an Arr: what changed there is written into the catalog.

# Note [Light passes]
A pass reads the list of parents (for Radarr: of films) and, below it, only what the list or the Arr's history says has
changed, plus the few parents that were read longest ago: in a day each is read once. An interrupted pass loses nothing; the
next one goes on with what is still dirty.
"""

import math
from collections.abc import Callable, Collection
from typing import Any

from attrs import frozen
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.clients.arr.records import CustomFormat
from qbitrr.clients.http.decoding import Listing
from qbitrr.decide.catalog import judge
from qbitrr.errors import BadAnswer, NotThere, Rejected, RemoteError, Unreachable
from qbitrr.loops.catalog.films import FilmList, FilmScores, Written
from qbitrr.loops.catalog.progress import PassProgress
from qbitrr.loops.catalog.reading import reader_for
from qbitrr.loops.catalog.records import fingerprint, formats_hash, profile_of
from qbitrr.loops.catalog.touched import TouchedParents
from qbitrr.loops.child.workers import in_parallel
from qbitrr.model.catalog import ArrType, Changes, Judged, Parent, Profile, Verdict, WantRules
from qbitrr.model.status import CatalogProgress
from qbitrr.store.catalog import write as catalog
from qbitrr.store.catalog.wanted import judge_rows
from qbitrr.store.sqlite.database import Database

__all__ = ["LibraryCopy", "Pass"]

DAY = 86_400.0
PROFILES_EVERY_SECONDS = 600.0
DOUBTED_MISSING = 20
ASK_AGAIN_SECONDS = 60.0
RETRY_FIRST_SECONDS, RETRY_LONGEST_SECONDS = 300.0, 3600.0


@frozen(kw_only=True)
class Pass:
    """
    What a pass did. *touched* parents (films) are not as they were before, *failed* so many could not be read, *judged* says that
    verdicts were renewed for another configuration, *list_seconds* is what the Arr needed for its list.
    """

    touched: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    replaced: frozenset[int] = frozenset()
    known: int = 0
    failed: int = 0
    judged: bool = False
    list_seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether the catalog differs from before."""
        return bool(self.touched or self.gone or self.judged)


class LibraryCopy:
    """
    The library of one Arr, the *database* it is copied to, and how they are made equal.

    *want_rules* tells what the configuration asks for, each time anew; *progressed* is called whenever `progress` is another one.
    """

    log = Logger()

    def __init__(
        self, kind: ArrType, arr: Arr, database: Database, clock: IReactorTime, want_rules: Callable[[], WantRules],
        progressed: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self._progress = PassProgress(progressed)
        self.kind: ArrType = kind
        self._arr = arr
        self._database = database
        self._clock = clock
        self._want_rules = want_rules
        self._reader = reader_for(kind, arr)
        self._profiles_at = -math.inf
        self._films: FilmList | None = None
        self._scores: FilmScores | None = None
        if kind == "radarr":
            self._films = FilmList(arr, database, self.judge)
            self._scores = FilmScores(
                arr, database, clock, self.judge, lambda: want_rules().custom_format_unmet, self._progress
            )
        self._history = TouchedParents(kind, arr, database)
        self._retry: dict[int, tuple[float, float]] = {}
        """Parents that could not be read: when to try again, and the pause after that."""

    @property
    def progress(self) -> CatalogProgress | None:
        """How far looking through the library has come; None while nobody does."""
        return self._progress.now

    def judge(self, facts: Judged, profile: Profile | None) -> Verdict:
        """The verdict under the configuration of this moment."""
        return judge(facts, profile, self._want_rules())

    async def prepare(self, source: str) -> bool:
        """
        Make the opened catalog usable: one of another Arr (*source* names it) is discarded, verdicts under another
        configuration are renewed, and what was not read for a day is marked. Tells whether a verdict changed.
        """
        known = await self._database.run(catalog.meta)
        if known.get("source", source) != source:
            await self._database.discard()
            self.forget()
        await self._database.run(catalog.set_meta, {"source": source, "type": self.kind})
        if self.kind != "radarr":
            await self._database.run(catalog.mark_stale, self.kind, self._clock.seconds() - DAY)
        return await self.evaluate()

    def forget(self) -> None:
        """The catalog is begun anew: what was listed before is not in it."""
        if self._films is not None:
            self._films.forget()

    async def evaluate(self) -> bool:
        """Judge everything anew if the configuration is another one than last time. Tells whether a verdict changed."""
        inputs = fingerprint(self._want_rules())
        known = await self._database.run(catalog.meta)
        if known.get("eval_hash") == inputs:
            return False
        changed = await self._database.run(judge_rows, self.kind, self.judge)
        await self._database.run(catalog.set_meta, {"eval_hash": inputs})
        return changed > 0

    async def mark(self, ids: Collection[int]) -> None:
        """Have the leaves of these parents read in the next pass."""
        if self.kind != "radarr":
            await self._database.run(catalog.mark_dirty, self.kind, ids)

    async def refresh(self, interval: float, written: Written = lambda touched: None) -> Pass:
        """
        A light pass; *interval* is the usual time between two. *written* hears of what is in the catalog already while the rest is
        still being read. Raises `RemoteError` when the list cannot be read (nothing is deleted then, and what is known stays readable), and
        `StoreError`.
        """
        started = self._clock.seconds()
        self._progress.begin("list")
        try:
            await self._read_profiles()
            if self._films is not None:
                found = await self._list(self._films, written)
            else:
                found = await self._tree(interval, started, written)
        except RemoteError as error:
            await self._note(last_error=str(error), last_error_at=str(int(self._clock.seconds())))
            raise
        finally:
            self._progress.end()
        await self._note(last_light_started=str(int(started)), last_light_finished=str(int(self._clock.seconds())))
        return found

    async def reread(self, ids: Collection[int]) -> Pass:
        """
        Read these parents (films) alone, each as it is now, with what is below them. What cannot be read is read by the next pass; what is
        `gone` there is deleted by it.
        Raises `RemoteError` and `StoreError`.
        """
        await self.mark(ids)
        if self._films is not None:
            changes, missing = await self._films.reread(ids)
            return Pass(touched=changes.changed, gone=missing)
        assert self._reader is not None
        written: set[int] = set()
        gone: set[int] = set()
        for number in ids:
            try:
                parent = await self._reader.parent(number)
            except NotThere:
                gone.add(number)
                continue
            await self._database.run(catalog.compare_parents, self.kind, [parent], self.judge)
            await self._read_leaves(parent, written)
        return Pass(touched=frozenset(written), gone=frozenset(gone))

    async def reread_touched(self) -> Pass:
        """Read what the Arr's history says it touched lately, and nothing else. Raises `RemoteError` and `StoreError`."""
        touched = await self._history.read(self._clock.seconds())
        if touched.parents is None:
            return Pass()  # the next pass reads everything
        await self.mark(touched.parents)
        await self._note(**touched.marks)
        return await self.reread(touched.parents)

    # Profiles

    async def _read_profiles(self) -> None:
        now = self._clock.seconds()
        if now - self._profiles_at < PROFILES_EVERY_SECONDS:
            return
        profiles = await self._arr.quality_profiles()
        formats = await self._arr.custom_formats() if self.kind != "readarr" else Listing[CustomFormat]()
        known = await self._database.run(catalog.meta)
        hashes = {"profiles_hash": fingerprint(profiles)}
        if profiles.is_complete and formats.is_complete:
            hashes["formats_hash"] = formats_hash(profiles, formats)
        if known.get("profiles_hash") != hashes["profiles_hash"]:
            rows, unread = profiles.map(profile_of), profiles.unread if profiles.is_whole else None
            await self._database.run(catalog.write_profiles, self.kind, rows, self.judge, unread=unread)
        if known.get("formats_hash") not in (None, hashes.get("formats_hash")) and "formats_hash" in hashes:
            await self._database.run(catalog.forget_scores, self.kind)
        await self._note(**hashes)
        self._profiles_at = now

    # Radarr: the list is everything

    async def read_scores(self) -> frozenset[int]:
        """Read the scores of films' files that are not known, and tell of which. Raises `StoreError`."""
        try:
            return await self._scores.read() if self._scores is not None else frozenset()
        finally:
            self._progress.end()

    async def _list(self, films: FilmList, written: Written) -> Pass:
        began = self._clock.seconds()
        changes, listed = await films.read(written)
        took = self._clock.seconds() - began
        gone = await self._delete(changes, listed)
        return Pass(
            touched=changes.changed, gone=gone, replaced=changes.replaced, known=changes.known, list_seconds=took
        )

    # The others: parents and leaves

    async def _tree(self, interval: float, started: float, tell: Written) -> Pass:
        assert self._reader is not None
        touched = await self._history.read(started)
        await self._database.run(catalog.mark_dirty, self.kind, touched.parents)
        await self._note(**touched.marks)
        began = self._clock.seconds()
        listed = await self._reader.parents()
        parents = {parent.id: parent for parent in listed}
        took = self._clock.seconds() - began
        self._retry = {number: kept for number, kept in self._retry.items() if number in parents}
        changes = await self._database.run(catalog.compare_parents, self.kind, list(parents.values()), self.judge)
        rolling = math.ceil(len(parents) * interval / DAY)
        due = await self._database.run(catalog.due_parents, self.kind, rolling)
        read = [parents[number] for number in due if number in parents and self._may_try(number)]
        written: set[int] = set()
        self._progress.begin("entries", len(read))
        tell_at = 1

        async def read_entry(parent: Parent) -> None:
            nonlocal tell_at
            await self._read_leaves(parent, written)
            self._progress.step()
            if len(written) >= tell_at:
                tell_at = 2 * len(written)  # so that few words are made of many entries
                tell(frozenset(written))

        await in_parallel(self._arr.dialect.parallel, read_entry, read)
        gone = await self._delete(changes, listed)
        return Pass(
            touched=frozenset(written) | changes.changed,
            gone=gone,
            replaced=changes.replaced,
            known=changes.known,
            failed=len(self._retry),
            list_seconds=took,
        )

    async def _read_leaves(self, parent: Parent, written: set[int]) -> None:
        assert self._reader is not None
        try:
            leaves = await self._reader.leaves(parent)
        except NotThere:
            return  # it vanished since the list was read; the next list will say so
        except (Rejected, BadAnswer) as error:
            # The trouble of one parent is not that of the others: it keeps what is known and is read later.
            pause = self._retry_later(parent)
            self.log.warn("{error}: entry {id} is read again in {pause} s", error=error, id=parent.id, pause=pause)
            await self._note(last_error=str(error), last_error_at=str(int(self._clock.seconds())))
            return
        except Unreachable:
            # It ends this pass, but must not end the next one at the same place.
            self._retry_later(parent)
            raise
        changed = await self._database.run(catalog.write_leaves, self.kind, leaves, self._clock.seconds(), self.judge)
        self._retry.pop(parent.id, None)
        if changed:
            written.add(parent.id)

    def _retry_later(self, parent: Parent) -> float:
        pause = self._retry.get(parent.id, (0.0, RETRY_FIRST_SECONDS))[1]
        self._retry[parent.id] = (self._clock.seconds() + pause, min(pause * 2, RETRY_LONGEST_SECONDS))
        return pause

    def _may_try(self, number: int) -> bool:
        return self._retry.get(number, (0.0, 0.0))[0] <= self._clock.seconds()

    # Deletions

    async def _delete(self, changes: Changes, listed: Listing[Any]) -> frozenset[int]:
        """Delete what is no longer listed; if that is surprisingly much, only after a second list says the same."""
        missing = listed.without(changes.missing)
        listed_none = changes.known and len(missing) == changes.known
        if listed_none or (len(missing) > DOUBTED_MISSING and len(missing) > changes.known / 2):
            self.log.warn(
                "{where} lists {count} of {known} entries no more: asking again",
                where=self._arr.where,
                count=len(missing),
                known=changes.known,
            )
            await deferLater(self._clock, ASK_AGAIN_SECONDS)
            again: Listing[Any] = await self._arr.movies() if self._reader is None else await self._reader.parents()
            missing = again.without(missing - {record.id for record in again})
        if missing:
            await self._database.run(catalog.delete, self.kind, missing)
        return missing

    async def _note(self, **values: str) -> None:
        await self._database.run(catalog.set_meta, values)
