"""A small program in memory, and a client for the API over it."""

import json
from http.cookiejar import CookieJar, DefaultCookiePolicy
from io import BytesIO
from pathlib import Path

import tomlkit
import treq
from attrs import asdict, define, evolve, field, frozen
from PIL import Image
from treq.testing import StubTreq
from twisted.internet.defer import Deferred, execute, fail, succeed
from twisted.internet.task import Clock

from qbitrr.config.counted import completed
from qbitrr.config.derived.differences import Difference
from qbitrr.config.editing.change_set import edit
from qbitrr.config.editing.whole_text import masked_text
from qbitrr.config.load import load
from qbitrr.config.problems import Problem, Severity
from qbitrr.config.schema.config import Config
from qbitrr.errors import Unknown, Unreachable
from qbitrr.logs.filtering import Filtered
from qbitrr.logs.search import LogHits
from qbitrr.loops.trial import path_found, patterns_tried
from qbitrr.model.access.web_access import WebAccess
from qbitrr.model.doctor import DoctorReport, Finding, FixOffer, FixResult, Grade
from qbitrr.model.journal_filter import EVERY_ENTRY
from qbitrr.model.reasons import Reason
from qbitrr.model.setup import ArrAnswers, Draft, FoundArr, FoundQbittorrent, FoundRequestApp, SetupState, SetupWritten
from qbitrr.model.shown.categories_shown import CategoryLimits, CategoryShown
from qbitrr.model.shown.explained import (
    DutyOutlook,
    Explained,
    ExplainedCheck,
    ExplainedRail,
    ExplainedRule,
    Explanation,
    Foreseen,
)
from qbitrr.model.shown.previewed import (
    Preview,
    PreviewCount,
    PreviewedSection,
    PreviewedShare,
    PreviewedStep,
    PreviewMove,
)
from qbitrr.model.shown.releases import Release, ReleaseNews, UpdateState
from qbitrr.model.shown.trends import Trend
from qbitrr.model.status import (
    ArrStatus,
    Attention,
    HoldOrder,
    Overview,
    ProcessStatus,
    QbitStatus,
    SearchReport,
    TorrentReport,
)
from qbitrr.model.torrents.listed import ListedTorrent, TorrentFacets, TorrentPage
from qbitrr.model.torrents.torrent import Torrent
from qbitrr.resolved.config_changes import ConfigChanged, ConfigConsidered, ConfigProblems, ConfigShown, ConfigText
from qbitrr.resolved.reload.plan import Act, ReloadPlan, ReloadStep, ReloadType
from qbitrr.store.supervisor.named_tokens import named_tokens
from qbitrr.web.api import Api, ApiParts
from qbitrr.web.auth.named_tokens import NamedTokens
from qbitrr.web.auth.sessions import Sessions
from qbitrr.web.auth.signing import Signing
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.searches.past import PastSearches
from qbitrr.web.settings import SettingsInForce, UiPreferences, WebLimits, WebSettings
from qbitrr.web.thumbnails.folder import PictureFolder
from qbitrr.web.thumbnails.pictures import Pictures
from qbitrr.wire.search_orders import SearchPace, SearchStanding, SearchView, SearchYears, UpcomingSearch
from tests.web.declared import Declared

TOKEN = "f00d" * 16
BEARER = {"Authorization": f"Bearer {TOKEN}"}

