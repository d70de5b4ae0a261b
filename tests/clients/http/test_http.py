"""
The layer below every client: limits, translation, retries, redirects, cancelling.
"""

import pytest
from twisted.internet.defer import CancelledError, Deferred, fail
from twisted.internet.error import ConnectionDone, ConnectionRefusedError, DNSLookupError, TimeoutError
from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.python.failure import Failure
from twisted.web.client import Agent

from qbitrr.clients.http.agents import make_agent, make_pool
from qbitrr.clients.http.bodies import Collected
from qbitrr.clients.http.http import ONCE, READ, STREAM, WRITE, Http, Manner
from qbitrr.clients.http.manners import NEVER, READS, WRITES
from qbitrr.errors import BadAnswer, Busy, NotThere, Rejected, TimedOut, Unauthorized, Unreachable
from tests.clients.case import ClientCase
from tests.clients.scripted import Reply, Scripted, ok, silence

SECRET = "0123456789abcdef"


class RefusedAgent:
    """Nobody listens, *times* times; then *then* answers."""

    def __init__(self, error, times=10**9, then=None):
        self.error, self.times, self.then, self.asked = error, times, then, 0

    def request(self, method, uri, headers=None, bodyProducer=None):
        self.asked += 1
        if self.asked <= self.times:
            return fail(self.error)
        return self.then.request(method, uri, headers, bodyProducer)


class AnswersTests(ClientCase):
    """What comes back."""

    def test_body_and_status(self):
        """A good answer comes back as it is."""
        server = Scripted(ok("hello"))
        answer = self.result(server.http(self.clock).fetch("GET", "thing", query=[("a", "x y"), ("b", 2)]))
        self.assertEqual((200, "hello"), (answer.status, answer.text))
        self.assertEqual({"a": "x y", "b": "2"}, server.asked[0].query)
        self.assertEqual("GET /thing", str(server.asked[0]))
        self.assert_no_timers()

    def test_every_success_is_good(self):
        """204 and 201 are as good as 200."""
        for status in (200, 201, 202, 204):
            answer = self.result(Scripted(Reply(status=status)).http(self.clock).fetch("POST", "x", form={}))
            self.assertTrue(answer.good)

    def test_forms_and_json(self):
        """Forms are encoded as such, an empty one still has a length; JSON says that it is JSON."""
        server = Scripted(ok())
        http = server.http(self.clock)
        self.result(http.fetch("POST", "x", form={"hashes": "a|b", "tags": "é,ü"}))
        self.result(http.fetch("POST", "x", form={}))
        self.result(http.fetch("POST", "x", json={"name": "RssSync"}))
        self.assertEqual({"hashes": "a|b", "tags": "é,ü"}, server.asked[0].form)
        self.assertEqual("0", server.asked[1].headers["content-length"])
        self.assertEqual("application/json", server.asked[2].headers["content-type"])
        self.assertEqual(b'{"name":"RssSync"}', server.asked[2].body)

    def test_nothing_packed_is_asked_for(self):
        """Bodies are asked for as they are."""
        server = Scripted(ok())
        self.result(server.http(self.clock).fetch("GET", "x"))
        self.assertIn("identity", server.asked[0].headers["accept-encoding"])

    def test_statuses_become_errors(self):
        """Each refusal becomes the error that says what a caller can do."""
        for status, kind in (
            (401, Unauthorized),
            (403, Unauthorized),
            (404, NotThere),
            (400, Rejected),
            (409, Rejected),
            (500, Rejected),
            (300, BadAnswer),
        ):
            http = Scripted(Reply(status=status, body=b"because")).http(self.clock)
            self.error(http.fetch("GET", "x"), kind)

    def test_words_of_an_error(self):
        """The sentence in an error's body is kept, whatever form it has; web pages and traces are not."""
        for body, words in (
            (b'{"message":"NotFound","description":"at Foo.Bar()"}', "NotFound"),
            (b'{"errorMessage":"Radarr is starting up"}', "Radarr is starting up"),
            (b'[{"propertyName":"Path","errorMessage":"empty"},{"errorMessage":"too"}]', "Path: empty; too"),
            (b"Incorrect category name", "Incorrect category name"),
            (b"<html><body>x</body></html>", ""),
            (b"{broken", ""),
            (b"", ""),
        ):
            error = self.error(Scripted(Reply(status=409, body=body)).http(self.clock).fetch("GET", "x"), Rejected)
            self.assertEqual(words, error.detail)

    def test_ask_leaves_the_status_to_the_caller(self):
        """`ask` returns refusals as answers."""
        answer = self.result(Scripted(Reply(status=403, body=b"Forbidden")).http(self.clock).ask("GET", "x"))
        self.assertEqual((403, False, "Forbidden"), (answer.status, answer.good, answer.text))

    def test_no_secrets_in_errors(self):
        """Neither the key nor the body of a request shows up in an error or a value printed for debugging."""
        server = Scripted(Reply(status=401))
        http = server.http(self.clock, headers={"X-Api-Key": SECRET})
        error = self.error(http.fetch("POST", "x", form={"password": SECRET}), Unauthorized)
        self.assertEqual(SECRET, server.asked[0].headers["x-api-key"])
        for text in (str(error), repr(error), repr(error.__cause__)):
            self.assertNotIn(SECRET, text)


