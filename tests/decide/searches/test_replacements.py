"""Replacements: for what, how often; and the one line about searching."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from qbitrr.decide.searches.replacements import Drop, FoundItem, replacement
from qbitrr.decide.searches.telling import summary
from qbitrr.model.reasons import Reason
from qbitrr.model.searches import Item, Replacement, SearchRules

NOW = 1_755_691_200.0
WHY = Reason(code="stalled", text="stalled for two hours")
RADARR, SONARR = SearchRules(kind="radarr"), SearchRules(kind="sonarr")
ASKED = Replacement(key="k", media_ids=(1, 2), why=WHY, name="Some.Release")


def known(*ids, **facts):
    return {number: FoundItem(title=f"T{number}", item=Item(id=number, title="T", **facts)) for number in ids}


def test_one_command_for_all_its_episodes():
    """A season pack is replaced by one search for every episode of it, carrying the reason of the removal."""
    found = replacement(ASKED, known(1, 2), {}, SONARR, NOW)
    assert (found.command.name, found.command.ids, found.key, found.why) == ("EpisodeSearch", (1, 2), "k", WHY)
    assert found.title == "T1 and 1 more · Replacement"


def test_only_what_is_still_there_and_monitored():
    """What the Arr no longer knows, or no longer monitors, is left out."""
    found = {**known(1), **known(2, monitored=False)}
    assert replacement(ASKED, found, {}, RADARR, NOW).command.ids == (1,)
    assert replacement(ASKED, found, {}, replace(RADARR, unmonitored=True), NOW).command.ids == (1, 2)


@pytest.mark.correction("B4")
def test_only_what_has_no_file():
    """Twenty episodes of which fifteen have a file: five are searched, whatever is monitored of the others."""
    asked = replace(ASKED, media_ids=tuple(range(1, 21)))
    found = {**known(*range(1, 16), content=True), **known(*range(16, 21))}
    assert replacement(asked, found, {}, SONARR, NOW).command.ids == (16, 17, 18, 19, 20)


@pytest.mark.correction("B4")
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()), max_size=12), st.booleans())
def test_never_what_has_a_file_or_nobody_wants(items, unmonitored):
    """Whatever a request is about: exactly its items without a file that somebody wants are searched, else nothing."""
    rules = replace(SONARR, unmonitored=unmonitored)
    asked = replace(ASKED, media_ids=tuple(range(len(items))))
    found, wanted = {}, []
    for number, (there, content, monitored, parent) in enumerate(items):
        if there:
            found.update(known(number, content=content, monitored=monitored, parent_monitored=parent))
            if not content and (unmonitored or (monitored and parent)):
                wanted.append(number)
    decided = replacement(asked, found, {}, rules, NOW)
    assert (list(decided.item_ids) if not isinstance(decided, Drop) else []) == wanted


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({}, "replacement_gone"),
        (known(1, 2, monitored=False), "replacement_unmonitored"),
        (known(1, parent_monitored=False), "replacement_unmonitored"),
        (known(1, 2, content=True), "replacement_has_file"),
        ({**known(1, content=True), **known(2, monitored=False)}, "replacement_unmonitored"),
    ],
)
def test_nothing_left(found, code):
    """A request for nothing ends with its reason."""
    dropped = replacement(ASKED, found, {}, RADARR, NOW)
    assert isinstance(dropped, Drop)
    assert dropped.why.code == code


def test_three_within_a_day():
    """The fourth replacement of an item within 24 hours is none; another item of the request still goes."""
    thrice = {1: [NOW - 3600, NOW - 7200, NOW - 86_000]}
    assert replacement(ASKED, known(1, 2), thrice, RADARR, NOW).command.ids == (2,)
    dropped = replacement(ASKED, known(1), thrice, RADARR, NOW)
    assert dropped.why.code == "replacement_replaced_often"
    assert replacement(ASKED, known(1), thrice, RADARR, NOW + 500).command.ids == (1,)


@pytest.mark.parametrize(
    ("phase", "more", "text"),
    [
        ("sending", {"last": "Inception (2010) · Missing"}, "Inception (2010) · Missing"),
        ("waiting_slot", {"last": "Inception (2010) · Missing"}, "Inception (2010) · Missing"),
        ("updating", {}, "Updating database"),
        ("resting", {"searched": 5, "missing": 12}, "Searched 5 movies, 12 missing"),
        (
            "resting",
            {"searched": 1, "missing": 12, "next_at": NOW + 1800},
            "Searched 1 movie, 12 missing, next search 2025-08-20 12:30Z",
        ),
        ("resting", {"missing": 0}, "No pending searches"),
        ("backoff", {"retry_at": NOW + 300}, "Arr unreachable, retrying at 2025-08-20 12:05Z"),
        ("disabled", {}, "Search disabled"),
        ("starting", {}, ""),
    ],
)
def test_summary(phase, more, text):
    """One line for each state of the child."""
    assert summary(phase, "radarr", **more) == text
