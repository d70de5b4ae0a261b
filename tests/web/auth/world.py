"""The API with an account, whose changes of the configuration take effect as in the running program."""

from attrs import evolve
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from qbitrr.config.load import load
from qbitrr.model.access.web_access import WebAccess
from qbitrr.resolved.web_access import web_access
from qbitrr.store.sqlite.database import Database
from qbitrr.store.sqlite.threads import immediately
from qbitrr.store.supervisor.schema import SCHEMA
from qbitrr.web.auth.passwords import new_hash
from tests.web.program import TOKEN, Client

USER, PASSWORD = "ädmin", "correct horse battery"
HASHED = new_hash(PASSWORD)
NO_CREDENTIAL: dict[str, str] = {}
SAME_PAGE = {"Origin": "http://localhost:6969", "Sec-Fetch-Site": "same-origin"}


class Applied:
    """Behind a `FakeConfiguration`: what the program itself changes is in force at once."""

    def __init__(self, client, keys):
        self.client = client
        self.keys = {"Token": TOKEN, **keys}
        client.configuration.hear = self.change
        self.apply()

    def apply(self, **keys):
        """Have these keys in force, too."""
        self.keys |= keys
        self.client.settings.replace(evolve(self.client.settings.current, access=self.access()))

    def access(self) -> WebAccess:
        lines = "".join(f"{name} = {_toml(value)}\n" for name, value in self.keys.items() if "." not in name)
        oidc = "".join(f"{name[5:]} = {_toml(value)}\n" for name, value in self.keys.items() if "." in name)
        text = f"[Settings]\nSchemaVersion = 1\n[WebUI]\n{lines}\n[WebUI.OIDC]\n{oidc}"
        return web_access(load(text, {}).config.webui)

    def change(self, wanted):
        if wanted.own:
            self.apply(**{name.removeprefix("WebUI."): value for name, value in wanted.changes.items()})


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return f"'{value}'"


ACCOUNT = {"LocalAuthEnabled": True, "Username": USER, "PasswordHash": HASHED}


class Browser:
    """A browser at *address*: keeps the cookie, sends what browsers send."""

    def __init__(self, client, **headers):
        self.client = client
        self.cookie = ""
        self.attributes = ""
        self.headers = SAME_PAGE | headers

    def start(self, method, path, json=None, headers=(), **more):
        sent = self.headers | ({"Cookie": f"qbitrr_session={self.cookie}"} if self.cookie else {}) | dict(headers)
        body = {} if json is None else {"json": json}
        return self.client.start(method, path, headers=sent, **body, **more).addCallback(self._keep)

    def _keep(self, reply):
        for each in reply.headers.getRawHeaders("set-cookie", ()):
            if each.startswith("qbitrr_session="):
                value, _, self.attributes = each.removeprefix("qbitrr_session=").partition(";")
                self.cookie = value.strip()
        return reply


class AuthCase(SynchronousTestCase):
    keys = ACCOUNT

    def setUp(self):
        self.database = self.opened()
        self.client = Client(file=self.database)
        self.config = Applied(self.client, self.keys)
        self.browser = Browser(self.client)

    def opened(self):
        database = Database(":memory:", "facts", SCHEMA, reactor=Clock(), run=immediately)
        self.successResultOf(database.open())
        self.addCleanup(lambda: self.successResultOf(database.close()))
        return database

    def ask(self, method, path, browser=None, **more):
        return self.successResultOf((browser or self.browser).start(method, path, **more))

    def sign_in(self, browser=None, username=USER, password=PASSWORD):
        return self.ask("POST", "/web/login", browser, json={"username": username, "password": password})

    def is_in(self, browser=None):
        return self.ask("GET", "/web/status", browser).status == 200

    def restart(self):
        """Another program with the same file."""
        self.client = Client(file=self.database)
        self.config = Applied(self.client, self.config.keys)
        self.successResultOf(Deferred.fromCoroutine(self.client.sessions.load()))
        self.successResultOf(Deferred.fromCoroutine(self.client.tokens.load()))
        self.browser.client = self.client
