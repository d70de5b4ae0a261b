"""
All steps in their order, and what they come to.

# Note [Upgrade]
A file that this program did not write is never rewritten by itself: every load takes the steps on a copy in memory. Only who confirms
or imports it has it written in today's spelling, with our stamp (`confirmed_text`). Steps may be taken any number of times, and leave
alone what they do not understand: reading reports it then like any other bad value.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from qbitrr.config.lines import Path
from qbitrr.config.migrations.arr_keys import (
    correct_patterns,
    lengthen_book_extensions,
    mention_stalled,
    move_tracker_cleaning,
    pair_profiles,
    spell_import_mode,
)
from qbitrr.config.migrations.draft import DraftTree, Tree
from qbitrr.config.migrations.duties import settle_duties
from qbitrr.config.migrations.leftovers import drop_leftovers, move_misnamed, switch_off_clients
from qbitrr.config.migrations.meanings import mention_meanings
from qbitrr.config.migrations.section_names import rename_animarr, spell_sections
from qbitrr.config.migrations.tracker_rows import promote_rows
from qbitrr.config.migrations.upgrade_steps import UpgradeStep
from qbitrr.config.migrations.web_keys import decide_authentication, move_display, move_listener

__all__ = ["STEPS", "Upgraded", "edit", "upgrade"]

# The first step, from the file of the releases before 2.0, is an importer's; the 16th, rates in another unit, is said by the checks.
STEPS: tuple[tuple[int, Callable[[DraftTree], None]], ...] = (
    (2, spell_sections),
    (3, rename_animarr),
    (4, move_listener),
    (5, decide_authentication),
    (6, move_display),
    (7, spell_import_mode),
    (8, pair_profiles),
    (9, settle_duties),
    (10, promote_rows),
    (11, lengthen_book_extensions),
    (12, correct_patterns),
    (13, move_tracker_cleaning),
    (14, switch_off_clients),
    (15, drop_leftovers),
    (17, mention_stalled),
    (18, move_misnamed),
    (19, mention_meanings),
)


@frozen(kw_only=True)
class Upgraded:
    """
    A configuration in today's spelling. *moved* leads from where a thing is to where it stands in the file, *respelled* names the tables
    of the file that have another name now. *is_foreign*: the file carries no stamp of ours.
    """

    tree: dict[str, Any]
    steps: tuple[UpgradeStep, ...]
    moved: Mapping[Path, Path]
    respelled: Mapping[Path, Path]
    is_foreign: bool


def upgrade(tree: Mapping[str, Any]) -> Upgraded:
    """The plain values *tree* of a file in today's spelling, as a copy."""
    copied = {str(name): _copied(table) for name, table in tree.items()}
    draft = edit(copied)
    return Upgraded(
        tree=copied,
        steps=tuple(draft.steps),
        moved=draft.moved,
        respelled=draft.respelled,
        is_foreign=draft.is_foreign,
    )


def edit(tree: Tree) -> DraftTree:
    """Take every step on *tree* itself."""
    draft = DraftTree.of(tree)
    for number, step in STEPS:
        draft.number = number
        step(draft)
    return draft


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
