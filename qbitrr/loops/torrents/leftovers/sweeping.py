"""
Deleting leftovers: once an hour, only what was found an hour before already, and only what the supervisor lets go.
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred, TimeoutError
from twisted.internet.interfaces import IDelayedCall
from twisted.logger import Logger

from qbitrr.loops.torrents.leftovers.surveying import Leftover, delete_leftovers, newly_ripe, survey_folder
from qbitrr.loops.torrents.part import Part, PartContext
from qbitrr.wire.messages import FolderOf, MayDelete

__all__ = ["LeftoverSweep"]

_EVERY_SECONDS = 3600.0
_FIRST_AFTER_SECONDS = 600.0
_PATIENCE_SECONDS = 120.0


class LeftoverSweep(Part):
    """
    See Note [The same folder]. Time is that of a timer: somebody who sets the clock makes nothing older. *in_thread* calls what may
    block, its first argument being a path.
    """

    log = Logger()

    def __init__(self, context: PartContext, in_thread: Callable[..., Deferred[Any]]) -> None:
        self._context = context
        self._child = context.child
        self._in_thread = in_thread
        self._timer: IDelayedCall | None = None
        self._before: tuple[Leftover, ...] = ()
        self._root = ""
        self._trouble = ""

    async def begin(self, now: float) -> None:
        self._wait(_FIRST_AFTER_SECONDS)

    def configured(self) -> None:
        """What was found elsewhere, or before it was switched off, counts nothing."""
        if self._context.obeyed.settings.clean_up_folder != self._root:
            self._before = ()

    async def stop(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def _wait(self, seconds: float) -> None:
        self._timer = self._context.clock.callLater(seconds, self._due)

    def _due(self) -> None:
        root = self._context.obeyed.settings.clean_up_folder
        if root and not self._child.on_hold():
            self._root = root
            self._context.begin(self._sweep(root))
        else:
            self._wait(_EVERY_SECONDS)

    async def _sweep(self, root: str) -> None:
        try:
            await self._look_through(root)
        except TimeoutError:
            self._say_trouble(f"{root} does not answer")
        finally:
            self._wait(_EVERY_SECONDS)

    async def _look_through(self, root: str) -> None:
        asked = await self._child.ask(FolderOf(section=self._context.section, root=root))
        proof = asked.folder
        if proof is None or proof.objection:
            self._before = ()
            return self._say_trouble(proof.objection if proof is not None else asked.error)
        extensions = self._context.obeyed.rules().files.extensions
        survey = await self._blocking(
            survey_folder, root, extensions, proof.saved_in, proof.finished, self._context.clock.seconds()
        )
        is_still_wanted = root == self._context.obeyed.settings.clean_up_folder and bool(extensions)
        if survey.objection or not is_still_wanted:
            self._before = ()
            return self._say_trouble(survey.objection)
        ripe = newly_ripe(survey.found, self._before)
        self._before = survey.found
        if ripe:
            await self._delete(root, ripe)
        return self._say_trouble("")

    async def _delete(self, root: str, ripe: tuple[Leftover, ...]) -> None:
        answer = await self._child.ask(
            MayDelete(
                section=self._context.section,
                root=root,
                files=tuple(each.path for each in ripe if not each.is_folder),
                folders=tuple(each.path for each in ripe if each.is_folder),
            )
        )
        allowed = frozenset(answer.allowed)
        going = [each for each in ripe if each.path in allowed]
        if going and not self._child.on_hold() and root == self._context.obeyed.settings.clean_up_folder:
            deleted = await self._blocking(delete_leftovers, root, going)
            self.log.info("{count} leftovers were deleted in {root}", count=len(deleted), root=root)

    def _blocking(self, function: Callable[..., Any], root: str, *args: Any) -> Deferred[Any]:
        return self._in_thread(function, root, *args).addTimeout(_PATIENCE_SECONDS, self._context.clock)

    def _say_trouble(self, text: str) -> None:
        """Once for each."""
        if text and text != self._trouble:
            self.log.warn("nothing is cleaned up in {root}: {why}", root=self._root, why=text)
        self._trouble = text