OVERVIEW = Overview(
    ready=True,
    qbits=(
        QbitStatus(section="qBit-Seedbox", state="disconnected", host="seed.example", port=443, tls=True),
        QbitStatus(section="qBit", state="connected", host="localhost", port=8080, version="4.6.0"),
    ),
    arrs=(
        ArrStatus(section="Radarr-4K", category="radarr-4k", type="radarr", alive=True, uri="http://u:p@radarr:7878/x"),
        ArrStatus(section="Radarr-Seed", category="seed/movies", type="radarr"),
        ArrStatus(section="Lidarr-Music", category="music", type="lidarr"),
    ),
    processes=(
        ProcessStatus(
            section="Radarr-4K",
            category="radarr-4k",
            kind="search",
            state="running",
            alive=True,
            pid=12345,
            started_at=1764244800.9,
            report=SearchReport(at=1764244800.0, summary="Searched 5 movies", searched_at=1764244800.0),
        ),
        ProcessStatus(
            section="Radarr-4K",
            category="radarr-4k",
            kind="torrent",
            state="backoff",
            restarts=2,
            restarts_allowed=5,
            window_seconds=300.0,
            budget_renewed_at=1764245100.0,
            exit_code=1,
            why="exited with 1, apikey=0123456789",
            output=("Traceback token=0123456789",),
            report=TorrentReport(
                at=1764244800.0,
                torrents=8,
                queue=3,
                attention=2,
                needs=(
                    Attention(
                        instance="qBit", hash="a" * 40, name="Film <b>", code="held_by_arr", text="apikey=0123456789"
                    ),
                ),
            ),
        ),
        ProcessStatus(section="Radarr-Seed", category="seed/movies", kind="torrent", state="running", alive=True),
        ProcessStatus(
            section="qBit",
            category="seeds",
            kind="category",
            state="running",
            alive=True,
            categories=3,
            report=TorrentReport(at=1764244800.0, torrents=8),
        ),
        ProcessStatus(
            section="Policy", category="policy", kind="torrent", state="running", metric_type="torrent-policy"
        ),
    ),
)


OFFER = FixOffer(kind="create-category", section="qBit", target="radarr", text="Create it.")
EXAMINED = DoctorReport(
    at=1764244800.5,
    seconds=1.25,
    findings=(
        Finding(check="connection", grade=Grade.OK, where="qBit", sentence="It answers."),
        Finding(
            check="categories", grade=Grade.WARNING, where="qBit", sentence="None.", remedy="Create it.", fix=OFFER
        ),
    ),
)


NO_TORRENTS = TorrentPage(torrents=(), total=0, last=None)
NO_FACETS = TorrentFacets(total=0, counts={name: {} for name in ("state", "category", "instance", "tracker", "tag")})
PATIENCE = ExplainedCheck(
    code="patience_is_over", holds=False, text="Nothing moved for 5 min of 15 min.", measured=300.0, configured=900.0,
    unit="seconds", setting="Radarr-4K.Torrent.StalledDelay", seconds_left=600.0, would_change="One byte.",
)  # fmt: skip
EXPLANATION = Explanation(
    torrent=ListedTorrent(
        torrent=Torrent(instance="qBit", hash="a" * 40, state="stalledDL"), section="Radarr-4K", is_quarantined=False
    ),
    sentence="It waits.",
    is_live=True,
    explained=Explained(
        at=1764244800.0,
        why=Reason(code="stalled_waiting", rule=13, text="Nothing moved."),
        sentence="It waits.",
        rules=(
            ExplainedRule(rule=8, name="custom_format", verdict="not_for_owner", text="It is for Arrs."),
            ExplainedRule(
                rule=13, name="stalled", verdict="decisive", text="Nothing moved.", checks=(PATIENCE,), telling=0
            ),
        ),
        foreseen=Foreseen(
            at=1764245400.0, seconds=600.0, step="removal", why=Reason(code="stalled", rule=13, text="It is given up.")
        ),
        look_again_at=1764245400.0,
        duty=DutyOutlook(duty="unmet", text="Never.", upload_speed=0.0, ratio_needed=1.0, never=True),
    ),
    rails=(ExplainedRail(rail="hit_and_run", stops=True, text="A duty is open.", would_change="Seed on."),),
)
PREVIEW = Preview(
    sections=(
        PreviewedSection(
            section="Radarr-4K",
            share=PreviewedShare(
                torrents=5,
                unread=1,
                counts=(
                    PreviewCount(
                        section="Radarr-4K",
                        step="removal",
                        data="delete",
                        rule=10,
                        code="seeding_limit",
                        count=3,
                        new=2,
                    ),
                ),
            ),
        ),
        PreviewedSection(section="Sonarr", share=PreviewedShare(), why_not="its loop is not running"),
    ),
    listed=(
        PreviewedStep(
            instance="qBit",
            hash="a" * 40,
            name="Film",
            section="Radarr-4K",
            category="films",
            step="removal",
            data="delete",
            why=Reason(code="seeding_limit", rule=10, text="Its limit is reached."),
            held_by="protected",
            held_text="It is protected by a tag.",
        ),
    ),
    moves=(PreviewMove(instance="qBit", category="seeds", before="", after="qBit", torrents=7),),
    last=(0, "qBit", "a" * 40),
    dry_run=False,
    removals_per_hour=50,
)
SEARCH_VIEW = SearchView(
    at=1764244800.0,
    state="resting",
    upcoming=(
        UpcomingSearch(lane="missing", title="A", item_ids=(1,), command="MoviesSearch", cost=1, at=1764244830.0),
    ),
    skipped={"cooldown": 3},
    pace=SearchPace(per_hour=60, spent=4, limit=5, delay_seconds=30.0),
    years=SearchYears(now=2019, due=((2019, 3), (None, 1)), beyond=5),
    items=(
        SearchStanding(item_id=2, title="B", code="cooldown", until=1764248400.0),
        SearchStanding(item_id=1, title="A"),
    ),
)


