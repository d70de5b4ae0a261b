"""
Folders of a configuration that are not there. The disk is asked through a function: a hung one must hang nobody but who asks for the
check.
"""

from collections.abc import Callable, Iterator

from qbitrr.config.lines import Lines, Path
from qbitrr.config.load import Loaded
from qbitrr.config.loading.findings import dotted
from qbitrr.config.problems import Problem, Severity

__all__ = ["missing_folders"]


def missing_folders(loaded: Loaded, is_folder: Callable[[str], bool]) -> tuple[Problem, ...]:
    """A warning for each folder of *loaded* that *is_folder* says is none."""
    lines = Lines(loaded.document.as_string())
    fixed = {each.key for each in loaded.config.fixed}
    return tuple(
        Problem(
            severity=Severity.WARNING,
            message=f"there is no such folder: {folder}",
            section=str(place[0]),
            key=dotted(place[1:]),
            line=None if dotted(place) in fixed else lines.of(place),
            remedy="Write the path as this program sees it (in a container: as it is mounted there)",
        )
        for place, folder in _folders(loaded)
        if folder and not is_folder(folder)
    )


def _folders(loaded: Loaded) -> Iterator[tuple[Path, str]]:
    settings = loaded.config.settings
    yield ("Settings", "CompletedDownloadFolder"), settings.completed_download_folder
    yield ("Settings", "FreeSpaceFolder"), settings.free_space_folder
    yield from (((qbit.section, "FreeSpaceFolder"), qbit.free_space_folder) for qbit in loaded.config.enabled_qbits)
