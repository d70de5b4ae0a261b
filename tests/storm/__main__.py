"""
`python -m tests.storm [--kills N] [--seed N] [--grace MINUTES] [--folder PATH]`: storms of 100 kills each, and their figures.

Without `--grace` the storms take turns: a minute in quarantine, none, a day. The folder of a storm with violations is kept and
printed with its seed.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.storm.auditing.outcome import Outcome
from tests.storm.storm import Storm
from tests.storm.weather import forecast

_KILLS_OF_ONE = 100
_GRACES = (1, 0, 1440)


def main(arguments: list[str]) -> int:
    """Run storms; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description="Storms over a real supervisor.")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--grace", type=int, default=None, help="minutes in quarantine, for all storms")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "qbitrr-storms")
    parser.add_argument("--quiet", action="store_true", help="only the figures")
    chosen = parser.parse_args(arguments)
    print(f"seed {chosen.seed}", flush=True)
    outcomes = []
    for number in range(0, chosen.kills, _KILLS_OF_ONE):
        place = number // _KILLS_OF_ONE
        grace = chosen.grace if chosen.grace is not None else _GRACES[place % len(_GRACES)]
        kills = min(_KILLS_OF_ONE, chosen.kills - number)
        outcomes.append(_one(chosen.folder, chosen.seed + place, kills, grace, quiet=chosen.quiet))
    _sum(outcomes)
    return int(any(each.violations for each in outcomes))


def _one(parent: Path, seed: int, kills: int, grace: int, *, quiet: bool) -> Outcome:
    folder = parent / f"seed-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"\nstorm: seed {seed}, {kills} kills, {grace} min in quarantine, folder {folder}", flush=True)
    began = time.monotonic()
    with (folder / "storm.log").open("w") as log:

        def tell(text: str) -> None:
            line = f"{time.monotonic() - began:6.1f} {text}"
            print(line, file=log, flush=True)
            if not quiet:
                print(line, flush=True)

        storm = Storm.over(folder, seed, grace, crowd=6 * kills, tell=tell)
        try:
            outcome = storm.run(forecast(seed, kills))
        finally:
            storm.close()
        print(outcome, file=log)
    print(outcome, flush=True)
    if outcome.violations:
        print(f"seed {seed}: its folder is kept: {folder}", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _sum(outcomes: list[Outcome]) -> None:
    kills = sum((each.kills for each in outcomes), start=type(outcomes[0].kills)())
    victims = ", ".join(f"{victim} {count}" for victim, count in sorted(kills.items()))
    figures = [each.figures for each in outcomes]
    names = ("deletions", "quarantined", "blocklistings", "searches", "imports", "undos")
    counted = ", ".join(f"{name} {sum(getattr(each, name) for each in figures)}" for name in names)
    print(f"\nall: kills {kills.total()} ({victims}), {counted}, violations {sum(len(e.violations) for e in outcomes)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
