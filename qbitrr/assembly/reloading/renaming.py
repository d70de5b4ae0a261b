"""
What is stored and known of sections follows the names they get while everything runs.
"""

from collections.abc import Collection, Mapping

from twisted.internet.defer import DeferredList
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger

from qbitrr.actors.configuration.desk import section_names
from qbitrr.actors.owners.router import Router
from qbitrr.assembly.foundation import Foundation
from qbitrr.assembly.removals import RemovalServices
from qbitrr.config.renamed_folders import Renaming, renamings, settle_renames
from qbitrr.config.schema.config import Config
from qbitrr.store.renames import rename_in_open

__all__ = ["follow_names"]

log = Logger()


async def follow_names(base: Foundation, router: Router, removing: RemovalServices, config: Config) -> None:
    """
    Move the databases of sections that got other names, which must have stopped; rename the rows of the supervisor's own, and what it
    knows. What cannot be written is renamed at the next start. Raises `OSError` when folders cannot be moved.
    """
    pool = base.reactor.getThreadPool()
    folder = str(base.start.folder)
    names, pending = await deferToThreadPool(base.reactor, pool, _settled, folder, section_names(config))
    if not names:
        return
    # What was written before this has the old names, what is written after it the new ones: the file's thread works in order.
    writing = [base.database.run(rename_in_open, each.names, each.id) for each in pending]
    router.rename(names)
    base.holds.rename(names)
    removing.quarantine.rename(names)
    removing.removals.rename(names)
    for is_done, failure in await DeferredList(writing, consumeErrors=True):
        if not is_done:
            log.failure("rows keep the old names of sections until the next start", failure)


def _settled(folder: str, sections: Collection[str]) -> tuple[Mapping[str, str], tuple[Renaming, ...]]:
    return settle_renames(folder, sections), renamings(folder)
