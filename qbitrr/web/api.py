"""
The whole HTTP API: every subject's routes behind one entry.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import field, frozen
from twisted.internet.interfaces import IReactorTime

from qbitrr.config.schema.config import ArrSection
from qbitrr.redaction import Redactor
from qbitrr.web.auth.signing import Signing, Subject
from qbitrr.web.auth.tokens import TokenRoutes
from qbitrr.web.catalog.books import BookRoutes
from qbitrr.web.catalog.flat import FlatRoutes
from qbitrr.web.catalog.libraries import Libraries
from qbitrr.web.catalog.music import MusicRoutes
from qbitrr.web.catalog.opening import IArrPages, OpenRoutes
from qbitrr.web.catalog.video import VideoRoutes
from qbitrr.web.config.changing import ChangedConfigRoutes
from qbitrr.web.config.control import ConfigControl
from qbitrr.web.config.handling import HandlingRoutes
from qbitrr.web.config.previewing import PreviewRoutes
from qbitrr.web.config.showing import ShownConfigRoutes
from qbitrr.web.config.validating import ValidateRoutes
from qbitrr.web.docs.routes import DocsRoutes
from qbitrr.web.events.hub import EventHub
from qbitrr.web.events.routes import EventRoutes
from qbitrr.web.events.topics import topics_of
from qbitrr.web.http.routes import Route
from qbitrr.web.http.visits import build
from qbitrr.web.logs.followers import LogFollowers
from qbitrr.web.logs.level import LevelRoutes
from qbitrr.web.logs.routes import LogRoutes
from qbitrr.web.logs.searching import ILogSearch, LogSearchRoutes
from qbitrr.web.logs.viewing import LogViewRoutes
from qbitrr.web.middleware.entry import EntryResource
from qbitrr.web.page.files import BUILT, PageFiles
from qbitrr.web.page.routes import SystemRoutes
from qbitrr.web.program import Program
from qbitrr.web.searches.past import IPastSearches, PastSearchRoutes
from qbitrr.web.searches.routes import SearchRoutes
from qbitrr.web.serving.threads import InThread
from qbitrr.web.settings import SettingsInForce
from qbitrr.web.setup.connection_tests import ConnectionTestRoutes
from qbitrr.web.setup.control import SetupControl
from qbitrr.web.setup.pace import TestPace
from qbitrr.web.setup.request_apps import RequestAppTestRoutes
from qbitrr.web.setup.routes import SetupRoutes
from qbitrr.web.setup.trials import ITrials, TrialRoutes
from qbitrr.web.state.activity import ActivityRoutes
from qbitrr.web.state.attention import AttentionRoutes
from qbitrr.web.state.disk import DiskRoutes
from qbitrr.web.state.doctor import DoctorControl, DoctorRoutes
from qbitrr.web.state.health import HealthRoutes
from qbitrr.web.state.histogram import HistogramRoutes
from qbitrr.web.state.holds import HoldRoutes
from qbitrr.web.state.meta import MetaRoutes
from qbitrr.web.state.metrics import MetricsRoutes
from qbitrr.web.state.processes import ProcessRoutes
from qbitrr.web.state.status import StatusRoutes
from qbitrr.web.state.trends import ITrends, TrendRoutes
from qbitrr.web.state.updates import IUpdates, UpdateRoutes
from qbitrr.web.storage.routes import StorageRoutes
from qbitrr.web.thumbnails.pictures import Pictures
from qbitrr.web.thumbnails.routes import ThumbnailRoutes
from qbitrr.web.torrents.categories import CategoryRoutes, ICategories
from qbitrr.web.torrents.counts import CountRoutes
from qbitrr.web.torrents.details import ITorrentDetails, TorrentDetailRoutes
from qbitrr.web.torrents.explaining import ExplainRoutes
from qbitrr.web.torrents.facets import FacetRoutes
from qbitrr.web.torrents.listing import ListingRoutes
from qbitrr.web.torrents.quarantine import QuarantineRoutes
from qbitrr.web.torrents.removals import RemovalRoutes
from qbitrr.web.usage.passes import PassRoutes
from qbitrr.web.usage.routes import IProcessUsage, UsageRoutes

__all__ = ["Api", "ApiParts"]


@frozen(kw_only=True)
class ApiParts:
    """
    What the API stands on: the *program*, its *setup* and its *configuration*, the *settings* in force at each request; *redactor* cleans
    text that children printed. Databases lie in *database_folder*.
    Log files are read from *log_folder* by way of *logs_in_thread* (`Readers` outside of tests), those of
    the browser UI by way of *in_thread*: neither waits for the disk of the other. *doctor* is asked about
    the set-up, *libraries* for pages of what the managed *arrs* have, *pages* for where they show it, *pictures* for its posters,
    *categories* for what is in them, *torrent_details* for what only clients know, *log_search* for lines of logs, *trials* to try
    something out, *past_searches* for what was searched, *trends* for what was measured, *usage* for what children take,
    *releases* for newer versions of this *installation*.
    *signing* knows who is signed in. The browser UI lies in *page_folder*.
    """

    program: Program
    settings: SettingsInForce
    clock: IReactorTime
    setup: SetupControl
    configuration: ConfigControl
    log_folder: Path
    database_folder: Path
    in_thread: InThread
    logs_in_thread: InThread
    doctor: DoctorControl
    libraries: Libraries
    signing: Signing
    arrs: Callable[[], Sequence[ArrSection]]
    pages: IArrPages
    pictures: Pictures
    categories: ICategories
    releases: IUpdates
    torrent_details: ITorrentDetails
    log_search: ILogSearch
    trials: ITrials
    past_searches: IPastSearches
    trends: ITrends
    usage: IProcessUsage
    installation: str
    redactor: Redactor = field(factory=Redactor)
    page_folder: Path = BUILT


class Api:
    """
    The API made of its *parts*: `routes` is the whole route table, `resource` what a site serves, `log_followers` the log streams and
    `events` the live events. `ApiSite` calls `stop`.
    """

    def __init__(self, parts: ApiParts) -> None:
        self.settings = parts.settings
        self._pictures = parts.pictures
        self.log_followers = LogFollowers(parts.log_folder, parts.settings, parts.clock, parts.logs_in_thread)
        self.events = EventHub(
            topics_of(parts.program, parts.configuration, parts.settings, parts.redactor),
            lambda: parts.program.overview(),
            parts.settings,
            parts.clock,
            signed_in=lambda access: parts.signing.sessions.current(access),
        )
        subjects = (
            *_program_subjects(parts),
            *_state_subjects(parts),
            *_torrent_subjects(parts),
            *_log_subjects(parts, self.log_followers),
            *_setting_subjects(parts),
            *_library_subjects(parts),
            EventRoutes(self.events),
            DocsRoutes(lambda: self.routes, parts.in_thread),
        )
        self.routes: tuple[Route, ...] = tuple(route for subject in subjects for route in subject.routes())
        self.resource = EntryResource(
            build(self.routes).resource(), parts.settings, parts.clock, parts.signing.sessions, parts.signing.tokens
        )

    def stop(self) -> None:
        """End what would go on without end or for long: streams, and pictures on their way."""
        self.log_followers.stop()
        self.events.stop()
        self._pictures.stop()


def _program_subjects(parts: ApiParts) -> tuple[Subject, ...]:
    """The page itself, who may, and which version this is."""
    return (
        SystemRoutes(PageFiles(parts.page_folder), parts.in_thread),
        MetaRoutes(parts.releases, parts.clock, parts.installation),
        UpdateRoutes(parts.releases, parts.installation),
        StorageRoutes(parts.database_folder, parts.in_thread, parts.pictures),
        TokenRoutes(),
        *parts.signing.subjects(parts.settings, parts.configuration, parts.clock),
    )


def _state_subjects(parts: ApiParts) -> tuple[Subject, ...]:
    """How the program and what it works with stand, and what was done."""
    program, redact = parts.program, parts.redactor
    return (
        StatusRoutes(program, redact),
        ProcessRoutes(program, redact),
        UsageRoutes(parts.usage),
        PassRoutes(program, redact),
        LevelRoutes(program),
        HoldRoutes(program, redact),
        HealthRoutes(program, redact),
        MetricsRoutes(program),
        ActivityRoutes(program),
        HistogramRoutes(program, parts.clock),
        AttentionRoutes(program, redact),
        DiskRoutes(program, redact),
        TrendRoutes(parts.trends, program),
        DoctorRoutes(parts.doctor),
    )


def _torrent_subjects(parts: ApiParts) -> tuple[Subject, ...]:
    """Torrents: which there are, why, and what becomes of them."""
    program, redact = parts.program, parts.redactor
    return (
        CountRoutes(program),
        ListingRoutes(program),
        FacetRoutes(program),
        ExplainRoutes(program, redact),
        QuarantineRoutes(program),
        RemovalRoutes(program, program),
        CategoryRoutes(parts.categories, program, parts.torrent_details, parts.clock),
        TorrentDetailRoutes(parts.torrent_details, redact),
    )


def _log_subjects(parts: ApiParts, followers: LogFollowers) -> tuple[Subject, ...]:
    return (
        LogRoutes(parts.log_folder, parts.logs_in_thread, followers),
        LogSearchRoutes(str(parts.log_folder), parts.log_search),
        LogViewRoutes(parts.log_folder, parts.logs_in_thread, parts.log_search),
    )


def _setting_subjects(parts: ApiParts) -> tuple[Subject, ...]:
    """The configuration, and trying out what may go into it."""
    configuration, redact, pace = parts.configuration, parts.redactor, TestPace(parts.clock)
    return (
        ConnectionTestRoutes(parts.setup, pace),
        RequestAppTestRoutes(parts.setup, pace),
        SetupRoutes(parts.setup, pace),
        TrialRoutes(parts.trials, parts.program),
        ShownConfigRoutes(configuration, redact),
        ChangedConfigRoutes(configuration, redact),
        ValidateRoutes(configuration, redact),
        HandlingRoutes(configuration, redact),
        PreviewRoutes(configuration, parts.program, redact),
    )


def _library_subjects(parts: ApiParts) -> tuple[Subject, ...]:
    """What the Arrs have, where they show it, and what is searched for them."""
    return (
        VideoRoutes(parts.libraries),
        MusicRoutes(parts.libraries),
        BookRoutes(parts.libraries),
        FlatRoutes(parts.libraries),
        OpenRoutes(parts.arrs, parts.pages, parts.program),
        ThumbnailRoutes(parts.arrs, parts.pictures, parts.program),
        SearchRoutes(parts.program, parts.clock),
        PastSearchRoutes(parts.past_searches, parts.program),
    )
