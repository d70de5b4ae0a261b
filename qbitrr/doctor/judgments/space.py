"""
Whether the free space that programs report is that which this program sees.
"""

from collections.abc import Iterator

from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import Facts, SeenSpace, Unasked
from qbitrr.doctor.judgments.making import error, hint, ok, quoted, unknown
from qbitrr.model.doctor import Finding

__all__ = ["judge_space", "shown_bytes"]

_CHECK = "free-space"
_GIB = 1024.0**3
_TOLERATED_SHARE = 0.05
_TOLERATED_BYTES = _GIB
_LEAST_BYTES = _GIB


def shown_bytes(count: float) -> str:
    """`1.5 GiB`."""
    return f"{count / _GIB:.1f} GiB"


def judge_space(config: Config, facts: Facts) -> Iterator[Finding]:
    """One finding for the folder of each client and each folder of a library."""
    for client in facts.clients:
        if isinstance(client.preferences, Unasked) or isinstance(client.free_bytes, Unasked):
            asked = client.preferences if isinstance(client.preferences, Unasked) else client.free_bytes
            assert isinstance(asked, Unasked)
            yield unknown(_CHECK, client.section, "how much space it has", asked)
        else:
            yield _compared(facts, client.section, client.preferences.save_path, client.free_bytes)
    for arr in facts.arrs:
        if isinstance(arr.roots, Unasked):
            yield unknown(_CHECK, arr.section, "how much space its library has", arr.roots)
            continue
        for root in arr.roots:
            if not root.accessible:
                text = f"It cannot reach the folder {quoted(root.path)} of its library."
                yield error(
                    _CHECK,
                    arr.section,
                    text,
                    "Mount it there, or correct it in Settings > Media Management > Root Folders.",
                )
            elif root.free_space is None:
                yield unknown(_CHECK, arr.section, f"the space in {quoted(root.path)}", "it does not say")
            else:
                yield _compared(facts, arr.section, root.path, root.free_space)


def _compared(facts: Facts, where: str, path: str, free: int) -> Finding:
    if free < _LEAST_BYTES:
        return error(_CHECK, where, f"It has only {shown_bytes(free)} left in {quoted(path)}.", "Make room there.")
    here = facts.folders.get(path)
    says = f"It has {shown_bytes(free)} left in {quoted(path)}"
    if not isinstance(here, SeenSpace):
        return ok(_CHECK, where, f"{says}; that folder is not seen from here.")
    if abs(here.free_bytes - free) > max(_TOLERATED_BYTES, _TOLERATED_SHARE * max(free, here.free_bytes)):
        text = f"{says}, but from here {shown_bytes(here.free_bytes)} are left there: that path is another disk for this program."
        return hint(
            _CHECK,
            where,
            text,
            "Mount the same folder at that path for both, or set FreeSpaceFolder to where it is here.",
        )
    return ok(_CHECK, where, f"{says}, and from here it is the same.")
