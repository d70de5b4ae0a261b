"""The judgments over facts: tables, and the law that absence is no evidence."""

from collections import defaultdict
from typing import Any

import attrs
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as some
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.clients.arr.client import ArrVersion
from qbitrr.clients.arr.settings import (
    ArrComplaint,
    CommandOrigin,
    DownloadHandling,
    MediaHandling,
    ProviderSetting,
    SetDownloadClient,
    SetIndexer,
    SetRootFolder,
)
from qbitrr.clients.arr.wire import HistoryRecord
from qbitrr.clients.qbittorrent.client import Category, ClientVersion
from qbitrr.clients.qbittorrent.wire import Preferences
from qbitrr.config.load import load
from qbitrr.config.schema.config import Config
from qbitrr.doctor.facts import (
    ArrSetup,
    ClientSetup,
    Facts,
    PathFacts,
    PathSample,
    SeenHere,
    SeenSpace,
    Unasked,
)
from qbitrr.doctor.judgments.every import judge
from qbitrr.doctor.judgments.making import quoted
from qbitrr.doctor.report import as_text
from qbitrr.errors import BadAnswer, Obstacle, Rejected, RemoteError, TimedOut, TooOld, Unauthorized, Unreachable
from qbitrr.model.doctor import DoctorReport, Finding, Grade
from qbitrr.model.torrents.torrent import Torrent

ARR, CLIENT = "Radarr-Films", "qBit"
GIB = 1024**3
NOW = 1767322800.0
"""2026-01-02T03:00:00Z"""
CONFIG = """
[Settings]
SchemaVersion = 1
[qBit]
Host = "qbit"
ManagedCategories = ["seeding"]
[Radarr-Films]
Managed = true
URI = "http://radarr"
APIKey = "k"
Category = "radarr"
[Sonarr-Shows]
Managed = false
URI = "http://sonarr"
APIKey = "k"
Category = "sonarr"
[[qBit.Trackers]]
URI = "http://tracker.example/announce"
HitAndRunMode = "and"
MinSeedRatio = 2.0
"""


def config(text: str = CONFIG) -> Config:
    return load(text, {}).config


def downloader(**changes: Any) -> SetDownloadClient:
    """A download client of the Arr."""
    settings = {"host": "qbit", "port": 8080, "movieCategory": "radarr", "movieImportedCategory": ""}
    settings |= changes.pop("settings", {})
    fields = tuple(ProviderSetting(name=name, value=value) for name, value in settings.items())
    return SetDownloadClient(
        **{"id": 1, "name": "qBittorrent", "implementation": "QBittorrent", "protocol": "torrent", "fields": fields} | changes
    )  # fmt: skip


def indexer(**settings: Any) -> SetIndexer:
    """An indexer of the Arr."""
    settings = {"rejectBlocklistedTorrentHashesWhileGrabbing": True} | settings
    fields = tuple(ProviderSetting(name=name, value=value) for name, value in settings.items())
    return SetIndexer(id=1, name="Indexer", protocol="torrent", enable_rss=True, fields=fields)


def client(**changes: Any) -> ClientSetup:
    """A client in which all is well."""
    torrent = Torrent(instance=CLIENT, hash="a" * 40, state="stalledUP", category="radarr", name="Film", progress=1.0)
    good = ClientSetup(
        section=CLIENT,
        version=ClientVersion(version="v5.1.4", web_api=(2, 11, 4), capabilities=frozenset({"include_trackers"})),
        preferences=Preferences(save_path="/downloads"),
        categories={"radarr": Category(name="radarr")},
        tags=("qBitrr-imported",),
        torrents=(torrent,),
        limit_actions={},
        free_bytes=100 * GIB,
        clock_ahead=0.5,
    )
    return evolve(good, **changes)


def arr(**changes: Any) -> ArrSetup:
    """An Arr in which all is well."""
    good = ArrSetup(
        section=ARR,
        version=ArrVersion(app_name="Radarr", version="6.0.3.10276"),
        handling=DownloadHandling(),
        media=MediaHandling(),
        clients=(downloader(),),
        indexers=(indexer(),),
        roots=(SetRootFolder(path="/films", free_space=100 * GIB),),
        mappings=(),
        complaints=(),
        commands=(),
        history=(),
        clock_ahead=-1.0,
    )
    return evolve(good, **changes)