@define
class FakeProgram:
    """A `Program` that remembers what it was asked."""

    now: Overview = OVERVIEW
    calls: list = field(factory=list)
    rebuilding: bool = False
    child_passes: tuple = ()
    entries: tuple = ()
    counted: tuple = ()
    rows: tuple = ()
    undone: dict = field(factory=dict)
    open_removals: tuple = ()
    paces: tuple = ()
    error: Exception | None = None
    held: tuple = ()
    page: TorrentPage = NO_TORRENTS
    facets: TorrentFacets = NO_FACETS
    explanation: Explanation = EXPLANATION
    preview_: Preview = PREVIEW
    verdicts: tuple = ()

    def overview(self):
        if self.error:
            raise self.error
        return self.now

    def passes(self):
        return self.child_passes

    def distribution(self):
        return {"radarr-4k": {"default": 50}, "": {"default": 5}}

    def holds(self):
        return self.held

    def hold(self, scope, seconds, reason):
        self.calls.append(("hold", scope, seconds, reason))
        return succeed(HoldOrder(scope=scope, since=1764244800.0, until=1764244800.0 + seconds, reason=reason))

    def end_hold(self, scope):
        self.calls.append(("end_hold", scope))
        return succeed(None)

    def torrents(self, wanted, sorting, *, after, limit):
        self.calls.append(("torrents", wanted, sorting, after, limit))
        return self.page

    def torrent_facets(self, wanted):
        self.calls.append(("torrent_facets", wanted))
        return self.facets

    def torrent(self, instance, hash):
        found = [each for each in self.page.torrents if each.torrent.key == (instance, hash)]
        if not found:
            raise Unknown(f"{hash} is not listed on {instance}")
        return found[0]

    def recent_verdicts(self):
        return self.verdicts

    def explain(self, instance, hash):
        return succeed(evolve(self.explanation, torrent=self.torrent(instance, hash)))

    def preview(self, config, renamed, wanted):
        self.calls.append(("preview", config, renamed, wanted))
        return fail(self.error) if self.error else succeed(self.preview_)

    def restart(self, section, kind):
        self.calls.append(("restart", section, kind))
        return ("search", "torrent") if kind == "all" else (kind,)

    def restart_all(self):
        self.calls.append(("restart_all",))

    def rebuild(self):
        self.calls.append(("rebuild",))
        return self.rebuilding

    def set_log_level(self, level):
        self.calls.append(("set_log_level", level))
        return level

    def activity(self, wanted=EVERY_ENTRY, *, limit, before_id=0):
        asked = {"limit": limit, "before_id": before_id, **asdict(wanted)}
        self.calls.append(("activity", {name: value for name, value in asked.items() if value}))
        return succeed(self.entries[:limit])

    def activity_counts(self, wanted, *, since, step_seconds):
        asked = {"since": since, "step": step_seconds, **asdict(wanted, filter=lambda _, value: bool(value))}
        self.calls.append(("activity_counts", asked))
        return succeed(self.counted)

    def search(self, section, order):
        self.calls.append(("search", section, order))
        return succeed(SEARCH_VIEW)

    def quarantine(self):
        return succeed(self.rows)

    def undo(self, instance, hash):
        self.calls.append(("undo", instance, hash))
        outcome = self.undone.get((instance, hash))
        return succeed(outcome) if outcome else fail(Unknown(f"{hash} is not in quarantine of {instance}"))

    def removals(self):
        return self.open_removals

    def removal_paces(self):
        return self.paces

    def purge(self, instance, hash):
        return self.asked("purge", instance, hash)

    def cancel_removal(self, instance, hash):
        return self.asked("cancel", instance, hash)

    def release_removal(self, instance, hash):
        return self.asked("release", instance, hash)

    def act(self, instance, hash, action):
        return self.asked(action, instance, hash)

    def import_now(self, instance, hash):
        return self.asked("import", instance, hash)

    def protect(self, instance, hash, *, on, reason=""):
        return self.asked("protect", instance, hash, on, *([reason] if reason else []))

    def waive_duty(self, instance, hash, reason):
        return self.asked("waive_duty", instance, hash, reason)

    def restore_duty(self, instance, hash):
        return self.asked("restore_duty", instance, hash)

    def remove(self, instance, hash, *, fail, with_files):
        return self.asked("remove", instance, hash, fail, with_files)

    def asked(self, what, instance, hash, *more):
        self.calls.append((what, instance, hash, *more))
        outcome = self.undone.get((instance, hash))
        return succeed(outcome) if outcome else fail(Unknown(f"{hash} is not known on {instance}"))


