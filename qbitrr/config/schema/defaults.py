"""Default lists that depend on the type or the name of an Arr section."""

__all__ = [
    "ARR_TYPES",
    "DEAD_TRACKER_MESSAGES",
    "HIT_AND_RUN_DEAD_MESSAGES",
    "error_codes",
    "excluded_file_names",
    "excluded_folders",
    "is_4k",
    "wanted_extensions",
]

ARR_TYPES = ("radarr", "sonarr", "lidarr", "readarr")

DEAD_TRACKER_MESSAGES = (
    "skipping tracker announce (unreachable)",
    "No such host is known",
    "unsupported URL protocol",
    "info hash is not authorized with this tracker",
)

HIT_AND_RUN_DEAD_MESSAGES = (
    "unregistered torrent",
    "torrent not registered",
    "info hash is not authorized",
    "torrent is not authorized",
    "torrent not found",
)

_ITEM = {"radarr": "movie", "sonarr": "episode", "lidarr": "track", "readarr": "book"}

_EXECUTABLE, _DANGEROUS = "Found executable file", "Found potentially dangerous file"

# What today's Arrs send; the three old texts stay in front of them for old Arrs.
_NEWER_ERRORS = {
    "radarr": (
        "Not an upgrade for existing movie file",
        "Not a Custom Format upgrade for existing movie file(s)",
        "Not a quality revision upgrade for existing movie file(s)",
        _EXECUTABLE,
        _DANGEROUS,
    ),
    "sonarr": (
        "Not a Custom Format upgrade for existing episode file(s)",
        "Not a quality revision upgrade for existing episode file(s)",
        _EXECUTABLE,
        _DANGEROUS,
    ),
    "lidarr": ("Not an upgrade for existing album file(s)", _EXECUTABLE),
    "readarr": (),
}

_VIDEO_FOLDERS = (r"\bextras?\b", r"\bfeaturettes?\b", r"\bsamples?\b", r"\bscreens?\b", r"\bnc(ed|op)?(\d+)?\b")
_ANIME_FOLDERS = (r"\bspecials?\b", r"\bova\b")
_OTHER_FOLDERS = (r"\bextras?\b", r"\bsamples?\b", r"\bscreens?\b")

_VIDEO_NAMES = (
    r"\bncop\d+?\b",
    r"\bnced\d+?\b",
    r"\bsample\b",
    r"\brarbg\.com\b",
    r"\btrailer\b",
    r"music video",
    r"comandotorrents.com",
)
_OTHER_NAMES = (r"\bsample\b", r"\brarbg\.com\b", r"\btrailer\b", r"comandotorrents.com")

_VIDEO_EXTENSIONS = (".mp4", ".mkv", ".sub", ".ass", ".srt", ".!qb", ".parts")
_MUSIC_EXTENSIONS = (
    *(".mp3", ".flac", ".m4a", ".aac", ".ogg", ".opus", ".wav", ".ape", ".wma"),
    *(".!qb", ".parts"),
)
_BOOK_EXTENSIONS = (
    *(".epub", ".kepub", ".mobi", ".azw", ".azw3", ".pdf", ".cbz", ".cbr"),
    *(".flac", ".ape", ".wavpack", ".wav", ".alac", ".mp2", ".mp3", ".wma", ".m4a", ".m4p", ".m4b", ".aac", ".mp4a"),
    *(".ogg", ".oga", ".vorbis", ".!qb", ".parts"),
)


def is_video(arr_type: str) -> bool:
    """True for the types whose downloads are films and episodes."""
    return arr_type in ("radarr", "sonarr")


def error_codes(arr_type: str) -> tuple[str, ...]:
    """Texts of import errors after which a download is given up."""
    item = _ITEM[arr_type]
    return (
        f"Not a preferred word upgrade for existing {item} file(s)",
        f"Not an upgrade for existing {item} file(s)",
        "Unable to determine if file is a sample",
        *_NEWER_ERRORS[arr_type],
    )


def excluded_folders(arr_type: str, section: str) -> tuple[str, ...]:
    """Patterns of folders whose files are not wanted; a name with "anime" in it excludes specials too."""
    if not is_video(arr_type):
        return _OTHER_FOLDERS
    return _VIDEO_FOLDERS + _ANIME_FOLDERS if "anime" in section.lower() else _VIDEO_FOLDERS


def excluded_file_names(arr_type: str) -> tuple[str, ...]:
    """Patterns of file names that are not wanted."""
    return _VIDEO_NAMES if is_video(arr_type) else _OTHER_NAMES


def wanted_extensions(arr_type: str) -> tuple[str, ...]:
    """Extensions of the files that are wanted, in lower case with their dot."""
    if is_video(arr_type):
        return _VIDEO_EXTENSIONS
    return _MUSIC_EXTENSIONS if arr_type == "lidarr" else _BOOK_EXTENSIONS


def is_4k(section: str) -> bool:
    """True if a section of this name takes the 4K requests unless it says otherwise."""
    return "radarr-4k" in section.lower()
