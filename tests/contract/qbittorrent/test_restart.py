"""What a restart of the client keeps and what it forgets."""

import pytest

from tests.contract.qbittorrent.conftest import PARAMS
from tests.contract.qbittorrent.harness import Subject
from tests.contract.qbittorrent.samples import add, movie, wait_loaded
from tests.real.torrents import make_torrent

# The simulation as a process of its own keeps nothing.
LASTING = [param for param in PARAMS if "tcp" not in str(param.values[0])]


@pytest.mark.parametrize("subject", LASTING, indirect=True)
def test_a_restart_keeps_torrents_and_forgets_sessions(fresh: Subject) -> None:
    """Old cookies are 403, old rids get a full update; torrents are loaded again as they were, missing data is missed."""
    assert fresh.restart is not None
    visitor = fresh.visitor()
    visitor.login()
    kept = movie(fresh)
    add(fresh, visitor, kept, category="radarr", tags="x")
    lost = make_torrent(fresh.fresh_name("Lost"), {"a.mkv": 50_000})
    lost.write(fresh.save_path)
    add(fresh, visitor, lost, stopped=False)
    fresh.eventually(lambda: (visitor.torrent(lost.hash) or {})["state"] == "stalledUP")
    before = visitor.torrent(lost.hash) or {}
    rid = visitor.get("sync/maindata").json["rid"]
    (fresh.save_path / lost.name / "a.mkv").unlink()
    fresh.restart()
    assert visitor.get("app/version").status == 403
    visitor.login()
    assert visitor.get("sync/maindata", rid=rid).json["full_update"] is True
    for torrent in (kept, lost):
        wait_loaded(fresh, visitor, torrent.hash)
    seen, missed = visitor.torrent(kept.hash) or {}, visitor.torrent(lost.hash) or {}
    assert (seen["category"], seen["tags"], seen["state"]) == ("radarr", "x", f"{fresh.profile.stopped_word}DL")
    assert (missed["state"], missed["progress"], missed["amount_left"]) == ("missingFiles", 0, 50_000)
    assert missed["completion_on"] == before["completion_on"]