DRAFT = Draft(text="Password = 'secret'", masked="Password = '***'", sections=("qBit",), notes=("A note.",))


@define
class FakeSetup:
    """A `SetupControl` for which all goes well."""

    def test_arr(self, answers):
        return succeed(FoundArr(arr_type="radarr", app_name="Radarr", version="6", uri="http://radarr:7878"))

    def test_qbittorrent(self, answers):
        return succeed(FoundQbittorrent(version="v5.1.0", web_api="2.11.4"))

    def try_request_app(self, answers):
        return succeed(FoundRequestApp(kind=answers.kind, version="1.33.2", requests=3))

    def stored_request_app(self, kind, name):
        return None

    def stored_arr(self, name):
        return ArrAnswers(address="http://radarr:7878", api_key="k") if name == "Radarr-4K" else None

    def stored_arr_at(self, address):
        return None

    def stored_qbittorrent(self, name):
        return None

    def setup_state(self):
        return succeed(SetupState(needed=True, why="Nothing yet.", writable=True, path="/config/config.toml"))

    def draft(self, answers):
        return succeed(DRAFT)

    def write(self, answers):
        return succeed(SetupWritten(draft=DRAFT, path="/config/config.toml"))


@define
class FakeDoctor:
    """A `DoctorControl` that knows its report already."""

    report: DoctorReport | None = None
    next_report: DoctorReport = EXAMINED
    fixed: list = field(factory=list)

    def examine(self):
        self.report = self.next_report
        return succeed(self.report)

    def fix(self, id):
        offers = {each.id: each for each in self.next_report.fixes}
        if id not in offers:
            return fail(Unknown(f"The last report offers no fix {id}"))
        self.fixed.append(id)
        return succeed(FixResult(fix=offers[id], done=True, report=self.next_report))


PLAN = ReloadPlan(
    config=Config(),
    reload_type=ReloadType.SINGLE_ARR,
    changed=(Difference(section="Radarr-4K", path="URI", old="http://a", new="http://b"),),
    steps=(ReloadStep(act=Act.RESTART_SECTION, section="Radarr-4K", text="Radarr-4K is restarted"),),
)


CHANGED = ConfigChanged(plan=PLAN, revision="new", is_saved=True, renamed={"Radarr-1": "Radarr-4K"})


