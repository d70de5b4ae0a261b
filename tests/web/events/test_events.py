"""Live events: what is published reaches all who listen, whatever they miss, and costs no more than what changes."""

import json

from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IPushProducer
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyClass

from qbitrr.errors import StoreError
from qbitrr.model.access.sessions import BrowserSession
from qbitrr.model.access.web_access import WebAccess
from qbitrr.model.journal import Entry
from qbitrr.model.torrents.listed import TorrentVerdict
from qbitrr.web.events import recent
from qbitrr.web.events.hub import BEAT_SECONDS, LOOK_SECONDS, STALLED_BEATS, EventHub
from qbitrr.web.events.listeners import MOST_WAITING_BYTES, EventListener, Wish
from qbitrr.web.events.topics import MOST_ENTRIES, Topic
from qbitrr.web.http.answers import Refusal
from qbitrr.web.http.visits import Credential, Visit
from qbitrr.web.settings import SettingsInForce, WebLimits, WebSettings
from tests.web.events.test_patches import OBJECTS, merged
from tests.web.program import BEARER, Client

TOPICS = ("a", "b")


@define(eq=False, slots=False)
class Listening:
    """A request that listens, and what its client makes of the events."""

    visit: Visit
    text: str = ""
    producer: object = None
    is_cut: bool = False
    state: dict = field(factory=dict)
    names: list = field(factory=list)
    last_id: str = ""
    bye: str = ""

    @property
    def transport(self):
        return self

    def abortConnection(self):
        self.is_cut = True

    def setHeader(self, name, value):
        pass

    def registerProducer(self, producer, streaming):
        self.producer = producer

    def unregisterProducer(self):
        self.producer = None

    def write(self, content):
        self.text += content.decode()

    def take(self):
        """Read what came; its events by name and value."""
        text, self.text = self.text, ""
        found = []
        for block in text.split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines())
            if "event" not in fields:
                continue
            value = json.loads(fields["data"])
            found.append((fields["event"], value))
            self.last_id = fields.get("id", self.last_id)
            if fields["event"] == "snapshot":
                self.state[value["topic"]] = value["value"]
            elif fields["event"] == "patch":
                self.state[value["topic"]] = merged(self.state.get(value["topic"]), value["patch"])
            elif fields["event"] == "bye":
                self.bye = value["why"]
        self.names += [name for name, _ in found]
        return found


class HubCase(SynchronousTestCase):
    def setUp(self):
        self.clock = Clock()
        self.settings = SettingsInForce(WebSettings(access=WebAccess(token="t")))
        self.now = {name: {"value": 1} for name in TOPICS}
        self.asked, self.sessions = [], []
        self.hub = EventHub(
            [Topic(name, lambda _, name=name: self.mark(name), dict) for name in TOPICS], lambda: None, self.settings, self.clock,
            signed_in=lambda _: self.sessions,
        )  # fmt: skip

    def mark(self, name):
        self.asked.append(name)
        return self.now[name] if isinstance(self.now[name], Deferred) else dict(self.now[name])

    def listen(self, topics=TOPICS, since="", address="here", session=None):
        visit = Visit(
            id="1", credential=Credential.BEARER, settings=self.settings.current, client=address, session=session
        )  # fmt: skip
        request = Listening(visit)
        request.done = self.hub.listen(request, Wish(topics=frozenset(topics), last_seen=since))
        return request

    def look(self, times=1):
        self.clock.pump([LOOK_SECONDS] * times)


