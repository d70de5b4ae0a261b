"""
Whether what a client calls a path is there for the Arr, and whether the Arr can link it into its library.
"""

from collections.abc import Iterator

from qbitrr.config.schema.config import ArrSection, Config
from qbitrr.config.schema.words import ImportMode
from qbitrr.doctor.facts import ArrSetup, Facts, PathFacts, PathSample, SeenHere, SeenSpace, Unasked, known
from qbitrr.doctor.judgments.making import error, hint, ok, quoted, unknown, warning
from qbitrr.model.doctor import Finding

__all__ = ["judge_hardlinks", "judge_paths"]

_MAPPING = "path-mapping"
_LINKS = "hardlinks"


def judge_paths(config: Config, facts: Facts) -> Iterator[Finding]:
    """One finding for each Arr and client: what real torrents prove."""
    for arr in facts.arrs:
        mine = [each for each in facts.paths if each.arr == arr.section]
        if not mine and config.arr(arr.section) is not None:
            asked = arr.mappings if isinstance(arr.mappings, Unasked) else "none of them was reached"
            yield unknown(_MAPPING, arr.section, "whether it sees what its clients have", asked)
        for paths in mine:
            yield _mapping(arr, paths)


def _mapping(arr: ArrSetup, paths: PathFacts) -> Finding:
    what = f"whether it sees what [{paths.client}] has"
    if isinstance(arr.mappings, Unasked):
        return unknown(_MAPPING, arr.section, what, arr.mappings)
    if not paths.samples:
        return unknown(_MAPPING, arr.section, what, "there is no finished torrent of its category to prove it by")
    unseen = next((each for each in paths.samples if each.seen_by_arr is False), None)
    if unseen is not None:
        return _unseen(arr.section, paths, unseen)
    proven = [each for each in paths.samples if each.seen_by_arr is True]
    if not proven:
        asked = next(each.seen_by_arr for each in paths.samples if isinstance(each.seen_by_arr, Unasked))
        return unknown(_MAPPING, arr.section, what, asked)
    sample = proven[0]
    called = "" if sample.client_path == sample.arr_path else f" and calls it {quoted(sample.arr_path)}"
    return ok(_MAPPING, arr.section, f"It sees {quoted(sample.client_path)} of [{paths.client}]{called}.")


def _unseen(where: str, paths: PathFacts, sample: PathSample) -> Finding:
    mapped = sample.arr_path != sample.client_path
    has = f"{quoted(sample.client_path)} of [{paths.client}]"
    if mapped:
        text = f"It has a remote path mapping for {has}, but there is nothing at {quoted(sample.arr_path)}."
        remedy = "Correct the row in its Settings > Download Clients > Remote Path Mappings, or mount the folder there."
    else:
        text = f"It does not see {has} at that path."
        remedy = (
            "Mount the folder of the client at the same path in both, or add a row in Settings > Download Clients > "
            "Remote Path Mappings."
        )
    return error(_MAPPING, where, text, remedy)


def judge_hardlinks(config: Config, facts: Facts) -> Iterator[Finding]:
    """One finding for each Arr: whether its imports cost space twice."""
    for arr in facts.arrs:
        section = config.arr(arr.section)
        if section is not None:
            yield _links(section, arr, facts)


def _links(section: ArrSection, arr: ArrSetup, facts: Facts) -> Finding:
    where, what = arr.section, "whether it can link instead of copy"
    if section.import_mode is ImportMode.COPY:
        return hint(
            _LINKS,
            where,
            "importMode = “Copy” has it copy everything, so the space is used twice.",
            "Set importMode = “Auto”.",
        )
    if isinstance(arr.media, Unasked):
        return unknown(_LINKS, where, what, arr.media)
    if not arr.media.copy_using_hardlinks:
        text = "“Use Hardlinks instead of Copy” is off, so what it imports uses space twice while it seeds."
        return warning(
            _LINKS, where, text, "Switch it on (Settings > Media Management > Importing, advanced settings)."
        )
    samples = [each for paths in facts.paths if paths.arr == where for each in paths.samples]
    seen = [(each, each.here) for each in samples if isinstance(each.here, SeenHere)]
    linked = next((each for each, here in seen if each.imported and here.links > 1), None)
    if linked is not None:
        return ok(_LINKS, where, f"It links: {quoted(linked.name)} is in the library without using space twice.")
    roots = [
        (root.path, space)
        for root in known(arr.roots, ())
        if isinstance(space := facts.folders.get(root.path), SeenSpace)
    ]
    if not seen or not roots:
        return unknown(_LINKS, where, what, "its downloads and its library are not both seen from here")
    for _, here in seen:
        for root, space in roots:
            if here.device != space.device or here.mount != space.mount:
                return _apart(where, root, here, space)
    return ok(_LINKS, where, "Downloads and library lie on one file system, as seen from here.")


def _apart(where: str, root: str, here: SeenHere, space: SeenSpace) -> Finding:
    if here.device == space.device:
        text = f"Downloads and {quoted(root)} are one file system, but two mounts as seen from here: no link goes from one to the other."
        remedy = "Mount their common folder once instead of both, in the container of the Arr, too."
        return hint(_LINKS, where, text, remedy)
    text = (
        f"Downloads and {quoted(root)} lie on two file systems as seen from here: imports are copies and use space twice "
        "while they seed."
    )
    return hint(_LINKS, where, text, "Put both on one file system if you want links.")