class LimitsTests(ClientCase):
    """What is too much, too late or broken."""

    def test_too_long(self):
        """A body beyond the limit ends the request as soon as the limit is passed."""
        http = Scripted(ok(b"x" * 3000)).http(self.clock)
        error = self.error(http.fetch("GET", "x", manner=Manner(limit=2000)), BadAnswer)
        self.assertIn("more than", str(error))
        self.assert_no_timers()

    def test_no_answer_in_time(self):
        """An answer that does not come in time is `TimedOut`, and is not asked for again."""
        server = Scripted(silence)
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        self.clock.advance(29.9)
        self.assertNoResult(call)
        self.clock.advance(0.2)
        error = self.failureResultOf(call, TimedOut).value
        self.assertIn("30 s", str(error))
        self.assertEqual(1, len(server.asked))
        self.assert_no_timers()

    def test_how_long_an_answer_takes(self):
        """Until it begins, whatever it is: what is never answered tells nothing."""
        server = Scripted(silence)
        http = server.http(self.clock)
        self.assertIsNone(http.answered_after)
        for status, seconds in ((200, 2.0), (404, 0.5)):
            asking = Deferred.fromCoroutine(http.ask("GET", "x", manner=ONCE))
            server.agent.flush()
            self.clock.advance(seconds)
            request = server.waiting.pop()
            request.setResponseCode(status)
            request.finish()
            server.agent.flush()
            self.successResultOf(asking)
            self.assertEqual((seconds, seconds), (http.answered_after, http.with_headers({"a": "b"}).answered_after))
        late = Deferred.fromCoroutine(http.ask("GET", "x", manner=ONCE))
        server.agent.flush()
        self.clock.advance(1000)
        self.failureResultOf(late, TimedOut)
        self.assertEqual(0.5, http.answered_after)

    def test_body_that_stops_coming(self):
        """A body that stops half-way runs out of time, too."""
        server = Scripted(silence)
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        server.waiting[0].write(b"half")
        server.agent.flush()
        self.clock.advance(31)
        self.failureResultOf(call, TimedOut)

    def test_trickle(self):
        """What is no long list has its time as a whole: a byte now and then does not prolong it."""
        server = Scripted(silence)
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        for _ in range(3):
            server.waiting[0].write(b"x")
            server.agent.flush()
            self.clock.advance(11)
        self.failureResultOf(call, TimedOut)

    def test_progress_counts(self):
        """A list may take any time as long as it keeps coming, and no longer."""
        server = Scripted(silence)
        call = self.start(server.http(self.clock).stream("x", Collected))
        for _ in range(5):
            self.clock.advance(100)
            server.waiting[0].write(b"more")
            server.agent.flush()
        self.assertNoResult(call)
        self.clock.advance(STREAM.patience)
        self.failureResultOf(call, TimedOut)
        self.assert_no_timers()

    def test_cancelling_while_waiting(self):
        """A cancelled call is `CancelledError`, not a timeout and not unreachable, and is not tried again."""
        server = Scripted(silence)
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        call.cancel()
        self.failureResultOf(call, CancelledError)
        self.assert_no_timers()
        self.assertEqual(1, len(server.asked))

    def test_cancelling_while_reading(self):
        """The same in the middle of a body; the connection is closed."""
        server = Scripted(silence)
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        server.waiting[0].write(b"half")
        server.agent.flush()
        call.cancel()
        server.agent.flush()
        self.failureResultOf(call, CancelledError)
        self.assertTrue(server.waiting[0]._disconnected)
        self.assert_no_timers()

    def test_cancelling_between_attempts(self):
        """The same during the pause before another attempt."""
        server = Scripted(Reply(status=503))
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        self.clock.advance(0.1)
        call.cancel()
        self.failureResultOf(call, CancelledError)
        self.assert_no_timers()


