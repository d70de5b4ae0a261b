"""The keys that the other program does not know: each that was asked for is declared, marked as ours, and no other is."""

import pytest

from qbitrr.config.derived.defaults import default_of
from qbitrr.config.schema.keys import Kind, Reload
from qbitrr.config.schema.places import CLASSES, place_at, places
from tests.config.schema.facts import LIVING, kind_of

# Kind of section, key, kind of value, default as typed, what a change renews.
OURS: list[tuple[str, str, Kind, object, Reload]] = [
    ("Settings", "SchemaVersion", Kind.INT, None, Reload.FULL),
    ("Settings", "LogFormat", Kind.ENUM, "text", Reload.LIVE),
    ("Settings", "AllowRemoteUpdate", Kind.BOOL, True, Reload.LIVE),
    ("Settings", "DryRun", Kind.BOOL, False, Reload.LIVE),
    ("Settings", "RemovalGraceMinutes", Kind.DURATION, 86400, Reload.LIVE),
    ("Settings", "MaxRemovalsPerHour", Kind.INT, 50, Reload.LIVE),
    ("Settings", "ProtectedTags", Kind.STRINGS, (), Reload.LIVE),
    ("Settings", "ProtectedCategories", Kind.CATEGORIES, (), Reload.LIVE),
    ("Settings", "ProtectedTrackers", Kind.STRINGS, (), Reload.LIVE),
    ("Settings", "ProtectedHashes", Kind.STRINGS, (), Reload.LIVE),
    ("WebUI", "AllowedHosts", Kind.STRINGS, (), Reload.WEBUI),
    ("WebUI", "TrustedProxies", Kind.STRINGS, (), Reload.WEBUI),
    ("WebUI", "ForwardAuthHeader", Kind.STRING, "", Reload.WEBUI),
    ("WebUI", "ExternalUrl", Kind.URL, "", Reload.WEBUI),
    ("WebUI", "HideVersionBeforeLogin", Kind.BOOL, False, Reload.WEBUI),
    ("WebUI", "OIDC.AllowedUsers", Kind.STRINGS, (), Reload.WEBUI),
    ("WebUI", "OIDC.AllowedGroups", Kind.STRINGS, (), Reload.WEBUI),
    ("WebUI", "OIDC.GroupsClaim", Kind.STRING, "groups", Reload.WEBUI),
    ("qBit", "OwnStorage", Kind.BOOL, False, Reload.QBIT),
    ("qBit", "FreeSpace", Kind.SIZE, None, Reload.QBIT),
    ("qBit", "FreeSpaceFolder", Kind.PATH, "", Reload.QBIT),
    ("qBit", "CategorySeeding.DeleteFiles", Kind.BOOL, False, Reload.QBIT),
    ("qBit", "CategorySeeding.Categories[].DeleteFiles", Kind.BOOL, None, Reload.QBIT),
    ("qBit", "Trackers[].HitAndRunDeadMessages", Kind.STRINGS, (), Reload.QBIT),
    ("Arr", "qBitInstances", Kind.STRINGS, (), Reload.LIVE),
    ("Arr", "Torrent.ImportDelay", Kind.DURATION, 0, Reload.LIVE),
    ("Arr", "Torrent.VerifyBeforeImport", Kind.BOOL, False, Reload.LIVE),
    ("Arr", "Torrent.OnArchivesOnly", Kind.ENUM, "allow", Reload.LIVE),
    ("Arr", "Torrent.SeedingMode.RemoveUnimported", Kind.BOOL, False, Reload.LIVE),
    ("Arr", "Torrent.Trackers[].HitAndRunDeadMessages", Kind.STRINGS, (), Reload.LIVE),
    ("Arr", "EntrySearch.SearchOrder", Kind.ENUM, None, Reload.LIVE),
    ("Arr", "EntrySearch.UpgradeBeyondCutoff", Kind.BOOL, True, Reload.LIVE),
    ("Arr", "EntrySearch.TempProfileFirst", Kind.BOOL, True, Reload.ARR_SEARCH),
    ("Arr", "EntrySearch.SearchCooldown", Kind.DURATION, 86400, Reload.LIVE),
    ("Arr", "EntrySearch.UpgradeCooldown", Kind.DURATION, 7 * 86400, Reload.LIVE),
    ("Arr", "EntrySearch.SearchesPerHour", Kind.INT, 60, Reload.LIVE),
    ("Arr", "EntrySearch.CatalogRefreshEvery", Kind.DURATION, 300, Reload.LIVE),
]
# Those whose default is a list of its own, or secret.
FILLED = {
    ("Settings", "HitAndRunDeadMessages", Kind.STRINGS),
    ("WebUI", "MetricsToken", Kind.SECRET),
    ("qBit", "ApiKey", Kind.SECRET),
}


@pytest.mark.parametrize(
    ("kind", "path", "value", "default", "reload"), OURS, ids=[f"{kind} {path}" for kind, path, *_ in OURS]
)
def test_our_keys(kind: str, path: str, value: Kind, default: object, reload: Reload) -> None:
    """Declared as asked for."""
    place = place_at(kind, path)
    assert place is not None
    assert (place.key.kind, default_of(kind, place), place.reload) == (value, default, reload)


@pytest.mark.parametrize("kind", CLASSES)
def test_what_the_other_program_does_not_know_is_marked_as_ours(kind: str) -> None:
    """Every declared key is one of the other program's, or marked as ours and in the list above; none is both."""
    theirs = {known["key"] for known in LIVING if kind_of(known) == kind}
    ours = {path for where, path, *_ in (*OURS, *FILLED) if where == kind}
    for place in places(kind):
        # An override may replace whatever the table it lies in has.
        replaces = place.path.startswith("CategorySeeding.Categories[].")
        if place.key.table is None and not (replaces and place.key.fallback):
            assert place.key.ours is (place.path in ours), place.path
            assert (place.path in theirs) is not place.key.ours, place.path
            assert place.key.ours is (place.since == ""), place.path
