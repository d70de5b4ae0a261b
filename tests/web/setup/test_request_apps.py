"""Trying out applications for requests, with answers as Overseerr and Ombi give them."""

import json

from twisted.web.resource import Resource

from tests.setup.network import KEY, Page
from tests.web.setup.test_connection_tests import CONFIG
from tests.web.setup.test_connection_tests import TestCase as ConnectionTestCase


class Keyed(Resource):
    """What only who sends the key gets; *refusal* is status and body for others."""

    isLeaf = True

    def __init__(self, header, body, refusal):
        super().__init__()
        self._header, self._body, self._refusal = header, body, refusal

    def render(self, request):
        if request.getHeader(self._header) == KEY:
            return self._body
        status, body = self._refusal
        request.setResponseCode(status)
        return body


def below(path, leaf, root=None):
    """*root* with *leaf* at that path."""
    root = root or Resource()
    *folders, last = path.split("/")
    place = root
    for each in folders:
        found = place.children.get(each.encode())
        if found is None:
            found = Resource()
            place.putChild(each.encode(), found)
        place = found
    place.putChild(last.encode(), leaf)
    return root


def overseerr():
    root = below("api/v1/status", Page(b'{"version": "1.33.2", "commitTag": "x", "updateAvailable": false}'))
    refusal = 403, b'{"status":403,"error":"You do not have permission to access this endpoint"}'
    return below(
        "api/v1/request/count", Keyed("x-api-key", b'{"total": 5, "pending": 1, "approved": 4}', refusal), root
    )


def ombi():
    refusal = 401, b"Invalid API Key"
    root = below("ombi/api/v1/Request/movie/total", Keyed("apikey", b"12", refusal))
    below("ombi/api/v1/Request/tv/total", Keyed("apikey", b"3", refusal), root)
    about = b'{"version": "4.44.1", "branch": "master", "osDescription": "Linux"}'
    return below("ombi/api/v1/Settings/about", Keyed("apikey", about, refusal), root)


def silent_ombi():
    """One that does not say which it is."""
    root = below("api/v1/Request/movie/total", Page(b"1"))
    return below("api/v1/Request/tv/total", Page(b"1"), root)


class RequestAppTests(ConnectionTestCase):
    """`POST /api/request-apps/test-connection`."""

    __test__ = True

    def setUp(self):
        super().setUp()
        self.network.hosts |= {"seerr": overseerr(), "ombi": ombi(), "silent": silent_ombi()}

    def ask(self, type="overseerr", uri="http://seerr:5055", api_key=KEY, **more):
        return self.post("/web/request-apps/test-connection", type=type, uri=uri, apiKey=api_key, **more)

    def test_each_kind(self):
        """Its kin are asked as Overseerr is; Ombi may stand under a path and answers in bare numbers."""
        for type in ("overseerr", "Jellyseerr", "seerr"):
            self.assertEqual(
                {
                    "success": True,
                    "message": "Connected successfully",
                    "type": "overseerr",
                    "version": "1.33.2",
                    "requests": 5,
                },
                self.ask(type).json(),
            )
        for uri in ("http://ombi:3579/ombi", "http://ombi/ombi/api/v1/"):
            answer = self.ask("ombi", uri).json()
            self.assertEqual(
                (True, "ombi", "4.44.1", 15), tuple(answer[name] for name in ("success", "type", "version", "requests"))
            )
        answer = self.ask("ombi", "http://silent").json()
        self.assertEqual((True, "", 2), (answer["success"], answer["version"], answer["requests"]))

    def test_failures(self):
        """A wrong key is 403 with one and 401 with the other; another program, or none, is told; the key never is."""
        self.network.hosts["page"] = Page(b"<html>Welcome</html>", **{"content-type": "text/html"})
        for type, uri, key, code in (
            ("overseerr", "http://seerr", "wrong-key", "wrong_key"),
            ("ombi", "http://ombi/ombi", "wrong-key", "wrong_key"),
            ("overseerr", "http://ombi/ombi", KEY, "not_found"),
            ("ombi", "http://page", KEY, "web_page"),
            ("ombi", "http://refused", KEY, "refused"),
        ):
            reply = self.ask(type, uri, key)
            self.assertEqual((200, False, code), (reply.status, reply.json()["success"], reply.json()["code"]), uri)
            self.assertNotIn(key, json.dumps(reply.json()))

    def test_refused(self):
        """What is missing, of another kind, or nowhere."""
        for text, given in {
            "type must be one of overseerr, jellyseerr, seerr, ombi": {"type": "plex"},
            "Missing required fields: type, uri, or apiKey": {"api_key": ""},
            "URI must use http or https scheme": {"uri": "ftp://seerr"},
            "Instance not found or without address and key of such an application in config": {
                "instanceKey": "Radarr-4K"
            },
        }.items():
            reply = self.ask(**given)
            self.assertEqual((400, text), (reply.status, reply.json()["error"]))

    def test_by_instance(self):
        """With the key that is configured for an Arr."""
        text = f'[Radarr-4K.EntrySearch.Overseerr]\nOverseerrURI = "http://seerr:5055"\nOverseerrAPIKey = "{KEY}"\n'
        self.configured = CONFIG + text
        self.assertTrue(self.ask(uri="", api_key="", instanceKey="films").json()["success"])