@define
class FakeConfiguration:
    """Holds a configuration that is only looked at; what is to fail is its `error`."""

    calls: list = field(factory=list)
    error: Exception | None = None
    tree: dict = field(factory=lambda: {"Settings": {"SchemaVersion": 1}})
    text: str = (
        "[Settings]\nSchemaVersion = 1\n[Radarr-4K]\nURI = 'http://r:7878'\nAPIKey = 'k'\nCategory = 'radarr-4k'\n"
    )
    changed: ConfigChanged = CHANGED
    found: tuple = ()
    trouble: str = ""
    fixed: tuple = ()
    held: dict = field(factory=dict)
    env: dict = field(factory=dict)
    is_confirmed: bool = True
    hear: object = None

    def state(self):
        problem = Problem(severity=Severity.ERROR, message="apikey=0123456789", section="Radarr-4K", key="URI", line=7)
        return ConfigProblems(
            problems=(problem,), trouble=self.trouble, revision="now", fixed=self.fixed, held=self.held, is_confirmed=self.is_confirmed,
        )  # fmt: skip

    def show(self):
        loaded = load(tomlkit.dumps(self.tree), self.env)
        return self._answer(ConfigShown(tree=self.tree, whole=completed(loaded), revision="now"), "show")

    def change(self, wanted, *, revision="", dry_run=False):
        if self.hear and not self.error:
            self.hear(wanted)
        return self._answer(self.changed, "change", wanted, revision, dry_run)

    def show_text(self):
        return self._answer(ConfigText(text=masked_text(self.text), revision="now"), "show_text")

    def rewrite(self, text, revision, *, dry_run=False):
        return self._answer(self.changed, "rewrite", text, revision, dry_run)

    def consider(self, wanted):
        def considered():
            loaded = load(edit(self.text, wanted).text, {})
            return ConfigConsidered(config=loaded.config, problems=loaded.problems)

        self.calls.append(("consider", wanted))
        return execute(considered)

    def confirm(self):
        return self._answer(self.changed, "confirm")

    def backups(self):
        return self._answer(self.found, "backups")

    def restore(self, name, *, dry_run=False):
        return self._answer(self.changed, "restore", name, dry_run)

    def _answer(self, value, *call):
        self.calls.append(call)
        return fail(self.error) if self.error else succeed(value)


@define
class NoProvider:
    """A sign-on provider that is not there."""

    async def document(self, authority):
        raise Unreachable(where="the sign-on provider", why="refused")


@define
class SessionRows:
    """Stands in for the file of sessions and tokens: gives *rows* and *tokens*, and forgets what it is told."""

    rows: tuple = ()
    tokens: tuple = ()

    def run(self, function, *args):
        return succeed(None if args else self.tokens if function is named_tokens else self.rows)


@define
class FakeProof:
    """A `HostProof`: one *token*, while it was not used."""

    token: str = "only-on-this-host"

    def proves(self, given, *, is_first):
        return bool(self.token) and given == self.token and is_first

    def spend(self):
        self.token = ""
        return succeed(None)


def picture(kind: str, width: int, height: int) -> bytes:
    """A picture of that kind (as Pillow calls it) and size."""
    written = BytesIO()
    Image.effect_noise((width, height), 90).save(written, kind)
    return written.getvalue()


JPEG = picture("JPEG", 20, 30)


@define
class FakeArrPages:
    """Knows where an Arr shows something, and its posters."""

    calls: list = field(factory=list)
    answers: dict = field(factory=dict)

    def address_of(self, arr, id):
        self.calls.append(("address", arr.section, id))
        return self.answers.get("address") or succeed(f"http://{arr.type}:7878/movie/a-{id}")

    def poster(self, arr, id):
        self.calls.append(("poster", arr.section, id))
        return self.answers.pop("poster", None) or succeed(JPEG)


