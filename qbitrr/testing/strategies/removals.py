"""
Removals on their way, what is in quarantine, and where data lies.
"""

from hypothesis import strategies as st

from qbitrr.model.reasons import Reason
from qbitrr.model.removals.cases import Case, Stage
from qbitrr.model.removals.quarantine import Quarantined
from qbitrr.model.removals.sharing import Placement
from qbitrr.model.rule_table import RULES
from qbitrr.model.steps import Data, Removal
from qbitrr.testing.strategies.values import DAY, HASHES, INSTANCES, NOW, SIZES

__all__ = ["cases", "placements", "quarantined", "removals"]


def removals(instance: st.SearchStrategy[str] = INSTANCES) -> st.SearchStrategy[Removal]:
    """Any removal."""
    return st.builds(
        Removal,
        instance=instance,
        hash=st.integers(0, 15).map(lambda number: f"{number:040x}"),
        why=st.builds(
            Reason,
            code=st.just("test"),
            text=st.just("A test."),
            rule=st.sampled_from([0, *(each.number for each in RULES)]),
        ),
        data=st.sampled_from(Data),
        blocklist=st.booleans(),
        search_again=st.booleans(),
        by_operator=st.booleans(),
        name=st.text(max_size=4),
        record_ids=st.lists(st.integers(1, 9), unique=True, max_size=2).map(tuple),
        media_ids=st.lists(st.integers(1, 9), unique=True, max_size=2).map(tuple),
    )


def cases() -> st.SearchStrategy[Case]:
    """A removal at any point of its way."""
    return removals().flatmap(
        lambda removal: st.builds(
            Case,
            instance=st.just(removal.instance),
            hash=st.just(removal.hash),
            removal=st.just(removal),
            opened_at=st.just(float(NOW)),
            stage=st.sampled_from(Stage),
            attempts=st.integers(0, 6),
        )
    )


def quarantined() -> st.SearchStrategy[Quarantined]:
    """A torrent in quarantine."""
    return st.builds(
        Quarantined,
        instance=INSTANCES,
        hash=st.integers(0, 99).map(lambda number: f"{number:040x}"),
        name=st.text(max_size=4),
        section=st.just("Radarr"),
        at=st.integers(NOW - DAY, NOW).map(float),
        purge_at=st.integers(NOW - DAY, NOW + DAY).map(float),
        delete_files=st.booleans(),
        size_bytes=SIZES,
    )


@st.composite
def placements(draw: st.DrawFn, hashes: st.SearchStrategy[str] = HASHES) -> Placement:
    """Where a torrent with read files lies, as a client tells it: a file, a folder, or several files without a folder."""
    save = draw(st.sampled_from(["/dl", "/dl/S", "/dl/S/x", "/other"]))
    incomplete = draw(st.sampled_from(["", "", "/inc", "/dl"]))
    base = draw(st.sampled_from([save, incomplete])) or save
    leaves = draw(st.lists(st.sampled_from(["a", "b", "c", "x/a"]), min_size=1, max_size=3, unique=True))
    top = draw(st.sampled_from(["", "S", "x"]))
    names = tuple(f"{top}/{leaf}" if top else leaf for leaf in leaves)
    tops = {name.split("/")[0] for name in names}
    if len(names) == 1:
        content = f"{base}/{names[0]}"
    elif len(tops) == 1 and all("/" in name for name in names):
        content = f"{base}/{tops.pop()}"
    else:
        content = base
    return Placement(
        instance=draw(INSTANCES),
        hash=draw(hashes),
        save_path=save,
        download_path=incomplete,
        content_path=content,
        files=names,
    )