class TellingTests(HubCase):
    def test_snapshots_then_patches(self):
        """First everything there is, at once; then what changes, and nothing while nothing does."""
        one = self.listen()
        self.assertEqual([("snapshot", {"topic": name, "value": {"value": 1}}) for name in TOPICS], one.take())
        self.look(3)
        self.assertEqual([], one.take())
        self.now["a"] = {"value": 2, "more": None}
        self.look()
        self.assertEqual([("patch", {"topic": "a", "patch": {"value": 2}})], one.take())
        self.assertEqual(self.now["b"], one.state["b"])

    def test_only_what_one_wants(self):
        """Who wants one topic hears of no other, and a topic nobody wants is not looked at."""
        one = self.listen(["b"])
        self.now = {name: {"value": 2} for name in TOPICS}
        self.look(2)
        self.assertEqual({"b"}, {value["topic"] for _, value in one.take()})
        self.assertEqual({"b"}, set(self.asked))

    def test_what_others_want(self):
        """Is not told to whoever does not, neither while it listens nor of what it missed."""
        one, other = self.listen(["b"]), self.listen(["a"])
        for each in (one, other):
            each.take()
        self.now = {name: {"value": 2} for name in TOPICS}
        self.look()
        self.assertEqual((["b"], ["a"]), tuple([value["topic"] for _, value in each.take()] for each in (one, other)))
        one.producer.stopProducing()
        self.now = {name: {"value": 3} for name in TOPICS}
        self.look()
        back = self.listen(["b"], since=one.last_id)
        self.look()
        self.assertEqual({"b"}, {value["topic"] for _, value in back.take()})

    def test_one_look_for_all(self):
        """However many listen, what is published is looked at once a second, and a change is written down once."""
        everybody = [self.listen() for _ in range(20)]
        self.asked.clear()
        self.now["a"] = {"value": 2}
        self.look()
        self.assertEqual(sorted(TOPICS), sorted(self.asked))
        for each in everybody:
            each.take()
            self.assertEqual({"value": 2}, each.state["a"])

    def test_nobody_listens(self):
        """Nothing is scheduled and nothing looked at before the first one, and after the last one left."""
        self.assertEqual([], self.clock.getDelayedCalls())
        one, another = self.listen(), self.listen()
        one.producer.stopProducing()
        self.assertEqual(1, len(self.clock.getDelayedCalls()))
        another.done.addErrback(lambda _: None)
        another.done.cancel()
        self.assertEqual(([], 0), (self.clock.getDelayedCalls(), self.hub.listeners))

    def test_after_a_pause(self):
        """Who comes when nobody listened for a while gets what is, not what was."""
        self.listen().producer.stopProducing()
        self.now["a"] = {"value": 7}
        one = self.listen()
        one.take()
        self.assertEqual({"value": 7}, one.state["a"])

    def test_what_must_be_read(self):
        """A topic that takes time comes when it is there and holds up none before it; one who left does not disturb it."""
        reading = self.now["b"] = Deferred()
        one = self.listen()
        self.assertEqual({"a"}, {value["topic"] for _, value in one.take()})
        one.producer.stopProducing()
        self.now["b"] = {"value": 5}
        two = self.listen()
        two.take()
        reading.callback({"value": 4})
        self.look(2)
        two.take()
        self.assertEqual({"a": {"value": 1}, "b": {"value": 5}}, two.state)

    def test_trouble(self):
        """A topic that cannot be looked at is logged once; the others go on, and it comes back by itself."""
        one = self.listen()
        self.now["a"] = Deferred()
        self.now["a"].errback(StoreError("no disk"))
        self.now["b"] = {"value": 2}
        self.look()
        self.now["a"] = Deferred()
        self.now["a"].errback(StoreError("no disk"))
        self.look()
        self.now["a"] = {"value": 3}
        self.look()
        one.take()
        self.assertEqual(self.now, one.state)
        self.assertEqual(1, len(self.flushLoggedErrors(StoreError)))

    def test_heartbeat(self):
        """Every fifteen seconds there is a sign of life."""
        one = self.listen()
        self.look(int(2 * BEAT_SECONDS / LOOK_SECONDS))
        self.assertEqual([15, 30], [value["ts"] for name, value in one.take() if name == "ping"])


