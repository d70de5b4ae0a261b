"""
What is asked of a qBittorrent.
"""

from collections.abc import Awaitable, Callable, Mapping

from attrs import evolve, frozen
from twisted.internet.interfaces import IReactorTime

from qbitrr.clients.qbittorrent.client import Qbittorrent
from qbitrr.config.schema.config import Config
from qbitrr.decide.seeding.client_limits import goes_at_limit
from qbitrr.decide.seeding.hit_and_run import has_duties
from qbitrr.doctor.facts import Asked, ClientSetup, Unasked, known
from qbitrr.doctor.gathering.asking import Asking
from qbitrr.doctor.judgments.share_limits import limited
from qbitrr.errors import BadAnswer
from qbitrr.model.removals.protection import Waiver, with_waiver
from qbitrr.model.torrents.torrent import Torrent, Tracker

__all__ = ["ClientToAsk", "dutiful", "free_space_of", "gather_client", "trackers_at_stake"]

Key = tuple[str, str]
Torrents = tuple[Torrent, ...]
_TELLS_ACTIONS = (2, 15)
_MOST_TRACKERS = 200


@frozen(kw_only=True)
class ClientToAsk:
    """A client of a section. *free_bytes* asks for the space in its default folder: that must not disturb who follows its changes."""

    section: str
    client: Qbittorrent
    free_bytes: Callable[[], Awaitable[int]]


async def free_space_of(client: Qbittorrent) -> int:
    """The space a client that nobody else follows says it has. Raises `BadAnswer` when it does not say."""
    space = await client.free_space()
    if space is None or space < 0:
        raise BadAnswer(where=client.where, why="it does not say")
    return space


async def gather_client(
    config: Config, subject: ClientToAsk, waivers: Mapping[Key, Waiver], clock: IReactorTime, limit: float
) -> ClientSetup:
    """Ask everything, within *limit* seconds. The duties of which there are *waivers* are none."""
    client, asking = subject.client, Asking(clock, limit)

    async def free() -> int:
        return await subject.free_bytes()

    version = await asking.ask(client.connect)
    facts = ClientSetup(
        section=subject.section,
        version=version,
        clock_ahead=_told(await asking.ask(lambda: client.clock_ahead(clock.seconds))),
        preferences=await asking.ask(client.preferences),
        categories=await asking.ask(client.categories),
        tags=await asking.ask(client.tags),
        free_bytes=await asking.ask(free),
        torrents=_with_waivers(await asking.ask(client.torrents), waivers),
        limit_actions={},
    )
    if isinstance(version, Unasked):
        return evolve(facts, limit_actions=Unasked("it was not reached"))
    if version.web_api >= _TELLS_ACTIONS:
        hashes = [each.torrent.hash for each in limited(config, facts)]
        facts = evolve(facts, limit_actions=await asking.ask(lambda: client.share_limit_actions(hashes)))
    return await trackers_at_stake(config, client, facts, asking)


def _told(ahead: Asked[float | None]) -> Asked[float]:
    return Unasked("it does not say") if ahead is None else ahead


def _with_waivers(torrents: Asked[Torrents], waivers: Mapping[Key, Waiver]) -> Asked[Torrents]:
    if isinstance(torrents, Unasked) or not waivers:
        return torrents
    return tuple(with_waiver(each, waivers) for each in torrents)


def dutiful(config: Config, facts: ClientSetup) -> tuple[Torrent, ...]:
    """The torrents for which a share limit is in effect and that may have a duty that no person has set aside."""
    return tuple(
        each.torrent
        for each in limited(config, facts)
        if not each.torrent.duty_waived and has_duties(each.rules, each.rules.rows_on(facts.section))
    )


async def trackers_at_stake(config: Config, client: Qbittorrent, facts: ClientSetup, asking: Asking) -> ClientSetup:
    """*facts* with the trackers of the first torrents that the client would take away although they may have a duty."""
    if isinstance(facts.preferences, Unasked):
        return facts
    going = goes_at_limit(dutiful(config, facts), known(facts.limit_actions, {}), facts.preferences.max_ratio_act)
    found: dict[str, tuple[Tracker, ...] | None] = {}
    for torrent in going[:_MOST_TRACKERS]:
        answer = await asking.ask(lambda hash=torrent.hash: client.trackers(hash))  # type: ignore[misc]
        found[torrent.hash] = None if isinstance(answer, Unasked) else answer
    return evolve(facts, trackers=found)
