"""
Databases of worlds in memory, which are killed as objects, never as a machine without power: nothing they write has to reach a disk.
"""

from unittest.mock import patch

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.store.sqlite.pragmas import PRAGMAS

__all__ = ["do_not_sync"]


def do_not_sync(case: SynchronousTestCase) -> None:
    """Until the end of a test, have files that are opened written without waiting for the disk."""
    unsynced = {kind: (*given, ("synchronous", "off")) for kind, given in PRAGMAS.items()}
    patched = patch.dict(PRAGMAS, unsynced)  # type: ignore[arg-type]
    patched.start()
    case.addCleanup(patched.stop)