def sample(**changes: Any) -> PathSample:
    """A torrent that everybody sees."""
    good = PathSample(
        name="Film", client_path="/downloads/Film", arr_path="/downloads/Film", seen_by_arr=True,
        here=SeenHere(mount="/", device=1, links=1),
    )  # fmt: skip
    return evolve(good, **changes)


def facts(**changes: Any) -> Facts:
    """A set-up in which all is well."""
    good = Facts(
        asked_at=NOW,
        clients=(client(),),
        arrs=(arr(),),
        paths=(PathFacts(arr=ARR, client=CLIENT, samples=(sample(),)),),
        folders={path: SeenSpace(mount="/", device=1, free_bytes=100 * GIB) for path in ("/downloads", "/films")},
    )
    return evolve(good, **changes)


def grabbed(hash: str, at: str = "2026-01-02T02:00:00Z") -> HistoryRecord:
    """A download; *hash* of one letter stands for forty of it."""
    return HistoryRecord(
        id=1, event_type="grabbed", download_id=hash * 40 if len(hash) == 1 else hash, source_title="Film", date=at
    )


def sent(name: str, times: int = 1, agent: str = "") -> tuple[CommandOrigin, ...]:
    """Commands that somebody posted."""
    return (CommandOrigin(name=name, trigger="manual", client_user_agent=agent),) * times


OURS = sent("MoviesSearch", agent="qbitrr/1")


def of_arr(**changes: Any) -> Facts:
    return facts(arrs=(arr(**changes),))


def of_client(**changes: Any) -> Facts:
    return facts(clients=(client(**changes),))


def of_sample(**changes: Any) -> Facts:
    return facts(paths=(PathFacts(arr=ARR, client=CLIENT, samples=(sample(**changes),)),))


def grades(findings: tuple[Finding, ...]) -> dict[tuple[str, str], set[Grade]]:
    found = defaultdict(set)
    for each in findings:
        found[each.check, each.where].add(each.grade)
    return found


