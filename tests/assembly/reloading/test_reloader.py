"""Going through a plan: in order, one after the other, and whatever becomes of a step."""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from twisted.internet.defer import Deferred, succeed
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.assembly.in_force import ConfigInForce, Derived
from qbitrr.assembly.reloading.reloader import Reloader
from qbitrr.config.load import Loaded, load
from qbitrr.config.schema.config import Config
from qbitrr.errors import NotReady
from qbitrr.redaction import Redactor
from qbitrr.resolved.reload.plan import Act, ReloadPlan, ReloadType

FIRST = """
[Settings]
SchemaVersion = 1
[WebUI]
Token = "first-token"
Port = 6969
[Radarr-A]
Managed = true
URI = "http://a.example"
APIKey = "key-of-radarr"
Category = "a"
"""


def loaded(*changes: tuple[str, str]) -> Loaded:
    text = FIRST
    for old, new in changes:
        text = text.replace(old, new)
    return load(text, {})


class Reloading(SynchronousTestCase):
    def setUp(self) -> None:
        self.done: list[str] = []
        self.in_force = ConfigInForce(loaded().config)
        self.redactor = Redactor()
        self.stopping: Callable[[], Any] = lambda: succeed(None)
        self.reloader = self.make()
        self.reloader.startService()
        self.addCleanup(lambda: self.successResultOf(self.reloader.stopService()))

    def make(self, fixed: frozenset[Act] = frozenset()) -> Reloader:
        reloader = Reloader(
            in_force=self.in_force, redactor=self.redactor, stop=self.stop, between=self.between, fixed=fixed
        )
        reloader.teach({act: self.step(act) for act in Act if act is not Act.KEEP})
        return reloader

    def step(self, act: Act) -> Callable[[str], Any]:
        return lambda section: self.done.append(f"{act} {section}".strip())

    def stop(self, sections: tuple[str, ...]) -> Any:
        if sections:
            self.done.append(f"stop {', '.join(sections)}")
        return self.stopping()

    def between(self, old: Config, plan: ReloadPlan) -> Any:
        self.done.append("between" if self.in_force.current is old else "too late")
        return succeed(None)

    def test_the_order(self) -> None:
        """What goes is stopped while the old configuration counts, everything else is done when the new one does."""
        plan = self.successResultOf(
            self.reloader.apply(loaded(("http://a.example", "http://b.example"), ("6969", "7000")))
        )
        self.assertEqual(["stop Radarr-A", "between", "restart section Radarr-A", "move web"], self.done)
        self.assertEqual(ReloadType.SINGLE_ARR, plan.reload_type)
        self.assertEqual(
            (7000, 2, ()), (self.in_force.current.webui.port, self.in_force.revision, self.in_force.undone)
        )

    def test_nothing_to_do(self) -> None:
        """The same configuration once more renews nothing; that the web interface is where it should be is looked at."""
        plan = self.successResultOf(self.reloader.apply(loaded()))
        self.assertEqual((ReloadType.NONE, ["between", "move web"]), (plan.reload_type, self.done))

    def test_a_step_that_fails(self) -> None:
        """The others are done, it is said what was not, and the next change begins anew."""

        async def taken(_: str) -> None:
            raise OSError("address in use")

        self.reloader.teach({Act.MOVE_WEB: taken, Act.RESTART_SECTION: lambda section: 1 / 0})
        changed = loaded(("6969", "7000"), ("http://a.example", "http://b.example"), ("first-token", "second-token"))
        self.successResultOf(self.reloader.apply(changed))
        self.assertIn("renew web", self.done)
        restart, move = self.in_force.undone
        self.assertIn("Radarr-A is restarted", restart)
        self.assertIn("7000 (address in use)", move)
        self.assertEqual(2, len(self.flushLoggedErrors()))
        self.reloader.teach({Act.MOVE_WEB: self.step(Act.MOVE_WEB)})
        self.successResultOf(self.reloader.apply(changed))
        self.assertEqual((), self.in_force.undone)

    def test_one_at_a_time(self) -> None:
        """A second change waits for the first, and is planned from what that came to."""
        first: Deferred[None] = Deferred()
        self.stopping = lambda: first
        one = self.reloader.apply(loaded(("http://a.example", "http://b.example")))
        two = self.reloader.apply(loaded())
        self.stopping = lambda: succeed(None)
        self.assertNoResult(one)
        first.callback(None)
        self.assertEqual(ReloadType.SINGLE_ARR, self.successResultOf(one).reload_type)
        self.assertEqual(ReloadType.SINGLE_ARR, self.successResultOf(two).reload_type)
        self.assertEqual(3, self.in_force.revision)

    def test_stopping_in_the_middle(self) -> None:
        """What is under way ends, who waits hears why, and nothing more is done."""
        self.stopping = Deferred
        waiting = [self.reloader.apply(loaded(("http://a.example", "http://b.example"))) for _ in range(9)]
        self.successResultOf(self.reloader.stopService())
        for each in waiting:
            self.failureResultOf(each, NotReady)
        self.assertEqual(["stop Radarr-A"], self.done)

    def test_the_command_line_counts_more(self) -> None:
        """What it fixes is neither planned nor done."""
        reloader = self.make(fixed=frozenset({Act.MOVE_WEB, Act.SET_LEVEL}))
        changed = loaded(("6969", "7000"), ("SchemaVersion = 1", 'SchemaVersion = 1\nConsoleLevel = "DEBUG"'))
        plan = self.successResultOf(reloader.apply(changed))
        self.assertEqual((), plan.sections(Act.MOVE_WEB))
        self.assertEqual(["between", "renew settings"], self.done)

    def test_secrets_of_both(self) -> None:
        """What was a secret stays one, and what is one now is one before anything is said."""
        self.successResultOf(self.reloader.apply(loaded(("first-token", "second-token"))))
        self.assertEqual("*** ***", self.redactor("first-token second-token"))


class Following(SynchronousTestCase):
    def test_made_once_for_each(self) -> None:
        """What follows from the configuration is made anew when that is another one, and only then."""
        in_force = ConfigInForce(Config())
        made: list[int] = []
        port = Derived(in_force, lambda config: made.append(1) or config.webui.port)
        self.assertEqual((6969, 6969), (port(), port()))
        in_force.replace(evolve(in_force.current, webui=evolve(in_force.current.webui, port=1)), ())
        self.assertEqual((1, 1), (port(), port()))
        self.assertEqual(2, len(made))