class RetriesTests(ClientCase):
    """What is tried again, and when."""

    def test_pauses_double(self):
        """Reads: five attempts, 0.5 s doubling; writes: three, at most 3 s; plus a little jitter."""
        self.assertEqual([0.5, 1, 2, 4, 5, 5], [READS.pause(failed, lambda: 0.0) for failed in range(1, 7)])
        self.assertEqual([0.5, 1, 2, 3], [WRITES.pause(failed, lambda: 0.0) for failed in range(1, 5)])
        self.assertEqual(0.75, READS.pause(1, lambda: 1.0))

    def test_busy_server(self):
        """429, 502, 503 and 504 are asked again until it works."""
        for status in (429, 502, 503, 504):
            server = Scripted(Reply(status=status, body=b"<html>Bad gateway</html>"), ok("there"))
            call = self.start(server.http(self.clock).fetch("GET", "x"))
            self.assertNoResult(call)
            self.clock.advance(0.5)
            self.assertEqual("there", self.successResultOf(call).text)

    def test_attempts_are_counted(self):
        """After five reads or three writes the last error comes out; 0.5 + 1 + 2 + 4 seconds later."""
        for method, manner, attempts, seconds in (("GET", READ, 5, 7.5), ("POST", WRITE, 3, 1.5), ("POST", ONCE, 1, 0)):
            server = Scripted(Reply(status=503, body=b'{"errorMessage":"Radarr is starting up"}'))
            call = self.start(server.http(self.clock).fetch(method, "x", form={}, manner=manner))
            self.pass_time(seconds)
            error = self.failureResultOf(call, Unreachable).value
            self.assertIn("starting up", str(error))
            self.assertEqual(attempts, len(server.asked))

    def test_retry_after(self):
        """A server that names a time is left alone until then."""
        server = Scripted(Reply(status=429, headers=(("Retry-After", "7"),)), ok("there"))
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        self.clock.advance(6.9)
        self.assertNoResult(call)
        self.clock.advance(0.1)
        self.assertEqual("there", self.successResultOf(call).text)

    def test_retry_after_date(self):
        """The time may be a date: it counts from the answer's own."""
        headers = (("Date", "Mon, 01 Jan 2024 00:00:00 GMT"), ("Retry-After", "Mon, 01 Jan 2024 00:00:09 GMT"))
        error = self.error(
            Scripted(Reply(status=503, headers=headers)).http(self.clock).ask("GET", "x", manner=ONCE), Busy
        )
        self.assertEqual(9, error.retry_after)

    def test_retry_after_too_long(self):
        """Being sent away for an hour ends the call: the caller has a clock of its own."""
        server = Scripted(Reply(status=429, headers=(("Retry-After", "3600"),)))
        self.error(server.http(self.clock).fetch("GET", "x"), Busy)
        self.assertEqual(1, len(server.asked))

    def test_refusals_are_final(self):
        """What was refused is not asked again."""
        server = Scripted(Reply(status=400))
        self.error(server.http(self.clock).fetch("GET", "x"), Rejected)
        self.assertEqual(1, len(server.asked))

    def test_nobody_listens(self):
        """A refused connection is tried again; then it is `Unreachable` in plain words."""
        for error, words in ((ConnectionRefusedError(), "connection refused"), (DNSLookupError(), "not known")):
            agent = RefusedAgent(error)
            http = Http(agent, "http://there.example", "There", self.clock, jitter=lambda: 0.0)
            call = self.start(http.fetch("GET", "x"))
            self.pass_time(10)
            self.assertIn(words, str(self.failureResultOf(call, Unreachable).value))
            self.assertEqual(5, agent.asked)

    def test_comes_up_meanwhile(self):
        """A program that starts while we try is found."""
        server = Scripted(ok("up"))
        agent = RefusedAgent(ConnectionRefusedError(), times=3, then=server.agent)
        http = Http(agent, "http://there.example/api", "There", self.clock, jitter=lambda: 0.0)
        call = self.start(http.fetch("GET", "x"))
        self.pass_time(4)
        self.assertEqual("up", self.successResultOf(call).text)

    def test_body_that_breaks_off(self):
        """A body shorter than announced is not taken for whole, but asked for again."""
        server = Scripted(Reply(body=b'{"a":', length=100), ok('{"a":1}'))
        call = self.start(server.http(self.clock).fetch("GET", "x"))
        server.agent.flush()
        self.clock.advance(0.5)
        self.assertEqual('{"a":1}', self.successResultOf(call).text)

    def test_dropped_connection(self):
        """A connection dropped before the answer is tried again, then `Unreachable`."""
        server = Scripted(Reply(drop=True))
        call = self.start(server.http(self.clock).fetch("GET", "x", manner=Manner(retries=NEVER)))
        server.agent.flush()
        self.assertIn("dropped", str(self.failureResultOf(call, Unreachable).value))

    def test_stream_starts_afresh(self):
        """A list that broke off leaves nothing of itself in the next attempt."""
        server = Scripted(Reply(body=b"half", length=100), ok("whole"))
        call = self.start(server.http(self.clock).stream("x", Collected))
        server.agent.flush()
        self.clock.advance(0.5)
        self.assertEqual(b"whole", self.successResultOf(call).body())