class TableTests(SynchronousTestCase):
    """Facts, and the one finding that is not good."""

    rows: tuple[tuple[str, Facts, set[tuple[str, str, Grade]]], ...] = (
        ("all is well", facts(), set()),
        ("an old Arr searches twice", of_arr(version=ArrVersion(app_name="Radarr", version="4.6.0.1")),
         {("capabilities", ARR, Grade.WARNING)}),
        ("an Arr that hides what it holds", of_arr(version=ArrVersion(app_name="Radarr", version="5.3.0.1")),
         {("capabilities", ARR, Grade.HINT)}),
        ("a version that is none", of_arr(version=ArrVersion(app_name="Radarr", version="nightly")), set()),
        ("an older client", of_client(version=ClientVersion(version="v4.6.7", web_api=(2, 9, 3))),
         {("capabilities", CLIENT, Grade.HINT)}),
        ("a login that was another", of_client(version=ClientVersion(
            version="v5.1.4", web_api=(2, 11, 4), capabilities=frozenset({"include_trackers"}), notes=("too old for a key",))),
         {("login", CLIENT, Grade.HINT)}),
        ("no client in the Arr", of_arr(clients=()),
         {("categories", ARR, Grade.ERROR)}),
        ("a client that is switched off", of_arr(clients=(downloader(enable=False),)), {("categories", ARR, Grade.ERROR)}),
        ("no category in the Arr", of_arr(clients=(downloader(settings={"movieCategory": ""}),)), {("categories", ARR, Grade.ERROR)}),
        ("after the import it is ours", of_arr(clients=(downloader(settings={"movieImportedCategory": "seeding"}),)), set()),
        ("after the import it stays", of_arr(clients=(downloader(settings={"movieImportedCategory": "radarr"}),)), set()),
        ("after the import it is checked for ever", of_arr(clients=(downloader(settings={"movieImportedCategory": "recheck"}),)),
         {("post-import", ARR, Grade.ERROR)}),
        ("another client beside ours", of_arr(clients=(downloader(), downloader(id=2, implementation="Deluge"))),
         {("deletions", ARR, Grade.UNKNOWN)}),
        ("no indexer", of_arr(indexers=()), {("indexers", ARR, Grade.HINT)}),
        ("an indexer that does not say", of_arr(indexers=(indexer(rejectBlocklistedTorrentHashesWhileGrabbing=None),)),
         {("reject-blocklisted", ARR, Grade.UNKNOWN)}),
        ("a short seed goal", of_arr(indexers=(indexer(**{"seedCriteria.seedRatio": "1.5"}),)), {("seed-goals", ARR, Grade.WARNING)}),
        ("a goal that is no number", of_arr(indexers=(indexer(**{"seedCriteria.seedRatio": "x"}),)), set()),
        ("what a person did in a browser", of_arr(commands=(CommandOrigin(
            name="MoviesSearch", trigger="manual", client_user_agent="Mozilla/5.0"),)), set()),
        ("what we did", of_arr(commands=(CommandOrigin(name="MoviesSearch", trigger="manual", client_user_agent="qbitrr/1"),)), set()),
        ("what the Arr did", of_arr(commands=(CommandOrigin(name="RssSync", trigger="scheduled"),)), set()),
        ("what the public project does", of_arr(commands=(CommandOrigin(
            name="MoviesSearch", trigger="manual", client_user_agent="python-requests/2.31"),)), {("others", ARR, Grade.HINT)}),
        ("searches of a person", of_arr(commands=OURS + sent("MoviesSearch", 9)), set()),
        ("searches of nobody with a hand", of_arr(commands=OURS + sent("MoviesSearch", 10)), {("others", ARR, Grade.HINT)}),
        ("feeds read by a person", of_arr(commands=OURS + sent("RssSync", 3)), set()),
        ("feeds read every minute", of_arr(commands=OURS + sent("RssSync", 4)), {("others", ARR, Grade.HINT)}),
        ("an import of somebody else", of_arr(commands=OURS + sent("DownloadedMoviesScan")), {("others", ARR, Grade.HINT)}),
        ("our own import", of_arr(commands=sent("DownloadedMoviesScan", 5, "qbitrr/2.0")), set()),
        ("imports without our name", of_arr(commands=sent("DownloadedMoviesScan", 5)), {("others", ARR, Grade.UNKNOWN)}),
        ("commands of other kinds", of_arr(commands=OURS + sent("RefreshMovie", 50)), set()),
        ("what it does by itself", of_arr(commands=(*OURS, *(CommandOrigin(name="RssSync", trigger="scheduled"),) * 9)), set()),
        ("imported and gone", of_arr(history=(
            grabbed("B"), HistoryRecord(
                id=2, event_type="downloadFolderImported", download_id="B" * 40))), set()),
        ("grabbed and still there", of_arr(history=(grabbed("A"),)), set()),
        ("grabbed and gone", of_arr(history=(grabbed("B"),)),
         {("deletions", ARR, Grade.WARNING)}),
        ("grabbed just now", of_arr(history=(grabbed("B", "2026-01-02T02:55:02Z"),)), set()),
        ("grabbed just now by a clock behind", of_arr(clock_ahead=-29.0, history=(grabbed("B", "2026-01-02T02:54:40Z"),)), set()),
        ("grabbed nobody knows when", of_arr(history=(grabbed("B", ""),)), set()),
        ("a usenet download", of_arr(history=(grabbed("SABnzbd_nzo_1"),)), set()),
        ("taken out of the queue", of_arr(history=(HistoryRecord(id=1, event_type="downloadIgnored", download_id="A" * 40),)),
         {("deletions", ARR, Grade.HINT)}),
        ("linked already", of_sample(imported=True, here=SeenHere(mount="/a", device=7, links=2)), set()),
        ("two file systems", of_sample(here=SeenHere(mount="/downloads", device=2, links=1)), {("hardlinks", ARR, Grade.HINT)}),
        ("two mounts of one", of_sample(here=SeenHere(mount="/downloads", device=1, links=1)), {("hardlinks", ARR, Grade.HINT)}),
        ("not seen from here", of_sample(here=Unasked("No such file")), {("hardlinks", ARR, Grade.UNKNOWN)}),
        ("not seen by the Arr", of_sample(seen_by_arr=False), {("path-mapping", ARR, Grade.ERROR)}),
        ("the Arr does not say", of_sample(seen_by_arr=Unasked("404")), {("path-mapping", ARR, Grade.UNKNOWN)}),
        ("another disk from here", facts(folders={"/downloads": SeenSpace(mount="/", device=1, free_bytes=GIB)}),
         {("free-space", CLIENT, Grade.HINT), ("hardlinks", ARR, Grade.UNKNOWN)}),
        ("a full disk", of_client(free_bytes=1000), {("free-space", CLIENT, Grade.ERROR)}),
        ("a clock nearly right", of_client(clock_ahead=29.0), set()),
        ("a clock wrong", of_client(clock_ahead=-31.0), {("clock", CLIENT, Grade.WARNING)}),
        ("one torrent is removed at its limit", of_client(
            torrents=(Torrent(instance=CLIENT, hash="a" * 40, state="stalledUP", category="radarr", max_ratio=1.0),),
            limit_actions={"a" * 40: "RemoveWithContent"}, trackers={"a" * 40: ()}), {("share-limits", CLIENT, Grade.WARNING)}),
        ("one is not removed though others are", of_client(
            torrents=(Torrent(instance=CLIENT, hash="a" * 40, state="stalledUP", category="radarr", max_ratio=1.0),),
            limit_actions={"a" * 40: "Stop"}), set()),
        ("its trackers are not known", of_client(
            torrents=(Torrent(instance=CLIENT, hash="a" * 40, state="stalledUP", category="radarr", max_ratio=1.0),),
            limit_actions={"a" * 40: "Remove"}, trackers={"a" * 40: None}), {("share-limits", CLIENT, Grade.WARNING)}),
        ("somebody else's torrent", of_client(
            torrents=(Torrent(instance=CLIENT, hash="b" * 40, state="stalledUP", category="linux", max_ratio=1.0),),
            limit_actions={"b" * 40: "Remove"}), set()),
    )  # fmt: skip

    def test_each(self) -> None:
        """Each has exactly its finding; whatever is wrong has a remedy."""
        for name, given_facts, expected in self.rows:
            with self.subTest(name):
                found = judge(config(), given_facts)
                bad = {(each.check, each.where, each.grade) for each in found if each.grade is not Grade.OK}
                self.assertEqual(expected, bad)
                for each in found:
                    self.assertEqual(each.grade in (Grade.OK, Grade.UNKNOWN), not each.remedy, each)
                    self.assertTrue(each.sentence.endswith((".", "”")), each)

    def test_troubles(self) -> None:
        """Each way of not answering has a remedy of its own, and the section is named."""
        errors: dict[str, RemoteError] = {
            "is the port right": Unreachable(where=ARR, obstacle=Obstacle.REFUSED),
            "firewalls": TimedOut(where=ARR, obstacle=Obstacle.TIMEOUT),
            "API Key": Unauthorized(where=ARR),
            "SkipTLSVerify": Unreachable(where=ARR, obstacle=Obstacle.CERTIFICATE),
            "proxy": BadAnswer(where=ARR, obstacle=Obstacle.WEB_PAGE),
            "Update": TooOld(where=ARR, why="It is too old"),
            "log": Rejected(where=ARR, status=500),
        }
        for word, error in errors.items():
            found = judge(config(), of_arr(version=Unasked("why", error)))
            (finding,) = [each for each in found if (each.check, each.where) == ("connection", ARR)]
            self.assertEqual(Grade.ERROR, finding.grade)
            self.assertIn(word, finding.remedy)
            self.assertIn(f"[{ARR}]", finding.remedy)

    def test_ours(self) -> None:
        """What we removed ourselves nobody else is blamed for; whether we did must be known."""
        history = (grabbed("B"),)
        for removed, grade in (
            (frozenset({"b" * 40}), Grade.OK),
            (frozenset({"c" * 40}), Grade.WARNING),
            (Unasked("the file is damaged"), Grade.UNKNOWN),
        ):
            found = judge(config(), evolve(of_arr(history=history), removed=removed))
            self.assertEqual({grade}, grades(found)["deletions", ARR])

    def test_left_out(self) -> None:
        """A section whose errors keep it from being used is not passed over in silence."""
        text = CONFIG + '[Radarr-Broken]\nManaged = true\nURI = "http://radarr"\nAPIKey = "k"\nCategory = "radarr"\n'
        found = judge(config(text), facts())
        (finding,) = [each for each in found if each.check == "configuration"]
        self.assertEqual((Grade.ERROR, "Radarr-Broken"), (finding.grade, finding.where))
        self.assertIn("config check", finding.remedy)

    def test_other_owner(self) -> None:
        """A post-import category of another Arr is an error."""
        text = CONFIG.replace("Managed = false", "Managed = true")
        found = judge(config(text), of_arr(clients=(downloader(settings={"movieImportedCategory": "sonarr"}),)))
        self.assertEqual({Grade.ERROR}, grades(found)["post-import", ARR])

    def test_unsigned_in_a_dry_run(self) -> None:
        """We send nothing then, so what is there is not ours."""
        text = CONFIG.replace("SchemaVersion = 1", "SchemaVersion = 1\nDryRun = true")
        self.assertEqual({Grade.HINT}, grades(judge(config(text), of_arr(commands=sent("RssSync", 9))))["others", ARR])

    def test_a_client_that_was_not_listed(self) -> None:
        """What it has nobody knows, so nothing is missed."""
        whole = evolve(of_client(torrents=Unasked("it was not reached")), arrs=(arr(history=(grabbed("B"),)),))
        self.assertEqual({Grade.UNKNOWN}, grades(judge(config(), whole))["deletions", ARR])

    def test_which_way_a_clock_is_wrong(self) -> None:
        """Ahead or behind is said as it is."""
        for ahead, words in ((40.0, "40 s ahead of ours"), (-40.0, "40 s behind ours")):
            (found,) = [
                each
                for each in judge(config(), of_client(clock_ahead=ahead))
                if each.check == "clock" and each.where == CLIENT
            ]
            self.assertIn(words, found.sentence)

    def test_complaints(self) -> None:
        """Those about downloads, imports and indexers are repeated; others are the Arr's own business."""
        for source, grade in (
            ("DownloadClientCheck", Grade.WARNING),
            ("IndexerStatusCheck", Grade.WARNING),
            ("UpdateCheck", Grade.OK),
        ):
            said = ArrComplaint(source=source, type="warning", message="It is so.")
            self.assertEqual({grade}, grades(judge(config(), of_arr(complaints=(said,))))["arr-health", ARR])

    def test_linked_by_others(self) -> None:
        """More names of a file that was not imported prove nothing: somebody cross-seeds."""
        seen = SeenHere(mount="/downloads", device=2, links=2)
        self.assertEqual({Grade.HINT}, grades(judge(config(), of_sample(here=seen)))["hardlinks", ARR])

    def test_copy_mode(self) -> None:
        """A section that copies is told what that costs."""
        text = CONFIG.replace('Category = "radarr"', 'Category = "radarr"\nimportMode = "Copy"')
        self.assertEqual({Grade.HINT}, grades(judge(config(text), facts()))["hardlinks", ARR])

    def test_lidarr_and_new_clients(self) -> None:
        """Known releases cannot log in there."""
        text = CONFIG.replace("Radarr-Films", "Lidarr-Music")
        new = ClientVersion(version="v5.2.0", web_api=(2, 15, 1), capabilities=frozenset({"include_trackers"}))
        given_facts = facts(clients=(client(version=new),), arrs=(arr(section="Lidarr-Music"),), paths=())
        self.assertEqual({Grade.HINT}, grades(judge(config(text), given_facts))["versions", "Lidarr-Music"])


