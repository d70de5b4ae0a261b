"""`python -m bench.calls`: write anew which functions children run, for `qbitrr/loops/child/side_by_side.py`. Takes about a minute."""

import os
import tempfile
import time
from pathlib import Path

from bench.world import HOME, world

_LIST = HOME / "qbitrr" / "loops" / "child" / "side_by_side.txt"
_FOLLOWING = Path(__file__).resolve().parent  # holds `sitecustomize`
_SECONDS = 40


def main() -> None:
    """Three Arrs and thirty torrents, from the start of the children to their end."""
    with tempfile.TemporaryDirectory() as folder, world(3, 30) as outside:
        calls = Path(folder) / "calls"
        more = {"PYTHONPATH": os.pathsep.join([str(_FOLLOWING), str(HOME)]), "BENCH_CALLS_FILE": str(calls)}
        with outside.qbitrr(environment=more) as running:
            running.wait_alive(outside.children)
            time.sleep(_SECONDS)
            running.stop()
        lines = {line for line in calls.read_text(encoding="utf-8").splitlines() if not line.endswith(":<module>")}
    _LIST.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
    print(f"{len(lines)} functions in {_LIST}")


if __name__ == "__main__":
    main()
