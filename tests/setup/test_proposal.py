"""What answers and findings come to."""

import pytest
from attrs import evolve
from hypothesis import event, given, settings

from qbitrr.config.load import load
from qbitrr.config.problems import Severity
from qbitrr.model.setup import (
    ArrAnswers,
    ArrDownloadClient,
    FoundArr,
    FoundQbittorrent,
    QbittorrentAnswers,
    SetupAnswers,
)
from qbitrr.setup.drafting import drafted
from qbitrr.setup.naming import arr_section
from qbitrr.setup.proposal import SectionPlan, plan_sections
from tests.setup.given import setups

TOKEN = "f00d" * 16
CLIENT = QbittorrentAnswers(address="localhost:8080", user_name="admin", password="pass-word")
SEEN = FoundQbittorrent(version="v5.1.0", web_api="2.11.4", save_path="/downloads")


def arr(kind: str, number: int = 0, **more: object) -> ArrAnswers:
    return ArrAnswers(**{"address": f"http://{kind}{number or ''}:7878", "api_key": "k" * 32, **more})


def told(
    kind: str, *categories: str, number: int = 0, name: str = "", port: int = 8080, host: str = "qbittorrent"
) -> FoundArr:
    clients = tuple(
        ArrDownloadClient(name=f"client {place}", host=host, port=port, category=each)
        for place, each in enumerate(categories)
    )
    return FoundArr(
        arr_type=kind, app_name=kind.capitalize(), version="6.0", uri=f"http://{kind}{number or ''}:7878",
        instance_name=name or kind.capitalize(), clients=clients, root_folders=("/library",),
    )  # fmt: skip


def plan(
    arrs: list[tuple[ArrAnswers, FoundArr | None]], clients: tuple = ((CLIENT, SEEN),), **more: object
) -> SectionPlan:
    answers = SetupAnswers(
        qbittorrents=tuple(each for each, _ in clients), arrs=tuple(each for each, _ in arrs), **more
    )  # fmt: skip
    return plan_sections(answers, [found for _, found in clients], [found for _, found in arrs])


def refused(what: SectionPlan, *words: str) -> None:
    assert len(what.refusals) == 1, what.refusals
    for word in words:
        assert word in what.refusals[0]


def test_the_usual() -> None:
    """Categories and the folder come from the programs; the file is in dry run, stamped, and loads without a problem."""
    what = plan([(arr("radarr"), told("radarr", "radarr")), (arr("sonarr"), told("sonarr", "tv-sonarr"))])
    assert [each.section for each in what.clients] == ["qBit"]
    assert [(each.section, each.category) for each in what.arrs] == [
        ("Radarr-Movies", "radarr"),
        ("Sonarr-TV", "tv-sonarr"),
    ]
    assert (what.refusals, what.notes, what.completed_folder) == ((), (), "/downloads")
    draft = drafted(what, TOKEN)
    loaded = load(draft.text, {})
    assert [each for each in loaded.problems if each.severity is not Severity.NOTICE] == []
    config = loaded.config
    assert config.settings.dry_run
    assert config.settings.schema_version == 1
    assert config.settings.completed_download_folder == "/downloads"
    assert config.webui.token.reveal() == TOKEN
    assert not config.webui.auth_disabled
    qbit = config.qbits[0]
    assert (qbit.host, qbit.port, qbit.user_name, qbit.password.reveal()) == ("localhost", 8080, "admin", "pass-word")
    assert [(each.uri, each.api_key.reveal(), each.managed) for each in config.arrs] == [
        ("http://radarr:7878", "k" * 32, True), ("http://sonarr:7878", "k" * 32, True)
    ]  # fmt: skip
    for secret in (TOKEN, "pass-word", "k" * 32):
        assert secret in draft.text
        assert secret not in draft.masked


