"""
The records of a log file from its end to its beginning: newest first, in blocks, with memory that does not grow with the file.
"""

import os
from collections.abc import Callable, Iterator

from attrs import frozen

from qbitrr.logs.folder import OpenLog
from qbitrr.logs.heads import HEAD, LONGEST_HEAD_BYTES, when

__all__ = ["LONGEST_RECORD_BYTES", "LogRecord", "records_back"]

LONGEST_RECORD_BYTES = 64 * 1024
_BLOCK_BYTES = 256 * 1024


@frozen(kw_only=True)
class LogRecord:
    """
    A head with the lines below it, *raw* without the newline at the end, beginning at byte *byte*. Lines without any head before them
    are a record with *at*, *level* and *logger* "". *is_cut*: reading ended here, within what has no head.
    """

    byte: int
    raw: bytes
    at: str = ""
    level: str = ""
    logger: str = ""
    is_cut: bool = False


def records_back(
    opened: OpenLog, upto: int, start: int = 0, may_read: Callable[[int], bool] = lambda _: True
) -> Iterator[LogRecord]:
    """
    The records that begin in the bytes *start* to *upto*, the last first; what of one is beyond 64 KiB is left out. *upto* is the
    beginning of a line, or the size. *may_read* is asked before each block of so many bytes; where it says no, this ends: after whole
    records, or, if no head was met at all, with a record that is cut, so that whoever goes on from there gets further. Blocks.
    """
    rest, at, is_any = b"", min(upto, opened.size), False
    while at > start:
        begin = max(start, at - _BLOCK_BYTES)
        if not may_read(at - begin):
            if not is_any:
                # A little of what was read again: a head may begin just before it.
                yield LogRecord(byte=min(upto, at + LONGEST_HEAD_BYTES), raw=b"", is_cut=True)
            return
        # One byte more: whether a line begins there is known by the newline before it.
        lead = 1 if begin else 0
        block = os.pread(opened.fd, at - begin + lead, begin - lead)
        text = (block if lead else b"\n" + block) + rest
        end = len(text)
        for found in reversed([each for each in HEAD.finditer(text) if each.start() < at - begin]):
            is_any = True
            yield LogRecord(
                byte=begin + found.start(),
                raw=text[found.start() + 1 : end].rstrip(b"\n")[:LONGEST_RECORD_BYTES],
                at=when(found),
                level=found[4].decode(),
                logger=(found[5] or b"").decode(),
            )
            end = found.start() + 1
        at, rest = begin, text[1:end][:LONGEST_RECORD_BYTES]
    if rest.strip(b"\n"):
        yield LogRecord(byte=start, raw=rest.rstrip(b"\n"))
