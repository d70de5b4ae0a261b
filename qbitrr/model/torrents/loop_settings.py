"""
What a torrent loop goes by beside the rules of its owner.
"""

from collections.abc import Mapping

from attrs import field, frozen

__all__ = ["TorrentLoopSettings"]


@frozen(kw_only=True)
class TorrentLoopSettings:
    """
    *usual_seconds* lie between two looks at what the Arr says; its timers are due every so many seconds (0: never). *hosts* are the
    clients' by section, *shared_folders* the configured ones that hold many torrents, with what they are.
    """

    dry_run: bool = False
    usual_seconds: float = 5.0
    import_mode: str = "auto"
    re_search: bool = False
    rss_seconds: float = 0.0
    refresh_seconds: float = 0.0
    hosts: Mapping[str, str] = field(factory=dict)
    shared_folders: Mapping[str, str] = field(factory=dict)
    clean_up_folder: str = ""
    """Where what belongs to no torrent is deleted; empty: nowhere."""