BAD = facts(
    clients=(
        client(
            preferences=Preferences(save_path="/downloads", max_ratio_act=3),
            categories={}, tags=("qBitrr-x", "noHL"), free_bytes=5, clock_ahead=900.0,
            torrents=(Torrent(instance=CLIENT, hash="a" * 40, state="stalledUP", category="radarr", max_ratio=1.0),),
            limit_actions={"a" * 40: "Remove"},
        ),
    ),
    arrs=(
        arr(
            handling=DownloadHandling(enable_completed_download_handling=False),
            media=MediaHandling(copy_using_hardlinks=False),
            clients=(
                downloader(remove_completed_downloads=True, settings={"movieCategory": "x", "movieImportedCategory": "y"}),
            ),
            indexers=(indexer(rejectBlocklistedTorrentHashesWhileGrabbing=False, **{"seedCriteria.seedRatio": 1}),),
            roots=(SetRootFolder(path="/films", accessible=False),),
            history=(grabbed("B"),),
            clock_ahead=-50.0,
        ),
    ),
    paths=(PathFacts(arr=ARR, client=CLIENT, samples=(sample(seen_by_arr=False),)),),
)  # fmt: skip
_KEPT = {"section", "trackers"}
_NAMES = sorted(
    {each.name for kind in (ClientSetup, ArrSetup) for each in attrs.fields(kind)} - _KEPT | {"seen_by_arr", "here"}
)


