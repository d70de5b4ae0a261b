"""Never more than the torrent is handed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbitrr.decide.imports.path_mapping import is_within
from qbitrr.decide.imports.paths import Neighbour, folders_of_many, objection

pytestmark = pytest.mark.correction("B2")
PLACES = {"/d/radarr": "the folder of its category", "/movies": "a root folder of Radarr"}
NAMES = st.sampled_from(["a", "b", "ab", "Movie"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


@given(PATHS, st.dictionaries(PATHS, st.just("a folder of many"), min_size=1, max_size=3))
def test_a_folder_of_many_is_never_handed_over(path: str, places: dict[str, str]) -> None:
    """Neither the folder itself nor anything it lies in; and what lies beside or below it may be."""
    refused = bool(objection(path, places, (), ()))
    assert refused is any((place + "/").startswith(path + "/") for place in places)


@given(PATHS, st.lists(PATHS, max_size=4), st.lists(PATHS, max_size=4))
def test_files_of_others_are_never_handed_over(path: str, own: list[str], foreign: list[str]) -> None:
    """Unless they are its own as well, as those of a cross-seed are."""
    refused = bool(objection(path, {}, set(own), [Neighbour("Other", tuple(foreign))]))
    assert refused is any((each + "/").startswith(path + "/") and each not in own for each in foreign)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/d/radarr", "/d/radarr is the folder of its category"),
        ("/d/radarr/", "the folder of its category"),
        ("/d", "/d holds /d/radarr"),
        ("/", "not known"),
        ("", "not known"),
        ("/movies", "a root folder of Radarr"),
        ("/d/radarr/Movie", ""),
        ("/d/radarr/movie.mkv", ""),
        ("/d/rad", ""),
    ],
)
def test_places(path: str, words: str) -> None:
    """What is wrong is said in words."""
    found = objection(path, PLACES, (), ())
    assert words in found if words else found == ""


def test_windows() -> None:
    """Paths of other systems, too."""
    assert objection("D:\\d\\radarr", {"D:\\d\\radarr\\": "the folder of its category"}, (), ())
    assert is_within("D:\\d\\radarr\\x.mkv", "D:\\d\\radarr")
    assert not is_within("D:\\d\\radarr2", "D:\\d\\radarr")


def test_what_cannot_be_compared() -> None:
    """Unknown files of either side are a reason to ask a person."""
    assert "cannot be compared" in objection("/d/x", {}, None, [Neighbour("Other", ("/d/x/a",))])
    assert "cannot be compared" in objection("/d/x", {}, ("/d/x/a",), [Neighbour("Other", None)])
    assert objection("/d/x", {}, None, ()) == ""


def test_folders_of_a_client() -> None:
    """Those of its categories as the client makes them: given, relative, by name, or in that of their parent; incomplete ones, too."""
    found = folders_of_many(
        "/d",
        "/t",
        {"own": ("/x", "/y"), "relative": ("r", ""), "tv": ("", "inc"), "own/a/b": ("", ""), "win": ("D:\\w", "")},
    )
    assert set(found) == {
        "/d", "/t", "/x", "/y", "/d/r", "/t/relative", "/d/tv", "/t/inc", "/d/own/a/b", "/x/a/b", "/t/own/a/b",
        "D:\\w", "/t/win",
    }  # fmt: skip
    assert found["/d/tv"] == "the folder of the category tv"
    assert found["/d"] == "the client's folder for downloads"


def test_folders_of_a_client_that_does_not_say() -> None:
    """What is relative to a folder that is not known is not known."""
    assert set(folders_of_many("", "", {"own": ("/x", ""), "tv": ("", "")})) == {"/x"}
