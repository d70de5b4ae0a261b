"""What the verbs about files of another program share: showing the steps, the question, and what the other program knew."""

import difflib
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from qbitrr.cli.verb import words
from qbitrr.config.migrations.upgrade_steps import UpgradeStep
from qbitrr.config.schema.qbit.trackers import shown_tracker
from qbitrr.redaction import MASK, Redactor

__all__ = ["agreed", "masked_diff", "steps_told", "taken_over"]

_SECRET_LINE = re.compile(r"^(\s*[\w.-]*(?:key|token|passw|password|passwordhash|secret)\s*=\s*).+", re.IGNORECASE)
_ADDRESS = re.compile(r"""[a-z]+://[^\s"']+""", re.IGNORECASE)


def steps_told(steps: Sequence[UpgradeStep]) -> str:
    """The steps as lines, those that change a meaning first."""
    changing = [f"  {step}. {step.remedy}." if step.remedy else f"  {step}." for step in steps if step.changes_meaning]
    others = [f"  {step}." for step in steps if not step.changes_meaning]
    lines = ["What means something else from now on:", *changing] if changing else []
    lines += ["What is only written otherwise:", *others] if others else []
    return "\n".join(lines or ["Nothing has to be changed."]) + "\n"


def masked_diff(before: str, after: str, path: str) -> str:
    """The lines that differ, secrets masked."""
    old, new = (_masked(text) for text in (before, after))
    return "".join(difflib.unified_diff(old, new, path, f"{path} (upgraded)"))


def _masked(text: str) -> list[str]:
    redact = Redactor()
    lines = (_SECRET_LINE.sub(rf"\g<1>{MASK}", line) for line in text.splitlines())
    return [f"{redact(_ADDRESS.sub(_without_path, line))}\n" for line in lines]


def _without_path(found: re.Match[str]) -> str:
    """The path of an address may be a passkey: nobody needs to see it to know what moves where."""
    return shown_tracker(found[0])


def agreed(question: str) -> bool:
    """Whether the person at the terminal says yes; without a terminal nobody does."""
    if not sys.stdin.isatty():
        print("Nothing was written: add --yes to have it written without a question.")
        return False
    print(f"{question} [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def taken_over(source_config: str, folder: str, target: str) -> str:
    """
    Take over the database beside *source_config* for the configuration *target*, if there is one and no supervisor runs on *folder*.
    Returns what is to be said about it.
    """
    from qbitrr.actors.folder_lock import FolderLock
    from qbitrr.actors.taking_over import foreign_database, take_over
    from qbitrr.cli.config.file import load_file
    from qbitrr.errors import FolderTaken, QbitrrError

    source = foreign_database(source_config)
    if source is None:
        return ""
    lock = FolderLock(Path(folder))
    try:
        lock.hold()
    except FolderTaken as taken:
        return f"{source} was not taken over: {taken}. Then: qbitrr config import {source_config}\n"
    try:
        done = take_over(source, Path(folder), load_file(target).config, time.time())
    except (QbitrrError, OSError) as error:
        return f"{source} could not be taken over: {words(error)}\n"
    finally:
        lock.release()
    return "\n".join([f"{source}: {done}.", *(f"  {problem}" for problem in done.problems)]) + "\n"
