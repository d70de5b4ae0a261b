"""What stands in for something of ours in a test can be called as that can, and has nothing that it has not."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from qbitrr.actors.children.child import Child
from qbitrr.actors.network import Network
from qbitrr.actors.owners.dispatcher import Dispatcher
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.loops.child.channel import ChildContext, ILoop
from qbitrr.store.sqlite.database import Database
from qbitrr.web.program import Program
from qbitrr.web.setup.control import SetupControl
from tests.actors import test_journal, test_supervisor
from tests.actors.owners import test_dispatcher, test_section_actor
from tests.loops.child import test_main
from tests.loops.policy import world as policy_world
from tests.loops.searches import world as searches_world
from tests.loops.torrents import test_listing
from tests.loops.torrents import world as torrents_world
from tests.walks import house
from tests.web import program

# The stub, what it stands for, and the methods by which its test steers it.
STUBS: list[tuple[type, type, set[str]]] = [
    (test_dispatcher.Owner, SectionActor, set()),
    (test_dispatcher.Network, Network, set()),
    (house.Online, Network, set()),
    (test_section_actor.FakeChild, Child, {"become", "ready", "say"}),
    (test_section_actor.FakeDispatcher, Dispatcher, set()),
    (test_supervisor.FakeDatabase, Database, set()),
    (test_journal.Sometimes, Database, set()),
    (test_listing.Rows, Database, set()),
    (policy_world.FakeSupervisor, ChildContext, {"do"}),
    (searches_world.FakeChild, ChildContext, set()),
    (torrents_world.FakeChild, ChildContext, {"outcomes"}),
    (test_main.Recording, ILoop, set()),
    (program.FakeProgram, Program, {"asked"}),
    (program.FakeSetup, SetupControl, set()),
]


def public(kind: type) -> Iterator[str]:
    """The methods and attributes a stub has for others."""
    return (name for name in vars(kind) if not name.startswith("_"))


def is_called_alike(stub: Any, real: Any) -> bool:
    """Whether parameters agree by name, kind, and whether they may be left out; one without a name for callers, by place."""
    mine, theirs = (list(inspect.signature(function).parameters.values()) for function in (stub, real))
    return len(mine) == len(theirs) and all(map(_agree, mine, theirs))


def _agree(mine: inspect.Parameter, theirs: inspect.Parameter) -> bool:
    if (mine.default is mine.empty) != (theirs.default is theirs.empty):
        return False
    if theirs.kind is theirs.POSITIONAL_ONLY:
        return mine.kind in (mine.POSITIONAL_ONLY, mine.POSITIONAL_OR_KEYWORD)
    return (mine.name, mine.kind) == (theirs.name, theirs.kind)


def has(kind: type, name: str) -> bool:
    """Whether what it stands for has this, if only from its first line on."""
    own = [each for each in kind.__mro__ if each.__module__.startswith("qbitrr")]
    return hasattr(kind, name) or any(f"self.{name}" in inspect.getsource(each) for each in own)


@pytest.mark.parametrize(("stub", "real", "steering"), STUBS, ids=lambda each: getattr(each, "__qualname__", ""))
def test_stubs_are_like_what_they_stand_for(stub: type, real: type, steering: set[str]) -> None:
    """The same names, and the same parameters by name, kind and default."""
    fields = {each.name for each in getattr(stub, "__attrs_attrs__", ())}
    names = set(public(stub)) - steering - fields
    assert not {name for name in names if not has(real, name)}, f"{real.__qualname__} has nothing like it"
    assert not {name for name in steering if has(real, name)}, "is of the real one, too"
    methods = [name for name in names if inspect.isfunction(getattr(stub, name))]
    differing = [name for name in methods if not is_called_alike(getattr(stub, name), getattr(real, name))]
    assert not {name: str(inspect.signature(getattr(real, name))) for name in differing}
