"""
Asking every program side by side, then what can only be asked when several have answered.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

from attrs import frozen
from twisted.internet.defer import Deferred, FirstError, gatherResults
from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.arr.client import Arr
from qbitrr.config.schema.config import ArrSection, Config, QbitSection
from qbitrr.doctor.facts import ArrSetup, Asked, ClientSetup, Facts, PathFacts, SeenSpace, Unasked, known
from qbitrr.doctor.gathering.arrs import DAY_SECONDS, gather_arr
from qbitrr.doctor.gathering.asking import within
from qbitrr.doctor.gathering.clients import ClientToAsk, gather_client
from qbitrr.doctor.gathering.disks import see_space
from qbitrr.doctor.gathering.own_file import removed_by_us, waived_by_persons
from qbitrr.doctor.gathering.paths import LOOK_SECONDS, Look, gather_paths
from qbitrr.model.removals.protection import Waiver

__all__ = ["LIMIT_SECONDS", "Surroundings", "gather"]

T = TypeVar("T")
Key = tuple[str, str]
LIMIT_SECONDS = 30.0
"""For all questions to one program together."""


@frozen(kw_only=True)
class Surroundings:
    """How the programs of a configuration are reached, and how this machine is looked at. *journal* is the file of our own one."""

    client: Callable[[QbitSection], ClientToAsk]
    arr: Callable[[ArrSection], Arr]
    look: Look
    mounts: Callable[[], Iterable[str]]
    clock: IReactorTime
    journal: str
    limit_seconds: float = LIMIT_SECONDS


async def gather(config: Config, around: Surroundings) -> Facts:
    """Everything that can be found out. Never fails: what cannot be asked is a fact as well."""
    asked_at = around.clock.seconds()
    arrs = {each.section: (each, around.arr(each)) for each in config.managed_arrs}
    waived = await within(around.look(waived_by_persons, around.journal), LOOK_SECONDS, around.clock)
    waivers = known(waived, {})  # of a file that cannot be read nothing is believed: every duty counts
    clients = await _together(_client(config, qbit, waivers, around) for qbit in config.enabled_qbits)
    arr_facts = await _together(
        gather_arr(section, arr, around.clock, around.limit_seconds) for section, (_, arr) in arrs.items()
    )
    by_section = {each.section: each for each in clients}
    paths = await _together(
        _paths(config, around, *arrs[facts.section], facts, by_section[qbit.section], qbit)
        for facts in arr_facts
        for qbit in config.qbits_of(arrs[facts.section][0])
        if qbit.section in by_section
    )
    since = asked_at - DAY_SECONDS
    return Facts(
        asked_at=asked_at,
        clients=clients,
        arrs=arr_facts,
        paths=paths,
        folders=await _folders(around, clients, arr_facts),
        removed=await within(around.look(removed_by_us, around.journal, since), LOOK_SECONDS, around.clock),
    )


async def _client(
    config: Config, qbit: QbitSection, waivers: Mapping[Key, Waiver], around: Surroundings
) -> ClientSetup:
    return await gather_client(config, around.client(qbit), waivers, around.clock, around.limit_seconds)


async def _paths(
    config: Config, around: Surroundings, section: ArrSection, arr: Arr, facts: ArrSetup, client: ClientSetup, qbit: QbitSection
) -> PathFacts:  # fmt: skip
    return await gather_paths(
        config, section, arr, facts, client, qbit, around.look, around.mounts(), around.clock, around.limit_seconds
    )  # fmt: skip


async def _folders(
    around: Surroundings, clients: Iterable[ClientSetup], arrs: Iterable[ArrSetup]
) -> dict[str, Asked[SeenSpace]]:
    saves = [each.preferences.save_path for each in clients if not isinstance(each.preferences, Unasked)]
    roots = [root.path for each in arrs for root in known(each.roots, ())]
    paths = [path for path in dict.fromkeys((*saves, *roots)) if path.startswith("/")]
    mounts = tuple(around.mounts())

    async def see(path: str) -> Asked[SeenSpace]:
        return await within(around.look(see_space, path, mounts), LOOK_SECONDS, around.clock)

    return dict(zip(paths, await _together(see(path) for path in paths), strict=True))


async def _together(questions: Iterable[Coroutine[Any, Any, T]]) -> tuple[T, ...]:
    """All answers in order; a cancellation reaches every question."""
    try:
        return tuple(await gatherResults([Deferred.fromCoroutine(each) for each in questions], consumeErrors=True))
    except FirstError as first:  # a question answers whatever happens, so that it was cancelled
        first.subFailure.raiseException()
        raise
