"""
What stays as it was although the new configuration says nothing usable about it.
"""

from attrs import evolve

from qbitrr.config.schema.config import Config

__all__ = ["with_kept"]


def with_kept(old: Config, new: Config) -> tuple[Config, tuple[str, ...]]:
    """
    *new* with what is kept of *old*, and the sections that are.

    A section that was good and is written so that it cannot be used goes on as it was: a slip of the pen must neither stop a section
    nor have a client forgotten, whose torrents then would protect no file any more. An Arr whose category is another one's now is not
    kept. A token that was made up at the start stays while the file has none.
    """
    if not new.webui.token:
        new = evolve(new, webui=evolve(new.webui, token=old.webui.token))
    there = {qbit.section for qbit in new.qbits} | {arr.section for arr in new.arrs}
    broken = {each.section for each in new.broken} - there
    qbits = tuple(qbit for qbit in old.qbits if qbit.section in broken)
    taken = {arr.category for arr in new.managed_arrs}
    arrs = tuple(arr for arr in old.arrs if arr.section in broken and arr.category not in taken)
    kept = (*(qbit.section for qbit in qbits), *(arr.section for arr in arrs))
    if kept:
        new = evolve(new, qbits=(*new.qbits, *qbits), arrs=(*new.arrs, *arrs))
    return new, kept
