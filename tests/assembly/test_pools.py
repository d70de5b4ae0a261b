"""What may block has threads of its own, for each reason one set: what hangs holds up nothing else."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from twisted.internet import reactor
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.assembly import web
from qbitrr.config.load import load
from qbitrr.web.serving.threads import Readers

TEXT = "[Settings]\nSchemaVersion = 1\n"


class PoolsTests(SynchronousTestCase):
    def wired(self) -> tuple[Any, dict[str, Any]]:
        """The parts of the API, and what the listening service was given, as a program has them."""
        made: dict[str, Any] = {}
        self.patch(web, "Api", lambda parts: parts)
        self.patch(web, "ApiSite", lambda api, reactor: made.update(api=api))
        self.patch(web, "Listening", lambda **given: made.update(given))
        loaded = load(TEXT, {})
        base: Any = SimpleNamespace(
            in_force=SimpleNamespace(current=loaded.config), reactor=reactor, redactor=None,
            start=SimpleNamespace(loaded=loaded, folder=Path("/nowhere"), listen=None),
        )  # fmt: skip
        nobody: Any = SimpleNamespace(
            look_through=None, overview=None, replace=None, actors={}, sessions=None, tokens=None, setup_token=None
        )
        web.wire_web(base, nobody, nobody, nobody, nobody, nobody, nobody)
        return made.pop("api"), made

    def test_each_reason_has_its_own(self) -> None:
        """Log files, other files, the configuration, catalogs, pictures, passwords; all begin and end with the service that listens."""
        parts, given = self.wired()
        pools = {
            "log files": parts.logs_in_thread,
            "other files": parts.in_thread,
            "configuration": parts.setup._in_thread,
            "catalogs": parts.libraries._in_thread,
            "pictures": parts.pictures._in_thread,
            "passwords": parts.signing.hash_in_thread,
        }
        for what, pool in pools.items():
            self.assertIsInstance(pool, Readers, what)
        self.assertEqual(len(pools), len(set(map(id, pools.values()))))
        self.assertEqual({id(each) for each in pools.values()}, {id(each) for each in given["pools"]})
