"""
What the Arrs say of files they do not import, as far as known: so that a configured text that can match none of it is noticed.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from attrs import frozen

from qbitrr.model.torrents.rules import compile_error_codes

__all__ = ["DeadText", "dead_error_codes"]

_COMMON = (
    "Failed to import", "File is still being unpacked", "Has already been imported", "Locked file, try again later",
    "Not enough free space", "Unable to parse", "Unexpected error processing file", "already imported at",
    "Import path is mapped to", "filename starts with '._'", "unsupported extension", "Found archive file, might need to be extracted",
    "Found executable file", "Found potentially dangerous file", "Found file with user defined rejected extension",
    "No files found are eligible for import in",
)  # fmt: skip
_VIDEO = (
    "Sample",
    "Unable to determine if file is a sample",
    "No audio tracks detected",
    "not found in the grabbed release",
)
_MATCHES = ("match is not close enough", "Couldn't find similar", "Couldn't parse", "is not in a Root Folder")
# Openings, or the part that does not change from file to file. "Preferred word" is what Arrs of before 2023 said.
_KNOWN = {
    "radarr": (
        *_COMMON, *_VIDEO, "Not a preferred word upgrade for existing movie file(s)", "Not an upgrade for existing movie file",
        "Not a Custom Format upgrade for existing movie file(s)", "Not a quality revision upgrade for existing movie file(s)",
        "File is suspected multi-part file", "Invalid movie", "Unknown Movie", "Movie title mismatch",
        "Found matching movie via grab history",
    ),
    "sonarr": (
        *_COMMON, *_VIDEO, "Not a preferred word upgrade for existing episode file(s)",
        "Not an upgrade for existing episode file(s)", "Not a Custom Format upgrade for existing episode file(s)",
        "Not a quality revision upgrade for existing episode file(s)", "Episode does not have", "Episode has a TBA title",
        "Episode file on disk contains more episodes", "unexpected considering the", "Episodes not selected",
        "Extras are not supported", "Invalid season or episode", "Partial season packs are not supported",
        "Single episode file contains all episodes", "Single episode split into multiple files", "Multi-season download",
        "individual episode mappings on TheXEM", "Unknown Series", "Series title mismatch", "Found matching series via grab history",
    ),
    "lidarr": (
        *_COMMON, *_MATCHES, "Sample", "Unable to determine if file is a sample",
        "Not a preferred word upgrade for existing track file(s)", "Not an upgrade for existing album file(s)",
        "Not an upgrade for existing track file(s)", "Album release not requested", "Failed to add missing",
        "Has fewer tracks than existing release", "Has missing tracks", "Has unmatched tracks",
        "Multiple versions of an album not supported", "No tracks matched", "Track file on disk contains more tracks",
        "Unable to process file", "Unknown Artist", "Worst track match", "Artist name mismatch",
    ),
    "readarr": (
        *_COMMON, *_MATCHES, "Sample", "Unable to determine if file is a sample",
        "Not a preferred word upgrade for existing book file(s)", "Not an upgrade for existing book file(s)",
        "Failed to add missing", "Has the same filesize as existing file", "Unknown Author", "Author name mismatch",
    ),
}  # fmt: skip


@frozen
class DeadText:
    """A configured text that no Arr of its kind is known to send; *meant* is the known one that looks most like it, or empty."""

    text: str
    meant: str


def dead_error_codes(codes: Iterable[str], arr_type: str) -> tuple[DeadText, ...]:
    """
    The texts among *codes* that can match nothing an Arr of this type is known to say, upper and lower case alike. Regular
    expressions are not judged: they may be about the part of a message that changes.
    """
    known = _KNOWN.get(arr_type, ())
    found = []
    for code in codes:
        text = code.strip()
        if not text or not known or (len(text) > 2 and text[0] == text[-1] == "/"):
            continue
        patterns = compile_error_codes([text])
        begins = any(each.lower().replace("(s)", "") in text.lower().replace("(s)", "") for each in known)
        if not begins and not any(pattern.search(each) for pattern in patterns for each in known):
            found.append(DeadText(text, next(iter(get_close_matches(text, known, 1, 0.5)), "")))
    return tuple(found)
