"""
Paths of a client as an Arr sees them, and back, by the Arr's remote path mappings: rows of `(host, remote, local)`. Pure.
"""

from collections.abc import Iterable

__all__ = ["Row", "is_within", "mapped", "unmapped"]

Row = tuple[str, str, str]
_SEPARATORS = "/\\"


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it, on whatever system; `/data` does not hold `/database`."""
    bare = folder.rstrip(_SEPARATORS)
    return bool(bare) and path.startswith(bare) and path[len(bare) : len(bare) + 1] in ("", *_SEPARATORS)


def mapped(path: str, rows: Iterable[Row], host: str) -> str:
    """
    A path of qBittorrent as the Arr sees it: the longest `remote` prefix is replaced, in rows of this client's *host* before others.
    """
    fitting = [
        (row_host.lower() == host.lower(), len(remote), remote, local)
        for row_host, remote, local in rows
        if remote and _holds(remote, path)
    ]
    if not fitting:
        return path
    _, _, remote, local = max(fitting)
    return _joined(local, path[len(remote) :])


def unmapped(path: str, rows: Iterable[Row]) -> tuple[str, ...]:
    """
    Where in a client the Arr's *path* may be, or the parts of what lies below it: more than there are, none is missing. What is
    found there is to be mapped and compared.
    """
    found = {path: None}
    for _, remote, local in rows:
        if not remote or not local:
            continue
        if _holds(local, path):
            found[_joined(remote, path[len(local.rstrip(_SEPARATORS)) :])] = None
        elif is_within(local, path):
            found[remote] = None
    return tuple(found)


def _holds(folder: str, path: str) -> bool:
    """As `is_within`; the root of a system holds everything."""
    return is_within(path, folder) or not folder.strip(_SEPARATORS)


def _joined(folder: str, rest: str) -> str:
    rest = rest.lstrip(_SEPARATORS)
    if not rest:
        return folder
    separator = "\\" if "\\" in folder and "/" not in folder else "/"
    return folder.rstrip(_SEPARATORS) + separator + rest.replace("/", separator)
