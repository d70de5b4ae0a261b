"""
What would be done now, perhaps by a configuration that is not saved: every loop is asked, and nothing is done.

# Note [Whose it would be]
What stays with its section is decided about by that section's loop, which knows it. What another section would get it would see for the
first time: that is decided here, with nothing remembered, a few torrents at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen
from msgspec import structs
from twisted.internet.defer import Deferred, DeferredLock, gatherResults
from twisted.internet.interfaces import IReactorTime
from twisted.internet.task import deferLater

from qbitrr.actors.owners.router import Router
from qbitrr.actors.owners.section_actor import SectionActor
from qbitrr.actors.qbittorrent.actor import QbitActor
from qbitrr.config.plain import policy_share, share_for
from qbitrr.config.schema.config import Config
from qbitrr.decide.owners import owner_of
from qbitrr.decide.previewing import Tally, is_wanted, page_of, together
from qbitrr.decide.removals.rails import Go, Verdict
from qbitrr.decide.torrents.rules import decide
from qbitrr.errors import NotReady
from qbitrr.model.owners import POLICY, CategoryOwner, Owners
from qbitrr.model.removals.protection import RailSettings
from qbitrr.model.shown.previewed import (
    Preview,
    PreviewedSection,
    PreviewedShare,
    PreviewedStep,
    PreviewFilter,
    PreviewMove,
)
from qbitrr.model.steps import Data, Removal
from qbitrr.model.torrents.facts import TorrentFacts
from qbitrr.model.torrents.memory import Memory
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.resolved.owners import category_owners, profiles
from qbitrr.resolved.removals import rail_settings
from qbitrr.resolved.space import guard_rules
from qbitrr.resolved.torrents import rules_finder
from qbitrr.wire.torrent_orders import PreviewTorrents

__all__ = ["Previewer"]

_LOOP_SECONDS = 30.0
_AT_ONCE = 100
_MOST_WAITING = 4
_NOTHING = PreviewedShare()


@frozen(kw_only=True)
class _Draft:
    """The configuration that is looked at, in which sections are *renamed* (old to new), and what is *wanted* of it."""

    config: Config
    renamed: Mapping[str, str]
    wanted: PreviewFilter
    owners: Owners
    moves: tuple[PreviewMove, ...] = ()

    @property
    def leaving(self) -> tuple[tuple[str, str], ...]:
        """The categories that would be looked after by somebody else, with their clients."""
        return tuple((each.instance, each.category) for each in self.moves)


class Previewer:
    """One after another: each costs every loop as much as a look at all of its torrents. *foresee* asks the rails by other settings."""

    def __init__(
        self, *, clients: Mapping[str, QbitActor], owners: Mapping[str, SectionActor], router: Router,
        foresee: Callable[[Removal, RailSettings], Verdict], clock: IReactorTime,
    ) -> None:  # fmt: skip
        self._clients = clients
        self._owners = owners
        self._router = router
        self._foresee = foresee
        self._clock = clock
        self._turns = DeferredLock()

    async def preview(self, config: Config, renamed: Mapping[str, str], wanted: PreviewFilter) -> Preview:
        """All that would be done by *config*, in which sections are *renamed*. Raises `NotReady` while too much is asked."""
        if len(self._turns.waiting) >= _MOST_WAITING:
            raise NotReady("Too many previews are being made.")
        async with self._turns:
            draft = _Draft(config=config, renamed=renamed, wanted=wanted, owners=category_owners(config))
            draft = evolve(draft, moves=tuple(self._moves(draft)))
            asking = [Deferred.fromCoroutine(each) for each in self._asking(draft)]
            stays: list[PreviewedSection] = await gatherResults(asking, consumeErrors=True)
            comes = await self._first_sights(draft)
        sections = tuple(_merged(stays, comes))
        listed, last = page_of((step for each in sections for step in each.share.listed), wanted.limit)
        rails = rail_settings(config.settings)
        return Preview(
            sections=sections,
            listed=tuple(self._with_rail(step, rails) for step in listed),
            moves=draft.moves,
            last=last,
            dry_run=rails.dry_run,
            removals_per_hour=rails.cap,
        )

    def _moves(self, draft: _Draft) -> Iterator[PreviewMove]:
        for instance, actor in self._clients.items():
            for category, torrents in actor.mirror.counts.items():
                before = _whose(category, instance, self._router.owners)
                after = _whose(category, draft.renamed.get(instance, instance), draft.owners)
                if draft.renamed.get(before, before) != after:
                    yield PreviewMove(
                        instance=instance, category=category, before=before, after=after, torrents=torrents
                    )  # fmt: skip

    # What stays where it is

    def _asking(self, draft: _Draft) -> Iterator[Any]:
        sections = {profile.section for profile, kinds in profiles(draft.config) if set(kinds) - {"search"}}
        for section, owner in self._owners.items():
            name = draft.renamed.get(section, section)
            if name in sections and any(kind != "search" for kind in owner.children):
                yield self._ask(owner, name, share_for(draft.config, name), draft)
        policy = self._owners.get(POLICY)
        if policy is not None:
            yield self._ask(policy, POLICY, policy_share(draft.config), draft)
        elif guard_rules(draft.config).is_on:
            why = "What would be stopped for want of room is known once free space is guarded: no disk is measured before."
            yield _unknown(POLICY, why)

    async def _ask(self, owner: SectionActor, section: str, share: dict[str, Any], draft: _Draft) -> PreviewedSection:
        clients = {old: new for old, new in draft.renamed.items() if old in self._clients}
        order = PreviewTorrents(
            section=section, config=share, wanted=draft.wanted, leaving=draft.leaving, clients=clients
        )  # fmt: skip
        try:
            answer = await owner.order(order, _LOOP_SECONDS)
        except NotReady as error:
            return await _unknown(section, str(error))
        if answer.previewed is None:
            return await _unknown(section, answer.text or "its loop does not say")
        return PreviewedSection(section=section, share=answer.previewed)

    # What another section would see for the first time

    async def _first_sights(self, draft: _Draft) -> list[PreviewedSection]:
        found: list[PreviewedSection] = []
        names = {each.section for each in draft.owners.owners}
        for section in sorted({each.after for each in draft.moves} & names):
            coming = {(each.instance, each.category) for each in draft.moves if each.after == section}
            torrents = [
                torrent
                for actor in self._clients.values()
                for torrent in actor.mirror.torrents.values()
                if (torrent.instance, torrent.category) in coming and is_wanted(torrent, draft.wanted)
            ]
            found.append(PreviewedSection(section=section, share=await self._seen_first(draft, section, torrents)))
        return found

    async def _seen_first(self, draft: _Draft, section: str, torrents: list[Torrent]) -> PreviewedShare:
        rules_of, tally = rules_finder(draft.config, section), Tally(section, draft.wanted)
        for start in range(0, len(torrents), _AT_ONCE):
            for torrent in torrents[start : start + _AT_ONCE]:
                tally.torrents += 1
                actor = self._clients.get(torrent.instance)
                if actor is None or not actor.is_listed:
                    tally.unlisted += 1
                    continue
                rules = rules_of(torrent)
                rows = rules.rows_on(draft.renamed.get(torrent.instance, torrent.instance))
                rules = evolve(rules, trackers={torrent.instance: rows})
                hosts = torrent.hosts
                tally.unread += bool(rows) and hosts is None
                facts = TorrentFacts(
                    torrent=torrent,
                    trackers=None if hosts is None else tuple(Tracker(url=host) for host in hosts),
                    queue_known=not rules.is_arr,
                )
                decision = decide(facts, rules, Memory(), self._clock.seconds())
                tally.add(torrent, decision.steps, decision.why, "")
            await deferLater(self._clock, 0)
        return tally.told()

    # What holds it

    def _with_rail(self, step: PreviewedStep, rails: RailSettings) -> PreviewedStep:
        """With the rail that would hold a removal, as far as the last listing tells."""
        if step.step != "removal":
            return step
        actor = self._clients.get(step.instance)
        removal = Removal(
            instance=step.instance, hash=step.hash, why=step.why, data=Data(step.data), section=step.section, name=step.name,
            seen=actor.get(step.hash) if actor is not None else None,
        )  # fmt: skip
        verdict = self._foresee(removal, rails)
        if isinstance(verdict, Go):
            return step
        return structs.replace(step, held_by=verdict.why.code, held_text=verdict.why.text)


def _whose(category: str, instance: str, owners: Owners) -> str:
    """The section that looks after a category; what a person moves torrents to is nobody's, and the same before and after."""
    owner = owner_of(category, instance, owners)
    return owner.section if isinstance(owner, CategoryOwner) else str(owner or "")


async def _unknown(section: str, why: str) -> PreviewedSection:
    return PreviewedSection(section=section, share=_NOTHING, why_not=why)


def _merged(stays: list[PreviewedSection], comes: list[PreviewedSection]) -> Iterator[PreviewedSection]:
    more = {each.section: each.share for each in comes}
    for each in stays:
        other = more.pop(each.section, None)
        yield each if other is None else evolve(each, share=together(each.share, other))
    for section, share in more.items():
        yield PreviewedSection(section=section, share=share)
