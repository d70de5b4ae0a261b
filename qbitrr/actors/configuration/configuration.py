"""
The service that holds the configuration in force, changes its file, and notices when somebody else does.
"""

from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol, cast

from twisted.internet.defer import CancelledError, Deferred, DeferredLock
from twisted.internet.interfaces import IReactorFromThreads, IReactorTime
from twisted.logger import Logger
from twisted.python.failure import Failure

from qbitrr.actors.configuration.desk import ConfigDesk
from qbitrr.actors.configuration.texts import InForce, OnDisk, Prepared, Stamp
from qbitrr.actors.services import TurningService
from qbitrr.config.backups import Backup
from qbitrr.config.editing.change_set import ChangeSet
from qbitrr.config.editing.merging import revision_of
from qbitrr.config.editing.refusals import ChangeConflict, ConfigFileTrouble
from qbitrr.config.load import Loaded
from qbitrr.config.loading.findings import dotted
from qbitrr.config.schema.config import Config
from qbitrr.errors import NotReady
from qbitrr.loops.child.tasks import Tasks
from qbitrr.resolved.config_changes import ConfigChanged, ConfigConsidered, ConfigProblems, ConfigShown, ConfigText
from qbitrr.resolved.reload.plan import ReloadPlan
from qbitrr.store.sqlite.threads import OneThread

__all__ = ["Configuration", "IReload", "IThread"]

LOOK_SECONDS, SETTLED_SECONDS = 1.0, 0.5
"""A file that changed is taken when it stayed so: within a second and a half after the last byte of it was written."""
_AGAIN_SECONDS = 2.0
_TEXTS_KEPT = 20
_TIMES_REREAD = 5


class IReload(Protocol):
    """Brings the program to another configuration."""

    def plan(self, new: Config, renamed: Mapping[str, str], /) -> ReloadPlan:
        """What `apply` would do now."""

    def apply(self, loaded: Loaded, renamed: Mapping[str, str], /) -> Deferred[ReloadPlan]:
        """
        Have it in force, in which sections are *renamed* (old to new). What `note_renames` noted is settled after the old sections have
        stopped and before the new ones start. Fires with what was done.
        """


class IThread(Protocol):
    """Where blocking work is done, one thing after the other."""

    def start(self) -> None:
        """Take work."""

    def run(self, function: Callable[..., Any], /, *args: Any) -> Deferred[Any]:
        """Fires with what it returns."""

    def stop(self) -> None:
        """Take no more."""