class ReturnTests(HubCase):
    def test_what_was_missed(self):
        """Who comes back hears what happened meanwhile and no more, also when nobody listened."""
        one = self.listen()
        one.take()
        one.producer.stopProducing()
        self.now["a"] = {"value": 2}
        back = self.listen(since=one.last_id)
        self.assertEqual([("patch", {"topic": "a", "patch": {"value": 2}})], back.take())

    def test_gap(self):
        """Who was away too long, or before this start, is told so and gets everything anew; so does who makes an id up."""
        one = self.listen()
        one.take()
        for value in range(recent.MOST_KEPT + 2):
            self.now["a"] = {"value": -value}
            self.look()
        for id in (one.last_id, "0000-1", "nonsense", f"{one.last_id.rpartition('-')[0]}-{'9' * 5000}", "-", "²-²"):
            names = [name for name, _ in self.listen(since=id).take()]
            self.assertEqual(["gap", "snapshot", "snapshot"], names, id[:20])

    def test_bounds(self):
        """What is kept for those who come back is bounded in number and in bytes."""
        kept = recent.RecentEvents("run")
        for number in range(3000):
            kept.add("patch", recent.PatchEvent(topic="a", patch={"n": number}))
        self.assertEqual(recent.MOST_KEPT, len(kept.since(kept.id_of(2000), {"a"})))
        self.assertIsNone(kept.since(kept.id_of(1999), {"a"}))
        for _ in range(8):
            kept.add("patch", recent.PatchEvent(topic="a", patch={"n": "x" * 300_000}))
        self.assertEqual(3, len(kept.since(kept.id_of(kept.number - 3), {"a"})))
        self.assertIsNone(kept.since(kept.id_of(kept.number - 4), {"a"}))

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(TOPICS), OBJECTS, st.sampled_from(["stay", "pause", "resume", "away", "back"])), max_size=12
        )
    )  # fmt: skip
    def test_law(self, story):
        """Whatever changes, and however often one pauses, leaves and comes back: in the end one knows what is."""
        self.setUp()
        one, is_there = self.listen(), True
        for topic, value, act in story:
            if is_there and act == "pause":
                one.producer.pauseProducing()
            elif is_there and act == "resume":
                one.producer.resumeProducing()
            elif is_there and act == "away":
                one.take()
                one.producer.stopProducing()
                is_there = False
            elif not is_there and act == "back":
                state, last = one.state, one.last_id
                one, is_there = self.listen(since=last), True
                one.state = state
            self.now[topic] = value
            self.look()
        if not is_there:
            state, last = one.state, one.last_id
            one = self.listen(since=last)
            one.state = state
        one.producer.resumeProducing()
        self.look()
        one.take()
        self.assertEqual(self.now, one.state)
        self.assertNotIn("gap", one.names)


