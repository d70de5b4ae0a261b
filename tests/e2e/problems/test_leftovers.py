"""`AutoDelete` beside a real client: what belongs to no torrent and nobody wants goes from its folder, nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.outside import wait_until
from tests.e2e.stage import SIZE, Stage, staged
from tests.real.torrents import make_torrent

pytestmark = [pytest.mark.e2e, pytest.mark.real]

HASTE = {
    "qbitrr.loops.torrents.leftovers.surveying": {"LEAST_AGE_SECONDS": 1.0},
    "qbitrr.loops.torrents.leftovers.sweeping": {"_EVERY_SECONDS": 2.0, "_FIRST_AFTER_SECONDS": 1.0},
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An hour takes two seconds."""
    with staged(
        tmp_path_factory.mktemp("leftovers"), radarr="AutoDelete = true", stalled="never", haste=HASTE
    ) as built:
        yield built


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def test_leftovers_go(stage: Stage, tmp_path: Path) -> None:
    """Not before the client has something finished there: until then it may be another folder of that name."""
    root = tmp_path / "radarr"
    unwanted, empty = put(root / "Gone" / "readme.exe"), root / "Empty"
    empty.mkdir()
    kept = [put(root / "wanted.mkv"), put(root / "half.mkv.!qB"), put(tmp_path / "elsewhere.exe")]
    (root / "link").symlink_to(tmp_path)
    stage.config.write_text(
        "\n".join(
            f'CompletedDownloadFolder = "{tmp_path}"' if line.startswith("CompletedDownloadFolder") else line
            for line in stage.config.read_text().splitlines()
        )
    )
    wait_until("it says why not", lambda: "so it may be another folder" in stage.log())
    assert unwanted.exists()

    torrent = make_torrent("The.Film-GRP", {"The.Film-GRP.mkv": SIZE})
    torrent.write(root)
    kept.append(put(root / "The.Film-GRP" / "extra.nfo"))
    stage.downloader.add(torrent, savepath=str(root), category="radarr", skip_checking="true")
    wait_until("the client has it", lambda: (stage.downloader.torrent(torrent.hash) or {}).get("progress") == 1)
    wait_until("it is gone", lambda: not unwanted.exists())
    wait_until("empty folders are gone", lambda: not empty.exists() and not unwanted.parent.exists())
    (first, *_) = reversed(stage.program.get("/api/activity?act=clean_up")["entries"])
    assert "Gone/readme.exe" in first["text"]
    assert (first["section"], first["why"]["code"]) == ("Radarr-Movies", "auto_delete")
    assert [path for path in kept if not path.exists()] == []
    assert (root / "link").is_symlink()
    assert (root / "The.Film-GRP" / "The.Film-GRP.mkv").exists()
