"""
Run in place of ffprobe: answers as a real one did about the same content under a name of the same kind. Nothing but the standard library.
"""

import hashlib
import json
import sys
from pathlib import Path

__all__ = ["RECORDED", "key_of", "main"]

_FILE = Path(__file__).parent / "recorded.json"
RECORDED = json.loads(_FILE.read_text()) if _FILE.exists() else {}


def key_of(name: str, content: bytes | None) -> str:
    """What is known of a file by which it was recorded: what its name ends in, and a digest of what is in it."""
    if content is None:
        return "folder" if name.endswith("/") else "missing"
    return f"{name.rpartition('.')[2][-4:]} {hashlib.sha256(content).hexdigest()[:16]}"


def main() -> int:
    """Answer about the file that the last argument names."""
    path = sys.argv[-1].removeprefix("file:")
    try:
        content = Path(path).read_bytes()
    except IsADirectoryError:
        path, content = f"{path}/", None
    except FileNotFoundError:
        content = None
    name = Path(path).name + ("/" if content is None and path.endswith("/") else "")
    end = RECORDED[key_of(name, content)][-1]
    sys.stdout.write(end["answer"])
    sys.stderr.write(end["trouble"].replace("{path}", path.rstrip("/")))
    return int(end["code"])


if __name__ == "__main__":
    sys.exit(main())