SHOWN = CategoryShown(
    category="seeds",
    instances=("default",),
    limits=CategoryLimits(max_ratio=2.0, max_seconds=3600, remove=3, download_bytes_per_second=2048),
    torrents=(
        Torrent(instance="qBit", hash="a" * 40, name="One", state="uploading", ratio=1.5, size_bytes=10, seeding_time_seconds=60),
        Torrent(instance="qBit", hash="b" * 40, name="Two", state="downloading", ratio=0.0, size_bytes=5, downloaded_bytes=4),
    ),
)  # fmt: skip


@define
class FakeCategories:
    """Knows what is in categories."""

    shown: tuple = (SHOWN,)
    asked: list = field(factory=list)

    def instances(self):
        return ("default", "Seedbox")

    def categories(self, instance=""):
        self.asked.append(instance)
        return self.shown


NEWS = ReleaseNews(
    latest=Release(version="v9.9.9", notes="## What is new", url="https://github.com/o/n/releases/tag/v9.9.9"),
    own_notes="## What was new", checked_at=1764244800.0, repository_url="https://github.com/o/n", is_newer=True,
)  # fmt: skip


@define
class FakeReleases:
    """Knows of a newer version."""

    known: ReleaseNews = NEWS
    update: UpdateState = field(factory=UpdateState)
    may_update: bool = True
    forced: list = field(factory=list)

    def news(self, *, force=False):
        self.forced.append(force)
        return succeed(self.known)

    def begin_update(self):
        return not self.update.in_progress


@define
class FakeTorrentDetails:
    """Knows what it is told."""

    found: object = ()
    asked: list = field(factory=list)

    def _answer(self, *asked):
        self.asked.append(asked)
        if isinstance(self.found, Deferred):
            return self.found
        return fail(self.found) if isinstance(self.found, Exception) else succeed(self.found)

    def files(self, instance, hash):
        return self._answer("files", instance, hash)

    def trackers(self, instance, hash):
        return self._answer("trackers", instance, hash)

    def speeds(self, instance, hashes):
        return self._answer("speeds", instance, *hashes)


@define
class FakeLogSearch:
    """Finds what it is told to."""

    outcome: object = None
    asked: list = field(factory=list)

    def search(self, query):
        self.asked.append(query)
        if self.outcome is not None:
            return self.outcome
        return succeed(LogHits(query=query.text, truncated=False, matches=[], files_searched=[query.name]))

    def filter(self, query):
        self.asked.append(query)
        if self.outcome is not None:
            return self.outcome
        places = dict.fromkeys(query.names, ("", 0))
        return succeed(Filtered(records=[], before=places, ends=dict.fromkeys(query.names, 0), searched=0))


@define
class FakeTrials:
    """Tries things out, without a process; one that is in `hanging` takes for ever."""

    hanging: tuple = ()
    asked: list = field(factory=list)

    def path(self, trial):
        self.asked.append(trial)
        return succeed(None if trial.path in self.hanging else path_found(trial.path))

    def patterns(self, trial):
        self.asked.append(trial)
        endless = [number for number, each in enumerate(trial.patterns) if each in self.hanging]
        return succeed(tuple(patterns_tried(trial))[: endless[0] if endless else None])


@define
class FakeUsage:
    """Measured what it is told."""

    known: tuple = ()

    def usage(self):
        return succeed(self.known)


@define
class FakeTrends:
    """Measured what it is told."""

    known: dict = field(factory=dict)
    now: dict = field(factory=dict)

    def speeds(self):
        return self.now

    def trend(self, range):
        return self.known.get(range, Trend(step_seconds=10, since=1764244800.0))


@frozen
class Reply:
    """An answer, read."""

    status: int
    headers: object
    body: bytes

    def json(self):
        return json.loads(self.body)

    def header(self, name):
        values = self.headers.getRawHeaders(name)
        return values[0] if values else None


class Threads:
    """Stands in for the threads that read files: at once, or (`held`) when the test says so."""

    def __init__(self):
        self.held = None
        self.calls = 0

    def __call__(self, function, *arguments):
        self.calls += 1
        if self.held is None:
            return execute(function, *arguments)
        waiting = Deferred()
        self.held.append(lambda: execute(function, *arguments).chainDeferred(waiting))
        return waiting

    def release(self):
        """Let the held work be done."""
        held, self.held = self.held, None
        for work in held:
            work()


