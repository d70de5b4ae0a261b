"""
Signs of somebody else at work on the same downloads: another supervisor, a cleaner, a person.
"""

import re
from collections import Counter
from collections.abc import Iterator
from math import inf
from typing import Literal

from qbitrr.clients.arr.client import AGENT
from qbitrr.clients.arr.settings import CommandOrigin
from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import ArrSetup, ClientSetup, Facts, Unasked, known
from qbitrr.doctor.judgments.making import hint, listed, ok, quoted, unknown, warning
from qbitrr.model.doctor import Finding
from qbitrr.model.removals.quarantine import QUARANTINE_TAG
from qbitrr.model.torrents.tags import ALL_TAGS, PREFIX

__all__ = ["judge_others", "other_agents", "unsigned", "vanished"]

_CHECK = "others"
_SURE = "Let only one program remove downloads; stop the other, or keep its hands off our categories."
# What qbit_manage writes unless told otherwise.
_CLEANERS_TAGS = re.compile(r"~share_limit.*|noHL|MinSeedTimeNotReached|MinSeedsNotMet")
_BROWSERS = ("mozilla/",)
_OURS = f"{AGENT}/"
# Sent when a download is complete; no page of an Arr has a button for it.
_SCANS = re.compile(r"Downloaded\w+Scan")
# Buttons there are, but nobody presses them every minute.
_LOOKS = frozenset({"RssSync", "RefreshMonitoredDownloads"})
_MOST_LOOKS, _MOST_SEARCHES = 3, 9
_SETTLED_SECONDS = 300.0
_HASH = re.compile(r"[0-9A-Fa-f]{40}")
_ENDS = frozenset(
    {"downloadFolderImported", "downloadFailed", "downloadIgnored", "trackFileImported", "bookFileImported", "downloadImported"}
)  # fmt: skip


def judge_others(config: Config, facts: Facts) -> Iterator[Finding]:
    """What each client and each Arr shows of them."""
    for client in facts.clients:
        yield _tags(config, client)
    for arr in facts.arrs:
        if config.arr(arr.section) is not None:
            yield _commands(config, arr)
            yield _deletions(config, facts, arr)


def _tags(config: Config, client: ClientSetup) -> Finding:
    if isinstance(client.tags, Unasked):
        return unknown(_CHECK, client.section, "its tags", client.tags)
    ours = {*ALL_TAGS, QUARANTINE_TAG}
    strange = [tag for tag in client.tags if tag.startswith(PREFIX) and tag not in ours]
    if strange:
        text = f"It has tags like ours that we never set: {listed(strange)}. Another supervisor of this kind works, or worked, on it."
        return warning(_CHECK, client.section, text, f"{_SURE} Delete the tags if it is gone.")
    theirs = [tag for tag in client.tags if _CLEANERS_TAGS.fullmatch(tag)]
    if theirs:
        text = f"It has tags that qbit_manage sets: {listed(theirs)}. That program can remove torrents and change their share limits."
        return warning(_CHECK, client.section, text, f"{_SURE} Delete the tags if it is gone.")
    return ok(_CHECK, client.section, "None of its tags is that of another supervisor.")


def other_agents(arr: ArrSetup) -> dict[str, list[str]]:
    """Who, besides us and people with a browser, had commands carried out and said who it is, with the names of these."""
    found: dict[str, list[str]] = {}
    for command in _posted(arr):
        agent = command.client_user_agent
        if agent and not agent.lower().startswith((_OURS, *_BROWSERS)):
            found.setdefault(agent, []).append(command.name)
    return found


def unsigned(arr: ArrSetup) -> dict[str, int]:
    """
    Commands that somebody sent who did not say who it is, by name and number, as far as no person would: what only programs send, and
    more of others than anybody clicks in the few minutes for which an Arr remembers them.
    """
    count = Counter(command.name for command in _posted(arr) if not command.client_user_agent)
    return {name: number for name, number in count.items() if number > _by_hand(name)}


def _posted(arr: ArrSetup) -> Iterator[CommandOrigin]:
    return (command for command in known(arr.commands, ()) if command.trigger == "manual")


