"""
From the configuration to what a torrent loop goes by beside its rules.
"""

from qbitrr.config.schema.config import Config
from qbitrr.model.torrents.loop_settings import TorrentLoopSettings

__all__ = ["shared_folders", "torrent_loop_settings"]

_FOLDER_OF_CATEGORY = "the folder of its category"


def torrent_loop_settings(config: Config, section: str) -> TorrentLoopSettings:
    """What the torrent loop of a section goes by; a section without an Arr has less."""
    settings, arr = config.settings, config.arr(section)
    if arr is None:
        return TorrentLoopSettings(dry_run=settings.dry_run, tagless=settings.tagless)
    return TorrentLoopSettings(
        dry_run=settings.dry_run,
        tagless=settings.tagless,
        usual_seconds=float(settings.loop_sleep_seconds),
        import_mode=arr.import_mode.value.lower(),
        re_search=arr.re_search,
        rss_seconds=0 if settings.dry_run else arr.rss_sync_seconds,
        refresh_seconds=0 if settings.dry_run else arr.refresh_downloads_seconds,
        hosts={qbit.section: qbit.host for qbit in config.qbits},
        shared_folders=shared_folders(config, arr.category),
    )


def shared_folders(config: Config, category: str) -> dict[str, str]:
    """The configured folders that hold many torrents, and what they are."""
    folder = config.settings.completed_download_folder
    if not folder:
        return {}
    return {folder: "the folder of all downloads", f"{folder.rstrip('/')}/{category}": _FOLDER_OF_CATEGORY}
