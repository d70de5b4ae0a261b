"""`python -m bench [NAME…]`: measure, print, keep."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import inner, library, lifetimes, reaction, resting, scale
from bench.figures import Figure, conditions, keep, show
from bench.web import browser, serving

MEASUREMENTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "decide": inner.decision,
    "wire": inner.wire,
    "preview": inner.preview,
    "serving": serving.serving,
    "start": lifetimes.start,
    "stop": lifetimes.stop,
    "restart": lifetimes.restart,
    "import": reaction.imports,
    "memory": resting.memory,
    "idle": resting.idle,
    "scale": scale.scale,
    "catalog": library.catalog,
    "first-search": library.first_search,
    "browser": browser.browser,
}
_RESULTS = Path(__file__).resolve().parent / "results"


def main(arguments: list[str]) -> int:
    """Run what is named, or everything. Returns 1 when a measurement could not be made."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure qbitrr on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASUREMENTS)} (default: all)")
    names = parser.parse_args(arguments).names or list(MEASUREMENTS)
    if unknown := set(names) - MEASUREMENTS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    around = conditions()
    versions = ", ".join(f"{name} {number}" for name, number in around["versions"].items())
    print(
        f"{around['cores']} cores, {around['memory_gb']} GB, {around['system']}, Python {around['python']}, {versions}\n"
        f"load before: {around['load_before']:.2f}\n",
        flush=True,
    )
    figures: list[Figure] = []
    failed = False
    for name in names:
        begin = time.monotonic()
        try:
            figures += MEASUREMENTS[name]()
        except (TimeoutError, RuntimeError) as error:
            print(f"{name}: not measured: {error}", file=sys.stderr)
            failed = True
        print(f"{name}: took {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
    print(show(figures))
    print(f"\nwritten to {keep(_RESULTS, around, figures)}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