def _by_hand(name: str) -> float:
    """How many commands of a name are no sign of a program."""
    if _SCANS.fullmatch(name):
        return 0
    return _MOST_SEARCHES if name.endswith("Search") else _MOST_LOOKS if name in _LOOKS else inf


def _commands(config: Config, arr: ArrSetup) -> Finding:
    if isinstance(arr.commands, Unasked):
        return unknown(_CHECK, arr.section, "who gives it commands", arr.commands)
    remedy = "If that is another program that searches, imports or cleans, stop it or have it leave this Arr alone."
    if found := other_agents(arr):
        told = "; ".join(f"{quoted(agent)} sent {listed(names)}" for agent, names in found.items())
        return hint(_CHECK, arr.section, f"Another program gives it commands: {told}.", remedy)
    if strange := unsigned(arr):
        told = ", ".join(f"{quoted(name)} {number} times" for name, number in strange.items())
        # Where our own commands come back without our name, nothing is to be concluded from one that is missing.
        if config.settings.dry_run or any(each.client_user_agent.lower().startswith(_OURS) for each in _posted(arr)):
            text = f"Within the last minutes it had commands that are not ours: {told}."
            return hint(_CHECK, arr.section, text, remedy)
        return unknown(_CHECK, arr.section, f"who gave it {told}", "it does not tell who sent a command")
    return ok(_CHECK, arr.section, "Of late there is no sign that another program gave it commands.")


def vanished(facts: Facts, arr: ArrSetup, clients: set[str]) -> tuple[str, ...]:
    """
    Titles of what was grabbed within the last day, is in none of these clients, and was not refused, imported or removed by us. What was
    grabbed right before the clients were asked may not be there yet.
    """
    settled_at = facts.asked_at + known(arr.clock_ahead, 0.0) - _SETTLED_SECONDS
    history = known(arr.history, ())
    ended = {each.download_id.lower() for each in history if each.event_type in _ENDS}
    there = {
        hash for section in clients for torrent in known(facts.client(section).torrents, ()) for hash in torrent.hashes
    }
    grabbed = {
        each.download_id.lower(): each.source_title
        for each in history
        if each.event_type == "grabbed" and _HASH.fullmatch(each.download_id) and (each.at or inf) <= settled_at
    }
    accounted = ended | there | known(facts.removed, frozenset())
    return tuple(title for hash, title in grabbed.items() if hash not in accounted)


def _deletions(config: Config, facts: Facts, arr: ArrSetup) -> Finding:
    check: Literal["deletions"] = "deletions"
    section = config.arr(arr.section)
    clients = {qbit.section for qbit in config.qbits_of(section)} if section is not None else set()
    if isinstance(arr.history, Unasked):
        return unknown(check, arr.section, "what became of its downloads", arr.history)
    unlisted = next((asked for each in clients if isinstance(asked := facts.client(each).torrents, Unasked)), None)
    if unlisted is not None or isinstance(arr.clients, Unasked):
        return unknown(check, arr.section, "what became of its downloads", unlisted or "its clients are not known")
    torrent_clients = [each for each in arr.clients if each.enable and each.protocol.lower() == "torrent"]
    if not clients or len(torrent_clients) > len(clients) or not all(each.is_qbittorrent for each in torrent_clients):
        return unknown(check, arr.section, "what became of its downloads", "some go to clients that are not ours")
    gone = vanished(facts, arr, clients)
    if gone and isinstance(facts.removed, Unasked):
        return unknown(check, arr.section, "whether we removed its downloads ourselves", facts.removed)
    if gone:
        text = f"Within the last day {len(gone)} of its downloads left the client without being imported or refused: {listed(gone)}."
        remedy = f"If you did not delete them yourself, another program does. {_SURE}"
        return warning(check, arr.section, text, remedy)
    ignored = [each.source_title for each in arr.history if each.event_type == "downloadIgnored"]
    if ignored:
        text = f"Within the last day somebody took downloads out of its queue, which we never do: {listed(ignored)}."
        return hint(check, arr.section, text, f"If you did not do that yourself, another program does. {_SURE}")
    return ok(check, arr.section, "Within the last day nothing it grabbed was deleted by somebody else.")
