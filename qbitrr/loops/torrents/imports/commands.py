"""
Handing finished downloads to the Arr: each once, followed to its end, and found again after a crash.
"""

from msgspec import structs
from twisted.logger import Logger

from qbitrr.clients.arr.client import Arr
from qbitrr.decide.imports.queue import record_of
from qbitrr.decide.torrents.hand_over import import_sent
from qbitrr.errors import NotThere, Rejected, RemoteError, StoreError
from qbitrr.loops.arr.link import Link
from qbitrr.loops.torrents.arr.queue import ArrQueue
from qbitrr.loops.torrents.imports.history import ArrHistory
from qbitrr.loops.torrents.imports.paths import ImportPaths
from qbitrr.loops.torrents.part import PartContext, RegularPart
from qbitrr.loops.torrents.share import Key
from qbitrr.model.journal import Entry
from qbitrr.model.reasons import Reason
from qbitrr.model.torrents.queue import Record
from qbitrr.model.torrents.told import Told
from qbitrr.model.torrents.torrent import COMPLETE_STATES, Torrent
from qbitrr.store.torrents import Intent, intents, save_intent
from qbitrr.wire.messages import Perform, Performed
from qbitrr.wire.torrent_orders import ImportTorrent

__all__ = ["ImportCommands"]

# Scans need the Arr's disk lock and run one at a time: more of them would only wait there instead of here.
MOST_AT_ONCE = 10
# The Arr forgets finished commands a little over 5 minutes after they ended.
_FORGOTTEN_AFTER_SECONDS = 360.0
_NOT_NOW = "the Arr does not take it now: an import of it is under way, too many are, or it was imported already"
_NOT_FOR_US = frozenset({Told.IMPORTED, Told.IGNORED})