class RedirectsTests(ClientCase):
    """307 from an Arr with a URL base, and where a key must never go."""

    def test_followed_with_everything(self):
        """A redirect within the same origin keeps method, body and key."""
        server = Scripted(Reply(status=307, headers=(("Location", "/api/radarr/x?a=1"),)), ok("there"))
        http = server.http(self.clock, headers={"X-Api-Key": SECRET})
        answer = self.result(http.fetch("POST", "x", json={"b": 2}))
        self.assertEqual("there", answer.text)
        again = server.asked[1]
        self.assertEqual(
            ("POST", "/radarr/x", b'{"b":2}', SECRET),
            (again.method, again.path, again.body, again.headers["x-api-key"]),
        )

    def test_never_elsewhere(self):
        """Another host, port or scheme is refused, and named."""
        for place in ("http://evil.example/api/x", "https://there.example:8080/api/x", "//there.example:9/api/x"):
            server = Scripted(Reply(status=307, headers=(("Location", place),)))
            error = self.error(server.http(self.clock, headers={"X-Api-Key": SECRET}).fetch("GET", "x"), BadAnswer)
            self.assertIn("redirects to", str(error))
            self.assertEqual(1, len(server.asked))

    @pytest.mark.correction("C1")
    def test_spellings_of_the_same_place(self):
        """A default port, other capitals or a login in the target make no other origin; what is sent stays what was configured."""
        for place in (
            "HTTP://There.Example/y?b=%2F c",
            "http://other:login@there.example:80/y?b=%2F c",
            "/y?b=%2F c#part",
        ):
            server = Scripted(Reply(status=307, headers=(("Location", place),)), ok("there"))
            http = server.http(self.clock, "http://there.example/api", headers={"Authorization": "Basic bWU6cHc="})
            self.assertEqual("there", self.result(http.fetch("GET", "x")).text)
            again = server.asked[1]
            self.assertEqual(("/y", {"b": "/ c"}), (again.path, again.query))
            self.assertEqual("Basic bWU6cHc=", again.headers["authorization"])

    @pytest.mark.correction("C1")
    def test_no_address(self):
        """A target that is none is a bad answer, whatever it is."""
        for place in ("http://[", "http://x:y/", "javascript:1", "http://a b/", "http://\u00ff\u00fe."):
            server = Scripted(Reply(status=307, headers=(("Location", place),)))
            self.error(server.http(self.clock).fetch("GET", "x", manner=ONCE), BadAnswer)
            self.assertEqual(1, len(server.asked))

    def test_circle(self):
        """A redirect to itself ends."""
        server = Scripted(Reply(status=307, headers=(("Location", "/api/x"),)))
        self.assertIn("circle", str(self.error(server.http(self.clock).fetch("GET", "x"), BadAnswer)))
        self.assertEqual(4, len(server.asked))

    def test_login_page(self):
        """A 302 for something that acts is somebody's login page, not an answer."""
        server = Scripted(Reply(status=302, headers=(("Location", "/login"),)))
        self.error(server.http(self.clock).fetch("POST", "x", form={}), BadAnswer)