@pytest.mark.parametrize(
    ("kind", "wanted", "name", "category", "section"),
    [
        ("radarr", "", "Radarr", "radarr", "Radarr-Movies"),
        ("radarr", "", "Radarr 4K", "radarr", "Radarr-4K"),
        ("radarr", "", "Radarr4k", "films", "Radarr-4K"),
        ("radarr", "", "Radarr", "radarr-4k", "Radarr-4K"),
        ("sonarr", "", "Sonarr", "anime", "Sonarr-Anime"),
        ("sonarr", "", "Sonarr", "tv/hd", "Sonarr-TV-HD"),
        ("lidarr", "", "", "", "Lidarr-Music"),
        ("readarr", "My books", "Readarr", "x", "Readarr-My books"),
        ("radarr", "radarr-UHD", "Radarr", "x", "Radarr-UHD"),
        ("radarr", "../etc", "Radarr", "x", "Radarr-etc"),
        ("radarr", "[]", "Radarr", "x", "Radarr-Movies"),
    ],
)
def test_names(kind: str, wanted: str, name: str, category: str, section: str) -> None:
    """A section is called as the person says, or as the Arr or its category tell it apart."""
    assert arr_section(kind, wanted, told(kind, name=name), category, ()) == section


def test_two_of_a_kind() -> None:
    """Two Radarrs are two sections, whatever they call themselves."""
    what = plan(
        [(arr("radarr", n), told("radarr", "films" if n else "radarr", number=n, name="Radarr-HD")) for n in (0, 1)]
    )
    assert [each.section for each in what.arrs] == ["Radarr-HD", "Radarr-HD-2"]
    assert what.refusals == ()


def test_two_with_one_category() -> None:
    """One category cannot have two owners: the second is refused, with what to do, and nothing is guessed."""
    what = plan([(arr("radarr", n), told("radarr", "radarr", number=n)) for n in (0, 1)])
    refused(what, "'radarr'", "[Radarr-Movies]", "category of its own")


@pytest.mark.parametrize("category", ["failed", "recheck", "qbitrr-quarantine"])
def test_reserved_categories(category: str) -> None:
    """What this program uses itself is no Arr's."""
    refused(plan([(arr("radarr"), told("radarr", category))]), category, "qbitrr itself")


def test_no_category() -> None:
    """Without a category, and without one that a person names, an Arr is not set up."""
    refused(plan([(arr("radarr"), told("radarr"))]), "Settings, Download Clients")
    what = plan([(arr("radarr", category=" films "), told("radarr"))])
    assert (what.refusals, what.arrs[0].category) == ((), "films")
    assert "do not use 'films'" in what.notes[0]


def test_the_same_twice() -> None:
    """One Arr and one client are worked on once."""
    refused(plan([(arr("radarr"), told("radarr", "a")), (arr("radarr"), told("radarr", "b"))]), "[Radarr-A] already")
    refused(plan([], clients=((CLIENT, SEEN), (evolve_address("http://LOCALHOST:8080/"), SEEN))), "[qBit] already")


def evolve_address(address: str) -> QbittorrentAnswers:
    return QbittorrentAnswers(address=address)


def test_which_client() -> None:
    """Of two clients an Arr uses the one that it has itself, however both call it; one it does not have is none of its."""
    clients = ((CLIENT, SEEN), (QbittorrentAnswers(address="https://seed.example"), SEEN))
    for host, port, used in (
        ("qbittorrent", 8080, ("qBit",)),
        ("127.0.0.1", 8080, ("qBit",)),
        ("seed.example", 443, ("qBit-seed",)),
        ("elsewhere", 9999, ()),
    ):
        what = plan([(arr("radarr"), told("radarr", "radarr", port=port, host=host))], clients=clients)
        if used:
            assert what.arrs[0].clients == used
        else:
            refused(what, "category")
    both = told("radarr", "radarr")
    both = evolve(
        both, clients=(*both.clients, ArrDownloadClient(name="s", host="seed.example", port=443, category="radarr"))
    )
    assert plan([(arr("radarr"), both)], clients=clients).arrs[0].clients == ()


def test_switched_off() -> None:
    """A download client that is switched off counts only if there is no other, and is told."""
    found = told("radarr", "old", "new")
    off = evolve(found.clients[0], enabled=False)
    what = plan([(arr("radarr"), evolve(found, clients=(off, found.clients[1])))])
    assert what.arrs[0].category == "new"
    what = plan([(arr("radarr"), evolve(found, clients=(off,)))])
    assert what.arrs[0].category == "old"
    assert "switched off" in what.notes[0]


