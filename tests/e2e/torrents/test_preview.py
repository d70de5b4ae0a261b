"""What would be done by a configuration that is not saved, asked of a running program: nothing changes by asking."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.outside import wait_until
from tests.e2e.starting import Processes
from tests.e2e.test_dry_run import outside
from tests.e2e.torrents.test_explain import CONFIG
from tests.real.processes import free_port

pytestmark = pytest.mark.e2e


def test_what_would_happen(tmp_path: Path) -> None:
    """A limit, and a category nobody looks after yet: what would go is named with its reason, and still there afterwards."""
    with ExitStack() as stack:
        processes = Processes(stack, tmp_path)
        port, qbit, arr, _ = outside(processes)
        seeds = [each["hash"] for each in qbit.get("torrents/info", filter="completed")]
        managed, nobodys = seeds[0], seeds[1]
        for category, hash_ in (("seeds", managed), ("other", nobodys)):
            qbit.post("torrents/createCategory", category=category)
            qbit.post("torrents/setCategory", hashes=hash_, category=category)
        config = tmp_path / "config.toml"
        config.write_text(CONFIG.format(port=port, arr=arr.url, host="nobody.example"))
        _, program = processes.supervisor(free_port())
        wait_until("every loop alive", program.all_alive)
        wait_until("its verdict", lambda: program.get(f"/api/torrents/qBit/{managed}")["verdict"], 60)

        def asked(changes: dict[str, Any]) -> dict[str, Any]:
            found: dict[str, Any] = program.post("/api/preview", {"changes": changes, "steps": ["removal"]})
            return found

        text, before = config.read_text(), {each["hash"] for each in qbit.get("torrents/info")}
        now = asked({})
        assert [each["whyNot"] for each in now["sections"]] == ["", ""], now["sections"]
        assert managed not in {each["hash"] for each in now["steps"]}

        seeding = {"MaxUploadRatio": -1, "MaxSeedingTime": 1, "RemoveTorrent": 2}
        limit = {f"qBit.CategorySeeding.{key}": value for key, value in seeding.items()}
        found = wait_until("it has seeded a second", lambda: going(asked(limit), managed), 60)
        assert (found["rule"], found["data"], found["isNew"], found["heldBy"]) == (10, "keep", True, "")

        qbit.post("torrents/addTags", hashes=nobodys, tags="mine")  # one that never changes there does not age either
        more = {**limit, "qBit.ManagedCategories": ["seeds", "other"]}
        wait_until("the other one has, too", lambda: going(asked(more), nobodys), 60)
        wider = asked(more)
        (move,) = [each for each in wider["moves"] if each["category"] == "other"]
        assert (move["before"], move["after"], move["torrents"]) == ("", "qBit", 1)
        kept = asked({**limit, "Settings.ProtectedCategories": ["seeds"]})
        assert going(kept, managed)["heldBy"] == "protected"  # type: ignore[index]

        assert config.read_text() == text
        assert before == {each["hash"] for each in qbit.get("torrents/info")}
        assert not program.get("/api/removals")["removals"]
        assert program.get(f"/api/torrents/qBit/{managed}")["verdict"]["step"] != "removal"


def going(found: dict[str, Any], hash_: str) -> dict[str, Any] | None:
    """What would be done to a torrent."""
    return next((each for each in found["steps"] if each["hash"] == hash_), None)