class UnsendableTests(ClientCase):
    @pytest.mark.correction("C1")
    def test_names_that_are_no_text(self):
        """Half of a surrogate pair cannot be sent: refused at once, without a request and without a traceback."""
        server = Scripted(ok())
        http = server.http(self.clock)
        for more in ({"form": {"a": "\ud800"}}, {"json": {"a": "\ud800"}}, {"query": [("a", "\ud800")]}):
            self.error(http.fetch("POST", "x", **more), Rejected)
        self.assertEqual([], server.asked)


class ConnectingTests(ClientCase):
    """Over a real agent on a reactor in memory."""

    def test_no_connection_in_time(self):
        """A host that swallows everything is `TimedOut` after ten seconds, without another try."""
        reactor = MemoryReactorClock()
        http = Http(make_agent(reactor, make_pool(reactor)), "http://192.0.2.1:80", "There", reactor)
        call = self.start(http.fetch("GET", "x"))
        self.assertEqual(10, reactor.tcpClients[0][3])
        factory = reactor.tcpClients[0][2]
        factory.clientConnectionFailed(reactor.connectors[0], Failure(TimeoutError()))
        reactor.advance(1)
        self.failureResultOf(call, TimedOut)
        self.assertEqual(1, len(reactor.tcpClients))

    def test_not_http(self):
        """Something that speaks another protocol is a bad answer, not a crash."""
        reactor = MemoryReactorClock()
        http = Http(Agent(reactor), "http://192.0.2.1:80", "There", reactor)
        call = self.start(http.fetch("GET", "x"))
        protocol = reactor.tcpClients[0][2].buildProtocol(None)
        transport = StringTransport()
        transport.abortConnection = transport.loseConnection
        protocol.makeConnection(transport)
        protocol.dataReceived(b"220 mail.example ESMTP\r\n")
        protocol.connectionLost(Failure(ConnectionDone()))
        self.failureResultOf(call, BadAnswer)
