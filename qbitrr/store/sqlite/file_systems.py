"""
What a file lies on: file systems that are shared over a network cannot have a log beside a database that several processes map.
"""

from pathlib import Path

__all__ = ["network_file_system"]

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "lustre", "afs", "davfs", "fuse.davfs2", "fuse.sshfs", "fuse.rclone",
     "fuse.glusterfs", "fuse.ceph"}
)  # fmt: skip


def network_file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type (`nfs4`, `cifs`, `fuse.sshfs`, …) of the network file system *path* is on; empty if that is none, or not told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place, best, kind = path.resolve(), -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(fields[4].replace("\\040", " "))
        # Of two that are mounted at one place the later one hides the other.
        if (place == point or point in place.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split(" ")[0]
    return kind if kind in _NETWORK else ""
