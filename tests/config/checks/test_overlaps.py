"""Everything in a configuration has one owner, and what lies over something else is said."""

import pytest

from qbitrr.config.load import Loaded, load
from qbitrr.config.problems import Problem, Severity

BELOW = "[qBit]\nMatchSubcategories = true\n"
ARR = '[{name}]\nManaged = true\nURI = "http://{name}"\nAPIKey = "k"\nCategory = "{category}"\n{more}\n'


def arr(name: str, category: str, more: str = "") -> str:
    return ARR.format(name=name, category=category, more=more)


def loaded(*parts: str) -> Loaded:
    return load('[Settings]\nSchemaVersion = 1\nCompletedDownloadFolder = "/d"\n' + "\n".join(parts), {})


def of(each: Loaded, words: str) -> list[Problem]:
    return [problem for problem in each.problems if words in problem.message]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        # the upper one covers what lies below it, whoever has which
        ([BELOW + "ManagedCategories = ['seed', 'seed/movies']"], [("qBit", "ManagedCategories", "notice")]),
        ([BELOW + "ManagedCategories = ['seed']", arr("Radarr-X", "seed/a")], [("Radarr-X", "Category", "warning")]),
        ([BELOW + "ManagedCategories = ['tv/x']", arr("Sonarr-X", "tv")], [("qBit", "ManagedCategories", "warning")]),
        ([BELOW, arr("Sonarr-X", "tv"), arr("Sonarr-Y", "tv/4k")], [("Sonarr-Y", "Category", "warning")]),
        (["[qBit]", arr("Sonarr-X", "tv", "MatchSubcategories = true"), arr("Sonarr-Y", "tv/4k")], [("Sonarr-Y", "Category", "warning")]),
        # it does not
        (["[qBit]\nManagedCategories = ['seed', 'seed/movies']"], []),
        ([BELOW, arr("Sonarr-X", "tv", "MatchSubcategories = false"), arr("Sonarr-Y", "tv/4k")], []),
        ([BELOW + "ManagedCategories = ['seed', 'seeds']"], []),
        # on different clients
        (
            [BELOW + "ManagedCategories = ['seed']", "[qBit-b]\nHost = 'b'",
             arr("Radarr-X", "seed/movies", "qBitInstances = ['qBit-b']")],
            [],
        ),
    ],
)  # fmt: skip
def test_categories_below_one_another(parts: list[str], said: list[tuple[str, str, str]]) -> None:
    """Named with the category above and its owner: a hint within one section, a warning between two."""
    found = of(loaded(*parts), "lies below")
    assert [(each.section, each.key, each.severity) for each in found] == said


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "http://localhost:8080", "http://localhost"])
def test_one_client_is_not_worked_on_twice(host: str) -> None:
    """The second section is left out, the first goes on."""
    result = loaded("[qBit]", f'[qBit-b]\nHost = "{host}"')
    assert [qbit.section for qbit in result.config.qbits] == ["qBit"]
    assert [broken.section for broken in result.config.broken] == ["qBit-b"]
    assert "[qBit]" in result.config.broken[0].problems[0].message


@pytest.mark.parametrize("more", ['Host = "b"', "Port = 8081", "Disabled = true", 'Host = "http://localhost/other"'])
def test_other_clients_are_others(more: str) -> None:
    """Another name, port or path, and one that is off."""
    assert len(loaded("[qBit]", f"[qBit-b]\n{more}").config.qbits) == 2


def test_the_category_of_removed_torrents_is_nobodys() -> None:
    """Whoever would own it would work on what waits to be deleted."""
    result = loaded("[qBit]\nManagedCategories = ['qbitrr-quarantine', 'seed']", arr("Radarr-X", "qbitrr-quarantine"))
    assert result.config.qbits[0].managed_categories == ("seed",)
    assert [broken.section for broken in result.config.broken] == ["Radarr-X"]
    assert len(of(result, "where removed torrents wait")) == 2
    text = '[Settings]\nFailedCategory = "qbitrr-quarantine"\nRecheckCategory = "qbitrr-quarantine/"\n'
    settings = load(text, {}).config.settings
    assert (settings.failed_category, settings.recheck_category) == ("failed", "recheck")


def test_rows_of_categories_that_nobody_manages() -> None:
    """A slip in a name leaves a category without its rules."""
    row = "[[qBit.CategorySeeding.Categories]]\nName = '{0}'\n"
    text = "[qBit]\nMatchSubcategories = {0}\nManagedCategories = ['seed']\n" + "".join(
        map(row.format, ("seed", "seed/films", "sead", "seed"))
    )
    plain, below = loaded(text.format("false")), loaded(text.format("true"))
    key = "CategorySeeding.Categories[{0}].Name"
    assert [each.key for each in of(plain, "never used")] == [key.format(1), key.format(2)]
    assert [each.key for each in of(below, "never used")] == [key.format(2)]
    assert [each.key for each in of(plain, "category of row 1")] == [key.format(3)]


def test_an_arr_whose_torrents_are_all_protected() -> None:
    """No rule of it can ever fire."""
    result = load(
        '[Settings]\nProtectedCategories = ["tv"]\n[qBit]\n' + arr("Sonarr-X", "tv") + arr("Radarr-X", "r"), {}
    )
    (hint,) = of(result, "can ever remove")
    assert (hint.severity, hint.section) == (Severity.NOTICE, "Sonarr-X")


@pytest.mark.parametrize(
    ("delay", "cap", "said"),
    [("60", 100, True), ("60", 50, False), ("0", 100, False), ("-1", 500, False), ("90", 60, False)],
)
def test_caps_that_are_never_reached(delay: str, cap: int, said: bool) -> None:
    """The pause between two searches comes first; the default asked for nothing."""
    text = f"[Settings]\nSearchLoopDelay = {delay}\n[qBit]\n" + arr(
        "Radarr-X", "r", f"EntrySearch.SearchesPerHour = {cap}"
    )
    assert bool(of(load(text, {}), "can never be reached")) is said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("StalledDelay = '1m'", "shorter than IgnoreTorrentsYoungerThan"),
        (
            "HitAndRunMode = 'and'\nMinSeedingTimeDays = 5\nMaxSeedingTime = '1d'\nRemoveTorrent = 2",
            "shorter than MinSeedingTimeDays",
        ),
        (
            "[[qBit.CategorySeeding.Categories]]\nName = 'seed'\nRemoveTorrent = 1",
            "has no effect without MaxUploadRatio",
        ),
        (
            "[[qBit.CategorySeeding.Categories]]\nName = 'seed'\nHitAndRunMode = 'or'\nMinSeedRatio = 0",
            "asks for nothing",
        ),
    ],
)
def test_rules_of_managed_categories_that_cannot_fire(body: str, words: str) -> None:
    """The same as for Arrs, in rows for single categories too."""
    assert of(loaded(f"[qBit]\nManagedCategories = ['seed']\n[qBit.CategorySeeding]\n{body}\n"), words)


def test_rows_that_inherit_what_they_need() -> None:
    """A limit of the table counts for its rows."""
    row = "[[qBit.CategorySeeding.Categories]]\nName = 'seed'\nRemoveTorrent = 1\n"
    assert not of(
        loaded("[qBit]\nManagedCategories = ['seed']\n[qBit.CategorySeeding]\nMaxUploadRatio = 2\n" + row), "no effect"
    )


def test_a_guard_needs_no_folder() -> None:
    """Without one the disk is measured to which downloads go, or the client says what is free."""
    assert "FreeSpace" not in {each.key for each in load("[Settings]\nFreeSpace = '5G'\n", {}).problems}
