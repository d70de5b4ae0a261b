"""Whose force it is: the operator's, or the Arr's settings."""

from typing import Any

import pytest

from qbitrr.model.steps import Removal
from qbitrr.model.torrents.rules import FileRules, SeedingRules
from qbitrr.model.torrents.torrent import Torrent, TorrentFile
from tests.decide.given import NOW, download, finished, kinds, look, record, remembering

pytestmark = pytest.mark.correction("B6")
OLD: dict[str, Any] = {"last_activity": NOW - 9000, "added_on": NOW - 9000}
RATIO = SeedingRules(remove=1, max_upload_ratio=0.5)
CASES = [
    (download(state="forcedMetaDL", progress=0.0, **OLD), {}, 13),
    (download(state="forcedDL", availability=0.3, **OLD), {}, 13),
    (download(state="forcedDL", availability=3.0, **OLD), {}, 13),
    (download(state="forcedDL", **OLD), {"stalled_after_seconds": None, "maximum_eta_seconds": 7200}, 15),
    (download(state="forcedDL", eta_seconds=90_000), {"do_not_remove_slow": False, "maximum_eta_seconds": 7200}, 16),
    (finished(state="forcedUP"), {"seeding": RATIO}, 10),
]


@pytest.mark.parametrize(("torrent", "rules", "rule"), CASES)
def test_the_operators_force_is_left_alone(torrent: Torrent, rules: dict[str, Any], rule: int) -> None:
    """In all three forced states, whatever rule would take it."""
    decision = look(torrent, known={"record": record() if rule != 10 else None}, **rules)
    assert (decision.rule, [step for step in decision.steps if isinstance(step, Removal)]) == (12, [])


@pytest.mark.parametrize(("torrent", "rules", "rule"), CASES)
def test_what_the_arr_forces_is_judged_like_the_rest(torrent: Torrent, rules: dict[str, Any], rule: int) -> None:
    """By the same rule as without force."""
    known: dict[str, Any] = {"record": record() if rule != 10 else None, "forced_by_arr": True}
    decision = look(torrent, known=known, **rules)
    assert decision.rule == rule
    assert [step for step in decision.steps if isinstance(step, Removal)]


@pytest.mark.parametrize("by_arr", [True, False])
def test_inspection_and_import_go_on(by_arr: bool) -> None:
    """Whoever forced it: D15, F04."""
    files: dict[str, Any] = {"files": (TorrentFile(id=0, name="M/x.exe"),), "record": record(), "forced_by_arr": by_arr}
    fake = look(
        download(state="forcedDL"), memory=remembering(inspected_at=None), known=files, files=FileRules.compiled(extensions=["mkv"])
    )  # fmt: skip
    assert (fake.rule, kinds(fake)) == (11, ["Removal"])
    done = finished(state="forcedUP", tags=("qBitrr-allowed_seeding",))
    assert "Import" in kinds(look(done, known={"record": record("importPending"), "forced_by_arr": by_arr}))


def test_a_forced_download_in_motion_is_not_stalled() -> None:
    """There is no state that says so: its bytes do."""
    moving = download(state="forcedDL", availability=3.0, last_activity=NOW - 5)
    decision = look(moving, known={"record": record(), "forced_by_arr": True})
    assert (decision.rule, decision.steps) == (18, ())
