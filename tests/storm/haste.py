"""
Constants of the supervisor that make people wait, shortened from outside in its own processes: the program does not know of it.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["HASTE", "Haste", "hastened"]

Haste = Mapping[str, Mapping[str, float]]
"""Values by module and name."""

ROOT = Path(__file__).resolve().parent.parent.parent
INSIDE = Path(__file__).parent / "inside"

HASTE: Haste = {
    "qbitrr.decide.removals.blast_radius": {"GATHER_SECONDS": 1.0},
    "qbitrr.actors.removals.quarantine.quarantine": {"_LOOK_EVERY_SECONDS": 2.0},
    "qbitrr.actors.running_time": {"_TICK_SECONDS": 1.0, "_SAVE_EVERY_SECONDS": 3.0},
    "qbitrr.actors.removals.removals": {"_FIRST_RETRY_SECONDS": 2.0},
}


def hastened(haste: Haste) -> dict[str, str]:
    """What the environment of a process has to have so that they are shorter there and in all its children."""
    return {"PYTHONPATH": os.pathsep.join((str(INSIDE), str(ROOT))), "STORM_HASTE": json.dumps(haste)}
