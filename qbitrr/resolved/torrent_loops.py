"""
From the configuration to what a torrent loop goes by beside its rules.
"""

from qbitrr.config.schema.config import ArrSection, Config
from qbitrr.model.torrents.loop_settings import TorrentLoopSettings

__all__ = ["category_folders", "shared_folders", "torrent_loop_settings"]

_FOLDER_OF_CATEGORY = "the folder of its category"


def torrent_loop_settings(config: Config, section: str) -> TorrentLoopSettings:
    """What the torrent loop of a section goes by; a section without an Arr has less."""
    settings, arr = config.settings, config.arr(section)
    if arr is None:
        return TorrentLoopSettings(dry_run=settings.dry_run)
    return TorrentLoopSettings(
        dry_run=settings.dry_run,
        usual_seconds=float(settings.loop_sleep_seconds),
        import_mode=arr.import_mode.value.lower(),
        re_search=arr.re_search,
        rss_seconds=0 if settings.dry_run else arr.rss_sync_seconds,
        refresh_seconds=0 if settings.dry_run else arr.refresh_downloads_seconds,
        hosts={qbit.section: qbit.host for qbit in config.qbits},
        shared_folders=shared_folders(config, arr.category),
        clean_up_folder=_clean_up_folder(config, arr),
    )


def category_folders(config: Config) -> list[str]:
    """The folders of all categories, below that of all downloads."""
    folder = config.settings.completed_download_folder.rstrip("/")
    named = [arr.category for arr in config.arrs] + [name for qbit in config.qbits for name in qbit.managed_categories]
    return [f"{folder}/{name}" for name in named if folder and name]


def _clean_up_folder(config: Config, arr: ArrSection) -> str:
    """Only where an absolute path of this machine is given, and what is wanted is said."""
    folder = config.settings.completed_download_folder.rstrip("/")
    is_wanted = arr.torrent.auto_delete and arr.torrent.file_extension_allowlist and arr.category
    if arr.category in config.settings.protected_categories:
        return ""
    return f"{folder}/{arr.category}" if is_wanted and folder.startswith("/") and ".." not in folder.split("/") else ""


def shared_folders(config: Config, category: str) -> dict[str, str]:
    """The configured folders that hold many torrents, and what they are."""
    folder = config.settings.completed_download_folder
    if not folder:
        return {}
    return {folder: "the folder of all downloads", f"{folder.rstrip('/')}/{category}": _FOLDER_OF_CATEGORY}