class Configuration(TurningService):
    """
    The configuration *loaded* at the start, and everything that becomes of it. One change at a time; whoever leaves while waiting for
    one does not stop it, the service's stop does.
    """

    log = Logger()

    def __init__(
        self, *, loaded: Loaded, desk: ConfigDesk, reload: IReload, clock: IReactorTime, thread: IThread | None = None
    ) -> None:
        super().__init__(clock)
        text = loaded.document.as_string()
        self._in_force = InForce(loaded=loaded, revision=revision_of(text))
        self._desk = desk
        self._reload = reload
        self._thread = thread or OneThread(cast("IReactorFromThreads", clock), "qbitrr-configuration")
        self._tasks = Tasks(lambda failure: self.log.failure("a change of the configuration failed", failure))
        self._one_at_a_time = DeferredLock()
        self._known: OrderedDict[str, str] = OrderedDict({self._in_force.revision: text})
        self._trouble = ""
        self._taken: Stamp | None = None
        self._seen: Stamp | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, for people: with the configuration in force, and with the file if that is another one."""
        found = [str(each) for each in self._in_force.loaded.problems]
        return (*found, self._trouble_text) if self._trouble else tuple(found)

    @property
    def _trouble_text(self) -> str:
        return f"The configuration file is not used as it is now, and everything goes on as before: {self._trouble}"

    def startService(self) -> None:
        self._thread.start()
        super().startService()

    # What is asked of it

    def state(self) -> ConfigProblems:
        """What is known without looking at the file."""
        loaded = self._in_force.loaded
        return ConfigProblems(
            problems=loaded.problems,
            trouble=self._trouble,
            revision=self._in_force.revision,
            fixed=loaded.config.fixed,
            held={dotted(path): value for path, value in self._in_force.held.items()},
            is_confirmed=loaded.config.is_confirmed,
        )

    def show(self) -> Deferred[ConfigShown]:
        """The file as it is at this moment, secrets masked. Fails with `ConfigFileTrouble`."""
        return self._asked(self._show())

    def change(self, wanted: ChangeSet, *, revision: str = "", dry_run: bool = False) -> Deferred[ConfigChanged]:
        """
        Change the file and have it in force, or (*dry_run*) only say what would be done. *revision* is that of the content the changes were
        thought out on: others made since are kept, and a conflict with one is refused. Fires when all is done. Fails, nothing being
        changed, with `BadChanges`, `ProtectedKey`, `ChangeConflict` or `ConfigFileTrouble`.
        """

        def prepare() -> Prepared:
            return self._desk.prepare(wanted, revision, self._in_force, dict(self._known))

        return self._asked(self._change(prepare, dry_run))

    def show_text(self) -> Deferred[ConfigText]:
        """The text of the file as it is at this moment, secrets masked. Fails with `ConfigFileTrouble`."""
        return self._asked(self._show_text())

    def rewrite(self, text: str, revision: str, *, dry_run: bool = False) -> Deferred[ConfigChanged]:
        """
        Have the whole *text*, thought out on that of *revision*, with what is masked in it put in again. Fails like `change`, with
        `ChangeConflict` whenever the file has another text by now.
        """
        return self._asked(self._change(lambda: self._desk.rewriting(text, revision, self._in_force), dry_run))

    def consider(self, wanted: ChangeSet) -> Deferred[ConfigConsidered]:
        """What the file would mean with what is *wanted*. Fails with `BadChanges`, `ProtectedKey` or `ConfigFileTrouble`."""
        return self._asked(self._consider(wanted))

    def confirm(self) -> Deferred[ConfigChanged]:
        """Write a file of another program in today's spelling, with our stamp: from then on it is acted upon. Fails like `change`."""
        return self._asked(self._change(lambda: self._desk.confirmation(self._in_force), dry_run=False))

    def backups(self) -> Deferred[tuple[Backup, ...]]:
        """What can be brought back, newest first. Fails with `ConfigFileTrouble`."""
        return self._asked(self._run(self._desk.backups))

    def restore(self, name: str, *, dry_run: bool = False) -> Deferred[ConfigChanged]:
        """Bring an earlier text back as it was. Fails like `change`, and with `Unknown`."""
        return self._asked(self._change(lambda: self._desk.restoration(name, self._in_force), dry_run))

    def replace(self, text: str, before: str | None) -> Deferred[ConfigChanged]:
        """
        Have *text* in the place of the whole *before* (None: of no file). Fails like `change`, with `ChangeConflict` when another text is
        there.
        """
        return self._asked(self._change(lambda: self._desk.replacement(text, before, self._in_force), dry_run=False))

    # How it is done

    async def _show(self) -> ConfigShown:
        found: tuple[Mapping[str, Any], Mapping[str, Any], OnDisk] = await self._run(self._desk.shown)
        tree, whole, there = found
        self._keep(there.text)
        return ConfigShown(tree=tree, whole=whole, revision=there.revision)

    async def _show_text(self) -> ConfigText:
        text, there = await self._run(self._desk.shown_text)
        self._keep(there.text)
        return ConfigText(text=text, revision=there.revision)

    async def _consider(self, wanted: ChangeSet) -> ConfigConsidered:
        loaded: Loaded = await self._run(self._desk.considered, wanted, self._in_force)
        return ConfigConsidered(config=loaded.config, problems=loaded.problems)

    async def _change(self, prepare: Callable[[], Prepared], dry_run: bool) -> ConfigChanged:
        async with self._one_at_a_time:
            for _ in range(_TIMES_REREAD):
                prepared: Prepared = await self._run(prepare)
                if dry_run:
                    return self._changed(
                        prepared, self._reload.plan(prepared.loaded.config, prepared.renamed), is_saved=False
                    )
                if await self._run(self._desk.commit, prepared):
                    self._tell(prepared)
                    plan = await self._apply(prepared)
                    return self._changed(prepared, plan, is_saved=True)
            raise ChangeConflict()  # somebody writes the file all the time

    def _tell(self, prepared: Prepared) -> None:
        if prepared.text != prepared.base.text:
            keys = ", ".join(dotted(path) for path, _ in prepared.changed)
            self.log.info("the configuration file was changed on request: {keys}", keys=keys or "as a whole")

    async def _apply(self, prepared: Prepared) -> ReloadPlan:
        """The text is saved: whatever happens now, it is what counts from the next start on."""
        self._keep(prepared.text)
        self._in_force, self._trouble = prepared.in_force, ""
        self._taken = self._seen = None
        plan = await self._reload.apply(prepared.loaded, prepared.renamed)
        for sentence in plan.sentences:
            self.log.info("configuration: {what}", what=sentence)
        return plan

    def _changed(self, prepared: Prepared, plan: ReloadPlan, *, is_saved: bool) -> ConfigChanged:
        return ConfigChanged(
            plan=plan,
            revision=revision_of(prepared.text) if is_saved else prepared.base.revision,
            is_saved=is_saved,
            keys=tuple(key.dotted for key in plan.changed),
            renamed=prepared.renamed,
            warnings=prepared.warnings,
        )

    # Somebody else writes the file

    async def _turn(self) -> float:
        stamp: Stamp = await self._run(self._desk.look)
        if stamp == self._taken:
            return LOOK_SECONDS
        if stamp != self._seen:  # it may be half written
            self._seen = stamp
            return SETTLED_SECONDS
        async with self._one_at_a_time:
            await self._take(await self._run(self._desk.read))
        return LOOK_SECONDS

    async def _take(self, there: OnDisk) -> None:
        if there.stamp != self._seen:
            return
        if there.revision == self._in_force.revision:
            self._taken, self._trouble = there.stamp, ""
            return
        try:
            prepared: Prepared = await self._run(self._desk.edited_elsewhere, there, self._in_force)
        except ConfigFileTrouble as trouble:
            self._taken = there.stamp
            self._complain(trouble)
            return
        if prepared.renamed:
            await self._run(self._desk.note, prepared.renamed)
        self.log.info("the configuration file was edited: it is used from now on")
        await self._apply(prepared)
        self._taken = there.stamp

    def _failed(self, error: Exception) -> float:
        if isinstance(error, ConfigFileTrouble):
            self._taken = None
            self._complain(error)
        else:
            self.log.failure("looking at the configuration file failed", Failure(error))
        return _AGAIN_SECONDS

    def _complain(self, trouble: ConfigFileTrouble) -> None:
        if trouble.why != self._trouble:
            self._trouble = trouble.why
            self.log.error("{what}", what=self._trouble_text)

    # Threads and endings

    def _run(self, function: Callable[..., Any], *args: Any) -> Deferred[Any]:
        return self._thread.run(function, *args)

    def _keep(self, text: str) -> None:
        self._known[revision_of(text)] = text
        self._known.move_to_end(revision_of(text))
        while len(self._known) > _TEXTS_KEPT:
            self._known.popitem(last=False)

    def _asked(self, work: "Coroutine[Any, Any, Any] | Deferred[Any]") -> Deferred[Any]:
        """Do it whether or not whoever asked is still there."""
        answer: Deferred[Any] = Deferred()

        async def do() -> None:
            try:
                result = await work
            except CancelledError:
                result = Failure(NotReady("The program is being stopped"))
            except Exception:
                result = Failure()
            if not answer.called:
                answer.callback(result)

        self._tasks.begin(do())
        return answer

    async def _finish(self) -> None:
        await self._tasks.stop()
        self._thread.stop()