class ImportCommands(RegularPart):
    """
    Sends scan commands. What is about to be sent is written down first; after a crash the Arr is asked whether it has the
    command before anything is sent again.
    """

    log = Logger()

    def __init__(
        self, context: PartContext, link: Link, arr: Arr, queue: ArrQueue, history: ArrHistory, paths: ImportPaths
    ) -> None:
        super().__init__(context, link)
        self.open: dict[Key, Intent] = {}
        self._sending: set[Key] = set()
        self._trouble: dict[Key, str] = {}
        self._arr = arr
        self._queue = queue
        self._history = history
        self._paths = paths
        self._database = context.database
        self._share = context.share
        self._clock = context.clock

    async def begin(self, now: float) -> None:
        """
        Read what an earlier life left open. A command that was accepted counts as an attempt, also when we died before that was
        written.
        """
        memories = self._context.memories
        for intent in await self._database.run(intents):
            key = intent.instance, intent.hash
            self.open[key] = intent
            memory = memories.get(key)
            if intent.command_id and memory.imports.command_id != intent.command_id:
                memories.put(key, import_sent(memory, intent.at, intent.command_id))

    def asked(self, request: Perform) -> None:
        if isinstance(request.what, ImportTorrent):
            self._context.begin(self._import_now(request.id, (request.what.instance, request.what.hash)))

    async def _import_now(self, number: int, key: Key) -> None:
        """A person wants a download imported: however often that was tried, and by the same way."""
        torrent = self._share.torrents.get(key)
        if torrent is None or torrent.state not in COMPLETE_STATES or torrent.amount_left:
            text = "its loop was not told of it yet" if torrent is None else "it is not complete"
            self._answer(number, "failed", text)
            return
        self._trouble.pop(key, None)
        record = record_of(torrent, self._queue.records)
        command_id = await self.send(torrent, record, Reason(code="by_operator", text="A person wants it."))
        if command_id is None:
            objection = self._paths.objection(torrent, record)
            result = "held" if self._why_not_now() else "failed" if objection else "retry"
            self._answer(number, result, objection or self._trouble.get(key, _NOT_NOW))
            return
        memories = self._context.memories
        memories.put(key, import_sent(memories.get(key), self._clock.seconds(), command_id))
        self._answer(number, "done", "")

    async def send(
        self, torrent: Torrent, record: Record | None, why: Reason, *, must_copy: bool = False
    ) -> int | None:
        """
        Have the torrent imported, with *must_copy* so that its files stay. Returns the id of the command, or None when the Arr
        did not take it or is busy enough. At most one import of a download is under way, in however many clients it is, and
        ten of all.
        """
        key = torrent.key
        stop = self._why_not_now()
        if stop:
            if self._trouble.get(key) != stop:
                self._trouble[key] = stop
                self._say(torrent.name, key, "held", f"{torrent.name} would be handed over for import: {stop}", why)
            return None
        under_way = self._sending | {each for each, intent in self.open.items() if intent.command_id}
        if torrent.hash in {hash_ for _, hash_ in under_way} or len(under_way) >= MOST_AT_ONCE:
            return None
        self._sending.add(key)
        try:
            return await self._send(key, torrent, record, why, must_copy=must_copy)
        finally:
            self._sending.discard(key)

    def _answer(self, number: int, result: str, text: str) -> None:
        self._context.child.send(Performed(id=number, result=result, text=text))

    def _why_not_now(self) -> str:
        """Why nothing may be handed over now, empty if it may."""
        if self._context.obeyed.settings.dry_run:
            return "dry run"
        return self._context.disk.trouble or self._arr.on_hold()

    async def _send(
        self, key: Key, torrent: Torrent, record: Record | None, why: Reason, *, must_copy: bool
    ) -> int | None:
        try:
            path, why_not = await self._paths.find(torrent, record)
            if why_not:
                self._needs_a_look(torrent, why_not, why)
                return None
            command_id = await self._already_sent(torrent)
            if command_id is None and record is None and await self._history.ask_now(torrent) in _NOT_FOR_US:
                return None  # what the queue no longer shows may have been imported a moment ago
            if command_id is None:
                await self._keep(key, Intent(instance=key[0], hash=key[1], path=path, at=self._clock.seconds()))
                hash_ = record.hash if record is not None else torrent.hashes[-1]
                command = await self._arr.import_scan(path, hash_.upper(), self._mode_for(record, must_copy=must_copy))
                command_id = command.id
        except RemoteError as error:
            if isinstance(error, Rejected):
                await self._keep(key, None)
            # Otherwise the Arr may have taken it all the same: it is asked before anything is sent again.
            if self._trouble.get(key) != str(error):
                self._note_trouble(key, str(error))
                self._say(torrent.name, key, "retry", f"{torrent.name} could not be handed over: {error}", why)
            return None
        except StoreError as error:
            self._note_trouble(key, str(error))
            return None
        self._trouble.pop(key, None)
        if key not in self.open:  # it went meanwhile
            return command_id
        await self._keep(key, structs.replace(self.open[key], command_id=command_id))
        self._say(torrent.name, key, "done", f"{torrent.name} was handed over for import: {why.text}", why)
        return command_id

    async def work(self, now: float) -> None:
        """Look after commands sent before; where one has ended, the history knows what became of the download."""
        for key, intent in list(self.open.items()):
            if not intent.command_id:
                continue
            try:
                over = await self._is_over(key, intent)
            except RemoteError:
                continue  # the Arr's absence is reported by its link
            if over:
                await self._keep(key, None)
                self._history.want(key)
                self._context.wake_for([key])

    def gone(self, key: Key) -> None:
        self._trouble.pop(key, None)
        if key in self.open:
            self._context.begin(self._keep(key, None))

    async def _is_over(self, key: Key, intent: Intent) -> bool:
        torrent = self._share.torrents.get(key)
        name = torrent.name if torrent is not None else key[1]
        try:
            command = await self._arr.command(intent.command_id)
        except NotThere:
            return True
        if command.active:
            return False
        # "Successful" is one file at least, or nothing at all in an old Arr: what was imported the history says.
        if not command.succeeded:
            detail = command.exception or command.message or "no word why"
            self._say(name, key, "failed", f"the Arr did not import {name}: {command.status}, {detail[:300]}", None)
        return True

    def _needs_a_look(self, torrent: Torrent, why_not: str, why: Reason) -> None:
        if self._trouble.get(torrent.key) != why_not:
            self._note_trouble(torrent.key, why_not)
            text = f"{torrent.name} is not handed over for import, it needs a look: {why_not}"
            self._say(torrent.name, torrent.key, "held", text, why)

    def _note_trouble(self, key: Key, why: str) -> None:
        """It is told once; of a torrent that has gone meanwhile there is nothing to keep."""
        if key in self._share.torrents:
            self._trouble[key] = why

    def _mode_for(self, record: Record | None, *, must_copy: bool) -> str:
        """
        What the Arr does not list it would move with `auto`: then files go that still seed. Only who asks for `move` gets that.
        """
        mode = self._context.obeyed.settings.import_mode
        if record is None and mode != "move":
            return "copy"
        return "copy" if record is None and must_copy else mode

    async def _already_sent(self, torrent: Torrent) -> int | None:
        """The id of a command sent for this torrent before a crash, if the Arr has it."""
        intent = self.open.get(torrent.key)
        if intent is None or self._clock.seconds() - intent.at > _FORGOTTEN_AFTER_SECONDS:
            return None
        for command in await self._arr.commands():
            if command.download_id in torrent.hashes:
                return command.id
        return None

    async def _keep(self, key: Key, intent: Intent | None) -> None:
        await self._database.run(save_intent, key, intent)
        if intent is None:
            self.open.pop(key, None)
            return
        self.open[key] = intent
        if not intent.command_id:
            self._context.disk.require()  # what is sent without it may be sent twice

    def _say(self, name: str, key: Key, result: str, text: str, why: Reason | None) -> None:
        self._context.child.note(
            Entry(
                at=self._clock.seconds(), section=self._context.section, act="import", result=result, text=text,
                instance=key[0], hash=key[1], name=name, why=why,
            )
        )  # fmt: skip