def without(whole: Facts, names: set[str]) -> Facts:
    """The same, with some of the answers missing."""
    gone = Unasked("nobody asked")

    def blank(value: Any) -> Any:
        fields = {each.name for each in attrs.fields(type(value))} & names
        return evolve(value, **dict.fromkeys(fields, gone))

    paths = tuple(evolve(each, samples=tuple(map(blank, each.samples))) for each in whole.paths)
    return evolve(whole, clients=tuple(map(blank, whole.clients)), arrs=tuple(map(blank, whole.arrs)), paths=paths)


_ANYTHING = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.lists(some.text(), max_size=2)
)


class AbsenceLawTests(SynchronousTestCase):
    """What could not be asked is neither good nor bad."""

    @given(some.sampled_from([facts(), BAD]), some.sets(some.sampled_from(_NAMES)))
    def test_absence_is_no_evidence(self, whole: Facts, gone: set[str]) -> None:
        """With answers missing nothing looks bad that did not, and nothing good that was bad."""
        before, after = grades(judge(config(), whole)), grades(judge(config(), without(whole, gone)))
        for place, found in after.items():
            if place[0] == "connection":  # that a program does not answer is the finding
                continue
            if any(grade.is_problem for grade in found):
                self.assertTrue(any(grade.is_problem for grade in before[place]), place)
            if found == {Grade.OK}:
                self.assertFalse(any(grade.is_problem for grade in before[place]), place)

    def test_everything_is_bad(self) -> None:
        """The law above has something to say."""
        bad = {
            check
            for (check, _), found in grades(judge(config(), BAD)).items()
            if any(each.is_problem for each in found)
        }
        self.assertEqual(
            {"arr-removals", "categories", "clock", "completed-handling", "deletions", "free-space", "hardlinks", "others",
             "path-mapping", "post-import", "reject-blocklisted", "seed-goals", "share-limits"},
            bad,
        )  # fmt: skip

    @given(_ANYTHING, _ANYTHING, _ANYTHING, some.text(), some.text())
    def test_no_text_of_others_hurts(self, port: Any, goal: Any, category: Any, version: str, name: str) -> None:
        """Whatever programs say of themselves, there is a judgment."""
        settings = {"port": port, "movieCategory": category, "movieImportedCategory": goal}
        whole = facts(
            clients=(client(tags=(name, version), categories={name: Category(name=name)}),),
            arrs=(
                arr(
                    version=ArrVersion(app_name=name, version=version),
                    clients=(downloader(name=name, settings=settings),),
                    indexers=(indexer(**{"seedCriteria.seedRatio": goal, "seedCriteria.seedTime": port}),),
                    roots=(SetRootFolder(path=name, free_space=-1),),
                    history=(HistoryRecord(id=1, event_type=version, download_id=name),),
                    commands=(CommandOrigin(name=name, trigger="manual", client_user_agent=version),),
                ),
            ),
            paths=(
                PathFacts(arr=ARR, client=CLIENT, samples=(sample(name=name, client_path=name, arr_path=version),)),
            ),
        )
        found = judge(config(), whole)
        self.assertLessEqual(15, len({each.check for each in found}))
        self.assertIsInstance(downloader(settings=settings).port, int)

    def test_a_mistake_of_ours(self) -> None:
        """A judgment that fails costs only itself, and is not passed over in silence."""
        seen: list[Exception] = []
        broken = facts(clients=(client(clock_ahead="soon"),))
        found = judge(config(), broken, seen.append)
        self.assertIsInstance(seen[0], TypeError)
        self.assertEqual({Grade.UNKNOWN}, grades(found)["clocks", "qbitrr"])
        self.assertEqual({Grade.OK}, grades(found)["share-limits", CLIENT])

    @given(some.text())
    def test_names_are_tamed(self, name: str) -> None:
        """A name of somebody else is one short line without control characters."""
        shown = quoted(name)
        self.assertTrue(shown.isprintable())
        self.assertLessEqual(len(shown), 122)


class TextTests(SynchronousTestCase):
    """How it is printed."""

    def test_text(self) -> None:
        """By section, remedies below, what is not known for one reason on one line, a count at the end."""
        given_facts = facts(
            arrs=(ArrSetup(section=ARR, version=Unasked("", Unreachable(where=ARR, obstacle=Obstacle.REFUSED))),),
            paths=(),
        )
        text = as_text(DoctorReport(at=0.0, findings=judge(config(), given_facts)))
        sections = [line for line in text.splitlines() if line and not line.startswith(" ")]
        self.assertEqual([CLIENT, ARR], sections[:2])
        self.assertIn("  ERROR    Nobody listens at radarr.\n           -> Is Radarr running", text)
        self.assertEqual(1, text.count("it was not reached"))
        self.assertTrue(sections[2].startswith("6 ok, 0 hint, 0 warning, 1 error"), sections[2])

    def test_nothing(self) -> None:
        """A configuration without programs is no success to be proud of, and no failure."""
        self.assertIn("Nothing to look at", as_text(DoctorReport(at=0.0)))