class BoundTests(HubCase):
    def test_stalled(self):
        """Of events for a client that takes nothing a bounded part waits; then it is told of a gap, and gets everything anew."""
        one, two = self.listen(), self.listen()
        one.take()
        one.producer.pauseProducing()
        for value in range(20):
            self.now["a"] = {"value": str(value) * 50_000}
            self.look()
        self.assertEqual("", one.text)
        self.assertTrue(one.producer.is_behind)
        one.producer.resumeProducing()
        self.assertLess(len(one.text), MOST_WAITING_BYTES)
        self.assertEqual(["gap", "snapshot", "snapshot"], [name for name, _ in one.take()])
        two.take()
        self.assertEqual(self.now, one.state)
        self.assertEqual(self.now, two.state)

    def test_slow(self):
        """What waits for a client that is merely slow is sent when it takes more, in order; no sign of life is put on top."""
        one = self.listen()
        one.take()
        one.producer.pauseProducing()
        for value in range(int(BEAT_SECONDS) + 1):
            self.now["a"] = {"value": value}
            self.look()
        one.producer.resumeProducing()
        self.assertEqual({"patch"}, {name for name, _ in one.take()})
        self.assertEqual(self.now, one.state)

    def test_pause_while_catching_up(self):
        """A client that has enough in the middle of what waits gets the rest later."""
        one = self.listen()
        one.take()
        one.producer.pauseProducing()
        for value in range(2, 5):
            self.now["a"] = {"value": value}
            self.look()
        producer, write = one.producer, one.write
        one.write = lambda content: (write(content), producer.pauseProducing())
        producer.resumeProducing()
        self.assertEqual(1, len(one.take()))
        one.write = write
        producer.resumeProducing()
        self.assertEqual(2, len(one.take()))
        self.assertEqual(self.now, one.state)

    def test_dead(self):
        """Who takes nothing for a minute loses the connection, and costs nothing more; who takes some in between does not."""
        dead, slow = self.listen(), self.listen()
        dead.producer.pauseProducing()
        for _ in range(STALLED_BEATS):
            slow.producer.pauseProducing()
            self.look(int(BEAT_SECONDS))
            slow.producer.resumeProducing()
        self.assertEqual((True, False, 1), (dead.is_cut, slow.is_cut, self.hub.listeners))

    def test_too_many(self):
        """In all and from one address only so many may listen; whoever leaves makes room."""
        self.settings.replace(
            evolve(self.settings.current, limits=WebLimits(most_listeners=3, most_listeners_of_address=2))
        )
        here = [self.listen(), self.listen()]
        refusal = self.assertRaises(Refusal, self.listen)
        self.assertEqual((429, 30), (refusal.status, refusal.retry_after))
        self.listen(address="there")
        self.assertRaises(Refusal, self.listen, address="elsewhere")
        here[0].producer.stopProducing()
        self.listen()

    def test_interface(self):
        """A listener is what a connection tells how much it takes."""
        verifyClass(IPushProducer, EventListener)


class EndTests(HubCase):
    def test_stop(self):
        """Stopping ends all at once, with a word, those that take nothing and those that come later, too."""
        everybody = [self.listen() for _ in range(3)]
        everybody[0].producer.pauseProducing()
        self.hub.stop()
        everybody.append(self.listen())
        for each in everybody:
            each.take()
            self.assertEqual("stopping", each.bye)
            self.assertEqual(b"", self.successResultOf(each.done))
        self.assertEqual([], self.clock.getDelayedCalls())
        self.hub.stop()

    def test_access(self):
        """Who came in by settings that hold no more has to come in anew."""
        one = self.listen()
        self.settings.replace(evolve(self.settings.current, limits=WebLimits()))
        self.look()
        self.assertEqual("", one.bye)
        self.settings.replace(WebSettings(access=WebAccess(token="another")))
        self.look()
        one.take()
        self.assertEqual("access", one.bye)

    def test_session(self):
        """So has who came in by a session that is over; others go on."""
        session = BrowserSession(id="s", user="u", method="local", stamp="x", created_at=0.0, seen_at=0.0)
        self.sessions = [session]
        other, one = self.listen(), self.listen(session=session)
        self.look()
        self.assertEqual("", one.bye)
        self.sessions.clear()
        self.look()
        for each in (one, other):
            each.take()
        self.assertEqual(("access", ""), (one.bye, other.bye))