class Client:
    """
    Asks the API in memory; settings may be changed between two requests. Every answer must be as the OpenAPI document
    says, and every JSON answer exactly what the table declares for its route.
    """

    def __init__(
        self,
        log_folder=Path("/nowhere"),
        setup=None,
        file=None,
        installation="pip",
        provider=None,
        page_folder=Path("/nowhere"),
        **settings,
    ):
        self.program = FakeProgram()
        self.clock = Clock()
        self.file = SessionRows() if file is None else file
        self.sessions = Sessions(self.file, self.clock)
        self.tokens = NamedTokens(self.file, self.clock)
        self.proof = FakeProof()
        self.hashing = Threads()
        signing = Signing(
            sessions=self.sessions,
            tokens=self.tokens,
            hash_in_thread=self.hashing,
            proof=self.proof,
            provider=provider or NoProvider(),
            machine="nas",
        )
        access = WebAccess(token=TOKEN, **settings)
        self.settings = SettingsInForce(WebSettings(access=access, preferences=UiPreferences(theme="Light")))
        self.threads = Threads()
        self.doctor = FakeDoctor()
        self.configuration = FakeConfiguration()
        self.arrs, self.looked_through = (), []
        self.libraries = Libraries(
            lambda: self.arrs, Path(log_folder) / "db", self.clock, self.threads, self.looked_through.append
        )
        self.pages, self.categories, self.releases = FakeArrPages(), FakeCategories(), FakeReleases()
        folder = PictureFolder(Path(log_folder) / "cache")
        self.pictures = Pictures(folder, self.pages, self.clock, self.threads)
        self.log_search = FakeLogSearch()
        self.torrent_details = FakeTorrentDetails()
        self.trials = FakeTrials()
        self.trends, self.usage = FakeTrends(), FakeUsage()
        self.api = Api(ApiParts(
            program=self.program, settings=self.settings, clock=self.clock, setup=setup or FakeSetup(), configuration=self.configuration,
            database_folder=Path(log_folder) / "db",
            log_folder=log_folder, in_thread=self.threads, logs_in_thread=self.threads, installation=installation, doctor=self.doctor,
            signing=signing,
            libraries=self.libraries, arrs=lambda: self.arrs, pages=self.pages, pictures=self.pictures,
            categories=self.categories,
            torrent_details=self.torrent_details, releases=self.releases, log_search=self.log_search, trials=self.trials,
            past_searches=PastSearches(Path(log_folder) / "db", self.threads), page_folder=page_folder, trends=self.trends,
            usage=self.usage,
        ))  # fmt: skip
        self._declared = Declared(self.api.routes)
        self._treq = StubTreq(self.api.resource)
        # It would keep cookies and send them for whoever asks next.
        self._treq.request.__wrapped__.__self__._cookiejar = CookieJar(DefaultCookiePolicy(allowed_domains=()))

    def configure(self, **settings):
        now = self.settings.current
        self.settings.replace(evolve(now, access=evolve(now.access, **settings)))

    def limit(self, **limits):
        self.settings.replace(evolve(self.settings.current, limits=WebLimits(**limits)))

    def start(self, method, path, headers=BEARER, base="http://localhost:6969", **more):
        """The Deferred of an answer whose body is read, too."""
        kept = {"headers": headers or {}, "allow_redirects": False, "unbuffered": True, **more}
        response = Deferred.fromCoroutine(self._read(method, f"{base}{path}", kept))
        self.flush()
        return response

    async def _read(self, method, url, more):
        response = await self._treq.request(method, url, **more)
        body = b"" if method == "HEAD" else await treq.content(response)
        reply = Reply(response.code, response.headers, body)
        if method != "HEAD":
            base = self.settings.current.access.url_base
            self._declared.check(method, response.request.absoluteURI.decode(), base, reply)
        return reply

    def flush(self):
        for _ in range(3):
            self._treq.flush()
