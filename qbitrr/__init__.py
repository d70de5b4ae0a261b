"""
Supervises the torrents of Radarr, Sonarr, Lidarr and Readarr.

Only the version lives here: importing this package must stay free, children are started with it.
"""

from qbitrr._version import __version__

__all__ = ["__version__"]