class PublishedTests(SynchronousTestCase):
    """What there is to listen to, from the program."""

    def setUp(self):
        self.client = Client()
        self.program = self.client.program
        self.listening = Listening(Visit(id="1", credential=Credential.BEARER, settings=self.client.settings.current))
        self.hub = self.client.api.events
        self.hub.listen(self.listening, Wish(topics=self.hub.names))
        self.listening.take()

    def look(self):
        self.client.clock.advance(LOOK_SECONDS)
        return [(value["topic"], value["patch"]) for name, value in self.listening.take() if name == "patch"]

    def test_every_topic(self):
        """Each has a snapshot, in the words of the route that shows the same, and no secret."""
        self.assertEqual(self.hub.names, self.listening.state.keys())
        status = self.successResultOf(self.client.start("GET", "/api/status")).json()
        for name in ("ready", "dryRun", "webui", "problems"):
            self.assertEqual(status[name], self.listening.state["status"][name])
        self.assertEqual({"Radarr-4K"}, self.listening.state["searches"]["searches"].keys())
        self.assertEqual(2, self.listening.state["attention"]["total"])
        self.assertEqual({"default": 5}, self.listening.state["torrents"]["distribution"]["uncategorized"])
        self.assertEqual("now", self.listening.state["config"]["revision"])
        self.assertNotIn("0123456789", json.dumps(self.listening.state))

    def test_a_child(self):
        """Of many children the one that changed is told, and of it what changed."""
        first, *others = self.program.now.processes
        self.program.now = structs.replace(
            self.program.now, processes=(structs.replace(first, pid=None, alive=False), *others)
        )
        change = {"alive": False, "pid": None}
        self.assertEqual(
            [
                ("processes", {"processes": {"Radarr-4K/search/radarr-4k": change}}),
                ("searches", {"searches": {"Radarr-4K": change}}),
            ],
            self.look(),
        )

    def test_verdicts(self):
        """Of the torrents whose verdicts changed last the one that changed is told, and what changed of it."""
        one, other = (
            TorrentVerdict(instance="qBit", hash=each * 40, rule=18, code="seeding", text="It seeds.") for each in "ab"
        )
        self.program.verdicts = (one, other)
        self.look()
        self.program.verdicts = (other, structs.replace(one, step="removal", holds_until=1764244800.0))
        change = {"step": "removal", "holdsUntil": "2025-11-27T12:00:00Z"}
        self.assertEqual([("verdicts", {"verdicts": {f"qBit/{'a' * 40}": change}})], self.look())

    def test_journal(self):
        """A new entry is told alone; the one that is the fifty-first now goes. While there is none, no page is read."""

        def entry(id):
            return Entry(id=id, at=1764244800.0 + id, section="Radarr-4K", act="removal", result="done", text="gone")

        self.program.entries = tuple(entry(id) for id in range(MOST_ENTRIES, 0, -1))
        self.look()
        self.program.entries = (entry(MOST_ENTRIES + 1), *self.program.entries[:-1])
        ((topic, patch),) = self.look()
        self.assertEqual("activity", topic)
        self.assertEqual({"1", "51"}, patch["entries"].keys())
        self.assertIsNone(patch["entries"]["1"])
        self.program.calls.clear()
        self.look()
        self.assertEqual([("activity", {"limit": 1})], self.program.calls)

    def test_state_fails(self):
        """When the state cannot be had for a moment, listening goes on."""
        self.program.error = StoreError("no")
        self.look()
        self.program.error = None
        self.program.now = structs.replace(self.program.now, dry_run=True)
        self.assertEqual([("status", {"dryRun": True})], self.look())
        self.assertEqual(1, len(self.flushLoggedErrors(StoreError)))


class RouteTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()

    def ask(self, method, query="", headers=BEARER):
        return self.successResultOf(self.client.start(method, f"/api/events{query}", headers=headers))

    def test_refused(self):
        """A topic that is none is named; who may not, may not."""
        reply = self.ask("GET", "?topics=status,weather")
        self.assertEqual(400, reply.status)
        self.assertIn("weather", reply.json()["error"])
        self.assertEqual(401, self.ask("GET", headers=None).status)
        self.client.limit(most_listeners=0)
        reply = self.ask("GET")
        self.assertEqual((429, "30"), (reply.status, reply.header("retry-after")))

    def test_stream(self):
        """Over the wire it is a stream no proxy keeps; stopping the program ends it."""
        coming = self.client.start("GET", "/web/events?topics=config,%20torrents")
        self.assertNoResult(coming)
        self.client.api.events.stop()
        self.client.flush()
        reply = self.successResultOf(coming)
        self.assertEqual("text/event-stream; charset=utf-8", reply.header("content-type"))
        self.assertEqual("no-cache", reply.header("cache-control"))
        names = [line for line in reply.body.decode().splitlines() if line.startswith("event")]
        self.assertEqual(["event: snapshot", "event: snapshot", "event: bye"], names)
