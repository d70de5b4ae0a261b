"""
Whether torrents of an Arr land in the category this program watches, and where they go after the import.
"""

from collections.abc import Iterator

from qbitrr.clients.arr.settings import SetDownloadClient
from qbitrr.config.schema.config import ArrSection, Config
from qbitrr.decide.categories import missing_categories
from qbitrr.decide.owners import owner_of
from qbitrr.doctor.facts import ArrSetup, Facts, Unasked
from qbitrr.doctor.judgments.making import error, ok, quoted, unknown, warning
from qbitrr.model.doctor import Finding, FixOffer, Grade
from qbitrr.model.owners import CategoryOwner, Special
from qbitrr.model.torrents.torrent import normalise
from qbitrr.resolved.owners import category_owners

__all__ = ["judge_categories", "judge_post_import"]

_CHECK = "categories"
_AFTER = "post-import"


def judge_categories(config: Config, facts: Facts) -> Iterator[Finding]:
    """Each category of ours exists in its clients, and each Arr puts its downloads into the one its section watches."""
    for client in facts.clients:
        wanted = [arr.category for arr in config.managed_arrs if client.section in _sections_of(config, arr)]
        if isinstance(client.categories, Unasked):
            yield unknown(_CHECK, client.section, "its categories", client.categories)
            continue
        there = {name: each.save_path for name, each in client.categories.items()}
        lacking = missing_categories(wanted, there)
        for name, path in lacking:
            yield Finding(
                check=_CHECK,
                grade=Grade.WARNING,
                where=client.section,
                sentence=f"It has no category {quoted(name)}.",
                remedy=f"Create it in qBittorrent; {'its save path: ' + path if path else 'leave its save path empty'}.",
                fix=FixOffer(
                    kind="create-category", section=client.section, target=name, wanted=path,
                    text=f"Create the category {quoted(name)} in qBittorrent [{client.section}]"
                    + (f" with the save path {quoted(path)}." if path else ", its save path as qBittorrent chooses."),
                ),
            )  # fmt: skip
        if wanted and not lacking:
            yield ok(_CHECK, client.section, "It has every category of ours.")
    for arr in facts.arrs:
        if (section := config.arr(arr.section)) is not None:
            yield from _watched(section, arr)


def _sections_of(config: Config, arr: ArrSection) -> set[str]:
    return {qbit.section for qbit in config.qbits_of(arr)}


def _watched(section: ArrSection, arr: ArrSetup) -> Iterator[Finding]:
    if isinstance(arr.clients, Unasked):
        yield unknown(_CHECK, arr.section, "the category of its download clients", arr.clients)
        return
    used = [each for each in arr.clients if each.enable and each.is_qbittorrent]
    if not used:
        text = "It has no qBittorrent among its download clients that is switched on, so nothing it grabs comes here."
        yield error(_CHECK, arr.section, text, "Add it under Settings > Download Clients.")
    for each in used:
        if normalise(each.category) == section.category:
            yield ok(
                _CHECK, arr.section, f"Its client {quoted(each.name)} uses our category {quoted(section.category)}."
            )
            continue
        has = f"uses the category {quoted(each.category)}" if each.category else "uses no category"
        yield error(
            _CHECK, arr.section, f"Its client {quoted(each.name)} {has}, this section watches {quoted(section.category)}.",
            f"Set the category of the client to {section.category} (Settings > Download Clients), or Category of [{arr.section}].",
        )  # fmt: skip


def judge_post_import(config: Config, facts: Facts) -> Iterator[Finding]:
    """Whose the torrents are after the Arr moved them to another category."""
    for arr in facts.arrs:
        section = config.arr(arr.section)
        if section is None:
            continue
        if isinstance(arr.clients, Unasked):
            yield unknown(_AFTER, arr.section, "whether it moves what it imported to another category", arr.clients)
            continue
        for each in arr.clients:
            if each.enable and each.is_qbittorrent:
                yield _moved(config, section, each)


def _moved(config: Config, section: ArrSection, client: SetDownloadClient) -> Finding:
    there, where = client.imported_category, section.section
    if not there or normalise(there) == normalise(client.category):
        return ok(_AFTER, where, f"Its client {quoted(client.name)} leaves imported torrents in their category.")
    names = {qbit.section for qbit in config.qbits_of(section)}
    owners = {owner_of(there, name, category_owners(config)) for name in names}
    moves = f"Its client {quoted(client.name)} moves imported torrents to the category {quoted(there)}, "
    clear = f"Empty “Post-Import Category” of the client (Settings > Download Clients of {section.section})"
    for owner in owners:
        if isinstance(owner, Special):
            what = (
                "for failed downloads: they are given up"
                if owner is Special.FAILED
                else "for a recheck: they are checked again and again"
            )
            return error(_AFTER, where, f"{moves}which is the one {what}.", f"{clear}.")
        if isinstance(owner, CategoryOwner) and owner.kind == "arr" and owner.section != where:
            return error(
                _AFTER, where, f"{moves}which belongs to [{owner.section}].", f"{clear}, or choose another one."
            )
    if None in owners:
        remedy = f"{clear}, or add it to ManagedCategories of the client's section."
        return warning(
            _AFTER, where, f"{moves}which nobody looks after: no seeding limit and no duty is kept there.", remedy
        )
    return ok(_AFTER, where, f"{moves}which is looked after.")
