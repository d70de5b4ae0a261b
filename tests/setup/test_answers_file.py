"""Answers from a file."""

import pytest

from qbitrr.config.problems import ConfigError
from qbitrr.model.setup import ArrAnswers, QbittorrentAnswers, SetupAnswers
from qbitrr.setup.answers_file import read_answers

GOOD = """
completedDownloadFolder = "/downloads"
[[qbittorrents]]
address = "qbit"
userName = "admin"
password = "hunter22"
[[arrs]]
address = "radarr"
apiKey = "hunter33"
category = "films"
"""


def test_all_of_it() -> None:
    """A file says what the body of the API says; what it leaves out is the programs' to say, and it is a dry run."""
    assert read_answers(GOOD, "x") == SetupAnswers(
        qbittorrents=(QbittorrentAnswers(address="qbit", user_name="admin", password="hunter22"),),
        arrs=(ArrAnswers(address="radarr", api_key="hunter33", category="films"),),
        completed_download_folder="/downloads",
    )
    assert read_answers("", "x").dry_run


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[arrs]\n", "line 1"),
        (GOOD + "dryrun = true", "arrs[0].dryrun is not known"),
        (GOOD.replace("userName", "username"), "Did you mean userName?"),
        ("dryRun = 1", "dryRun"),
        ("arrs = 7", "arrs"),
        (GOOD.replace('"hunter33"', "33"), "apiKey"),
        ("arrs = [7]", "arrs[0]"),
    ],
)
def test_what_is_wrong(text: str, words: str) -> None:
    """It is named with its place; nothing secret is in it."""
    with pytest.raises(ConfigError) as raised:
        read_answers(text, "answers.toml")
    assert words in str(raised.value)
    assert "answers.toml" in str(raised.value)
    assert "hunter" not in str(raised.value)
