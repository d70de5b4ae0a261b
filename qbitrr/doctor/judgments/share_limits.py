"""
Share limits of a client that take torrents away, or stop them, while a duty is open.
"""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from qbitrr.clients.qbittorrent.wire import Preferences
from qbitrr.config.schema.config import Config
from qbitrr.decide.owners import owner_of
from qbitrr.decide.seeding.client_limits import (
    LIMIT_ACTIONS,
    duty_rows,
    goes_at_limit,
    has_limit,
    is_deleting,
    stops_before,
)
from qbitrr.decide.seeding.hit_and_run import Duty, dead_hosts, duty_of
from qbitrr.doctor.facts import ClientSetup, Facts, Unasked, known
from qbitrr.doctor.judgments.making import listed, ok, quoted, unknown, warning
from qbitrr.model.doctor import Finding, FixOffer, Grade
from qbitrr.model.owners import CategoryOwner
from qbitrr.model.torrents.rules import OwnerRules
from qbitrr.model.torrents.torrent import Torrent, Tracker
from qbitrr.resolved.owners import category_owners, profiles
from qbitrr.resolved.torrents import rules_finder

__all__ = ["Owned", "judge_share_limits", "limited", "owned", "with_open_duty"]

_CHECK = "share-limits"
_REMEDY = (
    "Set qBittorrent > Options > BitTorrent > “When ratio (or time) is reached … then” to stop (pause), also for single torrents; "
    "this program removes them when nothing is expected of them any more."
)


@frozen
class Owned:
    """A torrent with the rules of its owner."""

    torrent: Torrent
    rules: OwnerRules


def owned(config: Config, client: ClientSetup) -> tuple[Owned, ...]:
    """The torrents of a client that are looked after."""
    owners, rules = (
        category_owners(config),
        {each.section: rules_finder(config, each.section) for each, _ in profiles(config)},
    )
    found = []
    for torrent in known(client.torrents, ()):
        owner = owner_of(torrent.category, client.section, owners)
        if isinstance(owner, CategoryOwner) and owner.section in rules:
            found.append(Owned(torrent, rules[owner.section](torrent)))
    return tuple(found)


def limited(config: Config, client: ClientSetup) -> tuple[Owned, ...]:
    """Those of them for which any share limit is in effect."""
    return tuple(each for each in owned(config, client) if has_limit(each.torrent))


def with_open_duty(every: Iterable[Owned], trackers: Mapping[str, tuple[Tracker, ...] | None]) -> tuple[Torrent, ...]:
    """Those of which a tracker still expects something, as far as their *trackers* are known."""
    return tuple(each.torrent for each in every if _is_expected(each, trackers.get(each.torrent.hash)))


def _is_expected(each: Owned, trackers: tuple[Tracker, ...] | None) -> bool:
    """A tracker that says that it does not know the torrent is believed: nothing is removed because of that here."""
    rows = each.rules.rows_on(each.torrent.instance)
    dead = dict.fromkeys(dead_hosts(trackers or (), each.rules, rows), True)
    return duty_of(each.torrent, trackers, each.rules, rows, dead) is Duty.UNMET


def judge_share_limits(config: Config, facts: Facts) -> Iterator[Finding]:
    """One finding for each client: what its limits do."""
    for client in facts.clients:
        if isinstance(client.preferences, Unasked):
            yield unknown(_CHECK, client.section, "what it does at share limits", client.preferences)
        elif isinstance(client.torrents, Unasked):
            yield unknown(_CHECK, client.section, "which torrents have limits", client.torrents)
        else:
            yield _judged(config, client, client.preferences)


def _judged(config: Config, client: ClientSetup, preferences: Preferences) -> Finding:
    every = owned(config, client)
    going = goes_at_limit([each.torrent for each in every], known(client.limit_actions, {}), preferences.max_ratio_act)
    hashes = {torrent.hash for torrent in going}
    action = LIMIT_ACTIONS.get(preferences.max_ratio_act, "")
    fix = None
    if is_deleting(action):
        fix = FixOffer(
            kind="stop-at-limit", section=client.section,
            text=f"Have qBittorrent [{client.section}] stop torrents at their share limit instead of removing them.",
        )  # fmt: skip
    threatened = with_open_duty((each for each in every if each.torrent.hash in hashes), client.trackers)
    if threatened:
        names = listed(each.name for each in threatened)
        text = f"It removes {len(threatened)} torrents at their share limit of which a duty is open: {names}."
        return Finding(check=_CHECK, grade=Grade.ERROR, where=client.section, sentence=text, remedy=_REMEDY, fix=fix)
    if going:
        names = listed(each.name for each in going)
        text = f"It removes {len(going)} torrents of ours by itself at their share limit, past the quarantine: {names}."
        if unread := sum(trackers is None for trackers in client.trackers.values()):
            text += f" Of {unread} it is not known whether a duty is open."
        return Finding(check=_CHECK, grade=Grade.WARNING, where=client.section, sentence=text, remedy=_REMEDY, fix=fix)
    if fix is not None:
        text = "It would remove torrents that reach a share limit; none of ours has one now."
        return Finding(check=_CHECK, grade=Grade.WARNING, where=client.section, sentence=text, remedy=_REMEDY, fix=fix)
    if isinstance(client.limit_actions, Unasked):
        return unknown(
            _CHECK, client.section, "what it does with single torrents at their limits", client.limit_actions
        )
    return _stopping(config, client, preferences)


def _stopping(config: Config, client: ClientSetup, preferences: Preferences) -> Finding:
    ratio = preferences.max_ratio if preferences.max_ratio_enabled else -1.0
    minutes = preferences.max_seeding_time if preferences.max_seeding_time_enabled else -1
    for profile, _ in profiles(config):
        rules = rules_finder(config, profile.section)(
            Torrent(instance=client.section, hash="", state="unknown", category=profile.category)
        )
        row = stops_before(duty_rows(rules, rules.rows_on(client.section)), ratio, minutes)
        if row is not None:
            what = f"the tracker rule for {quoted(row.host)}" if row.host else "its Hit-and-Run rule"
            text = (
                f"Its global share limit is reached before what {what} of [{profile.section}] demands: "
                "it stops torrents whose duty is open."
            )
            return warning(
                _CHECK, client.section, text, "Raise the limit in qBittorrent > Options > BitTorrent, or switch it off."
            )
    return ok(_CHECK, client.section, "Its share limits take nothing away.")
