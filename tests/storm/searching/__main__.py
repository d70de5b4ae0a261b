"""`python -m tests.storm.searching [--kills N] [--seed N]`: kills of a search child. The folder of a run with faults is kept."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.storm.searching.killing import SearchKills


def main(arguments: list[str]) -> int:
    """Kill; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm.searching", description="Kills of a search child.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    chosen = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="qbitrr-search-kills-"))
    print(f"seed {chosen.seed}, folder {folder}", flush=True)
    run = SearchKills.over(folder, chosen.seed, lambda text: print(text, flush=True))
    try:
        found = run.run(chosen.kills)
        searches = len(run.programs_told())
    finally:
        run.close()
    print(f"{run.kills} kills, {searches} searches, {len(found)} faults", *found, sep="\n")
    if not found:
        shutil.rmtree(folder, ignore_errors=True)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
