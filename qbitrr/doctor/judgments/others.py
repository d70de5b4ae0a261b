"""
Signs of somebody else at work on the same downloads: another supervisor, a cleaner, a person.
"""

import re
from collections.abc import Iterator
from typing import Literal

from qbitrr.clients.arr.client import AGENT
from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import ArrSetup, ClientSetup, Facts, Unasked, known
from qbitrr.doctor.judgments.making import hint, listed, ok, quoted, unknown, warning
from qbitrr.model.doctor import Finding
from qbitrr.model.removals.quarantine import QUARANTINE_TAG
from qbitrr.model.torrents.tags import ALL_TAGS, PREFIX

__all__ = ["judge_others", "other_agents", "vanished"]

_CHECK = "others"
_SURE = "Let only one program remove downloads; stop the other, or keep its hands off our categories."
# What qbit_manage writes unless told otherwise.
_CLEANERS_TAGS = re.compile(r"~share_limit.*|noHL|MinSeedTimeNotReached|MinSeedsNotMet")
_BROWSERS = ("mozilla/",)
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
            yield _commands(arr)
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
    """Who, besides us and people with a browser, had commands carried out, with the names of these."""
    found: dict[str, list[str]] = {}
    for command in known(arr.commands, ()):
        agent = command.client_user_agent
        by_somebody = command.trigger == "manual" and agent and not agent.lower().startswith((f"{AGENT}/", *_BROWSERS))
        if by_somebody:
            found.setdefault(agent, []).append(command.name)
    return found


def _commands(arr: ArrSetup) -> Finding:
    if isinstance(arr.commands, Unasked):
        return unknown(_CHECK, arr.section, "who gives it commands", arr.commands)
    found = other_agents(arr)
    if not found:
        return ok(_CHECK, arr.section, "Of late no other program gave it commands.")
    told = "; ".join(f"{quoted(agent)} sent {listed(names)}" for agent, names in found.items())
    remedy = "If that is another program that searches, imports or cleans, stop it or have it leave this Arr alone."
    return hint(_CHECK, arr.section, f"Another program gives it commands: {told}.", remedy)


def vanished(facts: Facts, arr: ArrSetup, clients: set[str]) -> tuple[str, ...]:
    """Titles of what was grabbed within the last day, is in none of these clients, and was not refused, imported or removed by us."""
    history = known(arr.history, ())
    ended = {each.download_id.lower() for each in history if each.event_type in _ENDS}
    there = {
        hash for section in clients for torrent in known(facts.client(section).torrents, ()) for hash in torrent.hashes
    }
    grabbed = {
        each.download_id.lower(): each.source_title
        for each in history
        if each.event_type == "grabbed" and _HASH.fullmatch(each.download_id)
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
