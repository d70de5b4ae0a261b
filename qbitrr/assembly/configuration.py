"""
The configuration while the program runs: its file, and what brings the program to another one.
"""

import os

from qbitrr.actors.configuration.configuration import Configuration, IReload
from qbitrr.actors.configuration.desk import ConfigDesk
from qbitrr.assembly.foundation import Foundation

__all__ = ["wire_configuration"]


def wire_configuration(base: Foundation, reload: IReload) -> Configuration:
    """It starts last, so that nothing is changed before all runs, and stops first."""
    loaded = base.start.loaded
    desk = ConfigDesk(path=loaded.path, data_folder=str(base.start.folder), env=dict(os.environ))
    return Configuration(loaded=loaded, desk=desk, reload=reload, clock=base.reactor)
