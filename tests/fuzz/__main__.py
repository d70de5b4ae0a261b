"""`python -m tests.fuzz [--cases N] [--seed S]`: so many made-up requests, and whether an answer was not as the document says."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.e2e.outside import Program, wait_until
from tests.e2e.starting import Processes

__all__ = ["main"]

SETTINGS = Path(__file__).with_name("schemathesis.toml")
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth",
)  # fmt: skip
EVERY_EDGE = 3000
"""From so many requests on, every edge of every parameter is tried once; that is most of them."""
_TOKEN = re.compile(r'^Token = "(\w+)"', re.MULTILINE)
# Streams have no end. Whole new configurations are only sent wrong: a right one leaves nobody to be asked, perhaps not even us.
ENDLESS, WHOLE = r"(/stream|/events)$", r"/(setup/write|config/raw|config/import|config/restore)$"


class Fuzz:
    """A demonstration with authentication, and requests made up for it."""

    def __init__(self, stack: ExitStack, schemathesis: str) -> None:
        self._schemathesis = schemathesis
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = self._folder / "data"
        self._processes = Processes(stack, self._folder)
        self._processes.start("demo", "-m", "qbitrr", "demo", "--port", "0", "--data", str(data))
        self._url = wait_until("it listens", self._address)
        token = _TOKEN.search((data / "config.toml").read_text())
        assert token is not None
        self._token = token.group(1)
        self._program = Program(self._url, self._token)
        wait_until("every loop lives", self._program.all_alive)
        self._program.post("/api/config", {"changes": {"WebUI.AuthDisabled": False}})
        self._document = self._folder / "openapi.json"
        self._document.write_text(json.dumps(self._program.get("/api/openapi.json")))

    def run(self, cases: int, seed: int) -> tuple[int, bool]:
        """At least so many requests; how many there were, and whether all went well."""
        made, is_well, examples = 0, True, max(1, cases // 300)
        phases = "examples,coverage,fuzzing" if cases >= EVERY_EDGE else "examples,fuzzing"
        usual = ("--phases", phases, "--max-examples", str(examples))
        while made < cases and is_well:
            more, is_well = self._round(seed, *usual, "--exclude-path-regex", f"{ENDLESS}|{WHOLE}")
            made, seed = made + more, seed + 1
        more, last_is_well = self._round(seed, *usual, "--mode", "negative", "--include-path-regex", WHOLE)
        return made + more, is_well and last_is_well and self._has_logged_no_fault()

    def _round(self, seed: int, *which: str) -> tuple[int, bool]:
        done = subprocess.run(
            [
                self._schemathesis, "--config-file", str(SETTINGS), "run", str(self._document), "--url", self._url,
                "--checks", ",".join(CHECKS), "--seed", str(seed), "--no-color", "--no-shrink",
                "--generation-database", "none",
                "--header", f"Authorization: Bearer {self._token}", *which,
            ],
            cwd=SETTINGS.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            print(done.stdout[-20_000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
        found = re.search(r"(\d+) generated", done.stdout)
        return int(found.group(1)) if found else 0, done.returncode == 0

    def _address(self) -> str:
        found = re.match(r"(http\S+)/ui ", self._processes.log("demo"))
        return found.group(1) if found else ""

    def _has_logged_no_fault(self) -> bool:
        """Whether the program itself noticed nothing it did not expect."""
        lines = self._processes.log("demo").splitlines()
        faults = [
            number for number, line in enumerate(lines) if "CRITICAL" in line or line.lstrip().startswith("Traceback")
        ]
        for number in faults[:5]:
            print(*lines[max(0, number - 1) : number + 25], sep="\n", file=sys.stderr)
        return not faults


def main(arguments: list[str]) -> int:
    """Returns 1 if something was not as it is described, 2 without Schemathesis."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Made-up requests to a running program.")
    parser.add_argument("--cases", type=int, default=1000, help="at least so many")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same one makes up the same requests")
    options = parser.parse_args(arguments)
    schemathesis = os.environ.get("SCHEMATHESIS") or shutil.which("schemathesis")
    if not schemathesis:
        print("there is no schemathesis: use `make openapi-fuzz`", file=sys.stderr)
        return 2
    began = time.monotonic()
    with ExitStack() as stack:
        made, is_well = Fuzz(stack, str(Path(schemathesis).absolute())).run(options.cases, options.seed)
    words = "all answers are as described" if is_well else "SOMETHING IS NOT AS DESCRIBED"
    print(f"{made} requests in {time.monotonic() - began:.0f} s with --seed {options.seed}: {words}")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
