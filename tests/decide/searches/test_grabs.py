"""What a search has grabbed, as the Arr's history tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.searches.commands import grabbed_by
from qbitrr.model.searches import Happening

START, END = 1000, 1030


def grab(title="New", item=1, at=1010, **more):
    return Happening(
        **{"kind": "grabbed", "item_id": item, "download_id": f"hash of {title}", "title": title, "at": at, **more}
    )


def failed(title, at):
    return Happening(kind="downloadFailed", item_id=1, download_id=f"hash of {title}", title=title, at=at)


@pytest.mark.correction("D2")
@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], ()),
        ([grab()], ("New",)),
        # At the very second in which the command started or ended.
        ([grab(at=START)], ("New",)),
        ([grab(at=END)], ("New",)),
        # Before it, after it, at a time nobody knows.
        ([grab(at=START - 1)], ()),
        ([grab(at=END + 1)], ()),
        ([grab(at=None)], ()),
        # Something else.
        ([grab(item=9)], ()),
        ([grab(kind="downloadFolderImported")], ()),
        # By another way: the feed, a person's choice.
        ([grab(source="Rss")], ()),
        ([grab(source="rss")], ()),
        ([grab(source="InteractiveSearch")], ()),
        ([grab(source="ReleasePush")], ()),
        ([grab(source="UserInvokedSearch")], ("New",)),
        ([grab(source="search")], ("New",)),
        # The one that was just blocklisted, grabbed in the same second.
        ([grab("Old", at=START), failed("Old", START), grab("New", at=START)], ("New",)),
        # Found by this search, and failed at once.
        ([grab("New", at=1010), failed("New", 1020)], ("New",)),
        # A pack has an event per episode.
        ([grab("Pack", item=1), grab("Pack", item=2), grab("Other", item=2)], ("Pack", "Other")),
        # Without a download id the title tells it apart.
        ([grab("A", download_id=""), grab("B", download_id=""), grab("A", item=2, download_id="")], ("A", "B")),
    ],
)
def test_what_counts(events, found):
    """A grab while the command ran, of one of its items, by searching, and not what had failed before."""
    assert grabbed_by(events, {1, 2}, START, END) == found


HAPPENINGS = st.lists(
    st.builds(
        Happening,
        kind=st.sampled_from(("grabbed", "downloadFailed", "downloadFolderImported")),
        item_id=st.integers(1, 4),
        download_id=st.sampled_from(("a", "b", "c")),
        title=st.sampled_from(("A", "B", "C")),
        at=st.none() | st.integers(995, 1035),
        source=st.sampled_from(("", "Rss", "search")),
    ),
    max_size=12,
)


@pytest.mark.correction("D2")
@given(HAPPENINGS)
def test_nothing_else_is_ever_said(events):
    """Each release named was grabbed for an item of the search, within its time."""
    within = {e.title for e in events if e.kind == "grabbed" and e.item_id in (1, 2) and e.at and START <= e.at <= END}
    assert set(grabbed_by(events, {1, 2}, START, END)) <= within