def test_not_reached() -> None:
    """What did not answer can be written if the person says enough; that it is untested is a note."""
    what = plan([(arr("radarr", arr_type="radarr", category="films"), None)], clients=((CLIENT, None),))
    assert what.refusals == ()
    assert len(what.notes) == 2
    refused(plan([(arr("radarr"), None)]), "which kind")
    refused(plan([(arr("radarr", arr_type="radarr"), None)]), "category")
    refused(plan([], clients=()), "nothing to set up")


def test_beside_a_file() -> None:
    """New sections go to the end of a file; all else stays to the byte, and what is taken there is taken."""
    first = drafted(plan([(arr("radarr"), told("radarr", "radarr"))]), TOKEN).text + "# mine\n"
    present = load(first, {}).config
    answers = SetupAnswers(arrs=(arr("sonarr"),), dry_run=False)
    found = told("sonarr", "tv")
    draft = drafted(plan_sections(answers, [], [found], present), TOKEN, first)
    assert draft.text.startswith(first)
    assert [each.section for each in load(draft.text, {}).config.arrs] == ["Radarr-Movies", "Sonarr-TV"]
    assert draft.refusals == ()
    assert "radarr" not in draft.masked
    for taken, words in ((told("sonarr", "radarr"), "[Radarr-Movies]"),):
        refused(plan_sections(answers, [], [taken], present), words)
    again = SetupAnswers(qbittorrents=(CLIENT,), arrs=(arr("radarr"),))
    assert len(plan_sections(again, [SEEN], [told("radarr", "x")], present).refusals) == 2


def test_beside_a_file_of_another_program() -> None:
    """A file that nobody confirmed yet is not confirmed by adding to it."""
    first = (
        'ConfigVersion = 1\n[Settings]\n[Radarr-X]\nManaged = true\nURI = "http://x"\nAPIKey = "k"\nCategory = "x"\n'
    )
    answers = SetupAnswers(arrs=(arr("sonarr"),))
    draft = drafted(plan_sections(answers, [], [told("sonarr", "tv")], load(first, {}).config), TOKEN, first)
    assert "SchemaVersion" not in draft.text
    assert not load(draft.text, {}).config.is_confirmed


def test_beside_a_broken_file() -> None:
    """A file that cannot be read is left alone."""
    draft = drafted(plan([(arr("radarr"), told("radarr", "radarr"))]), TOKEN, "[Settings\n")
    assert draft.text == ""
    assert "cannot be read" in draft.refusals[0]


@given(setups())
@settings(max_examples=60)
def test_whatever_is_said(setup) -> None:
    """Either it is refused with a reason, or the file loads without an error, with just what was named, in the dry run that was wanted."""
    answers, seen, told_ = setup
    what = plan_sections(answers, seen, told_)
    draft = drafted(what, TOKEN)
    event("refused" if draft.refusals else "written")
    if draft.refusals:
        assert all(each.endswith((".", "?")) or ". " in each for each in draft.refusals), draft.refusals
        return
    loaded = load(draft.text, {})
    assert [each for each in loaded.problems if each.severity is Severity.ERROR] == []
    assert len(loaded.config.qbits) == len(answers.qbittorrents)
    assert len(loaded.config.managed_arrs) == len(answers.arrs)
    assert loaded.config.settings.dry_run == answers.dry_run
    assert {each.section for each in (*loaded.config.qbits, *loaded.config.arrs)} == set(draft.sections)


@given(setups(sound=True))
@settings(max_examples=40)
def test_whatever_is_sound(setup) -> None:
    """Programs of different addresses, with categories of their own, are never refused, whatever they are called."""
    answers, seen, told_ = setup
    draft = drafted(plan_sections(answers, seen, told_), TOKEN)
    assert draft.refusals == ()
    config = load(draft.text, {}).config
    assert [each.password.reveal() for each in config.qbits] == [each.password for each in answers.qbittorrents]
    assert [each.category for each in config.arrs] == [each.category for each in answers.arrs]
    for secret in [each.api_key for each in answers.arrs]:
        assert secret not in draft.masked
